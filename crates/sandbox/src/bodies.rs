//! Bodies: how long each may be and take, and how much room all of them have together.
//!
//! A body is charged for what has arrived of it, and until its request is answered: whoever sends slowly holds its own
//! bytes and nothing else. Where no room is left, the one who asks for it is told to come again; nobody waits, so no
//! bodies wait for one another. What is beyond 64 KiB has room of its own, as have the forms of those who have yet to say
//! who they are: neither can use up what an ordinary call needs.

use std::{pin::pin, sync::Arc};

use bytes::{Buf, Bytes};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use partner_center_model::errors;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    limits::{BODY_TIMEOUT, LONGEST_BODY, LONGEST_FORM, ROOM_FOR_FORMS, ROOM_FOR_LONG, ROOM_FOR_SHORT, SHORT_BODY},
    refusal::{Failure, Refusal},
};

/// By how many bytes the memory of a body grows at most beyond what has arrived.
const GROWTH: usize = 64 * 1024;

/// Who sends a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    /// Whoever reaches the server.
    Anybody,
    /// Someone whose token has been verified.
    Known,
}

/// Why a body was not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("the body is longer than {0} bytes")]
    TooLong(usize),
    #[error("the body broke off: {0}")]
    BrokeOff(String),
    #[error("the body did not arrive in time")]
    TooSlow,
    #[error("too many long bodies are being sent at once; try again")]
    NoRoom,
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::NoRoom => Self::Overloaded(error.to_string()),
            error => Refusal::new(errors::INVALID_INPUT).about(error.to_string()).into(),
        }
    }
}

/// A body, and the room that it takes until it is dropped.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
    _taken: Vec<OwnedSemaphorePermit>,
}

/// The room that bodies have.
#[derive(Debug)]
pub(crate) struct Bodies {
    forms: Arc<Semaphore>,
    short: Arc<Semaphore>,
    long: Arc<Semaphore>,
}

impl Default for Bodies {
    fn default() -> Self {
        Self::new(ROOM_FOR_FORMS, ROOM_FOR_SHORT, ROOM_FOR_LONG)
    }
}

impl Bodies {
    fn new(forms: usize, short: usize, long: usize) -> Self {
        let [forms, short, long] = [forms, short, long].map(|room| Arc::new(Semaphore::new(room)));
        Self { forms, short, long }
    }

    /// Reads a body. One that announces itself as too long is refused before it is asked for.
    pub(crate) async fn read<B>(&self, sender: Sender, headers: &HeaderMap, body: B) -> Result<Body, BodyError>
    where
        B: http_body::Body,
        B::Error: std::error::Error,
    {
        let longest = match sender {
            Sender::Anybody => LONGEST_FORM,
            Sender::Known => LONGEST_BODY,
        };
        let announced =
            headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.trim().parse().ok());
        if announced.is_some_and(|length: u64| length > longest as u64) {
            return Err(BodyError::TooLong(longest));
        }
        if body.is_end_stream() {
            return Ok(Body { bytes: Bytes::new(), _taken: Vec::new() });
        }
        let reading = self.arrive(sender, longest, body);
        tokio::time::timeout(BODY_TIMEOUT, reading).await.unwrap_or(Err(BodyError::TooSlow))
    }

    async fn arrive<B>(&self, sender: Sender, longest: usize, body: B) -> Result<Body, BodyError>
    where
        B: http_body::Body,
        B::Error: std::error::Error,
    {
        let mut body = pin!(body);
        // Copied, as a piece of one byte would keep the whole of the buffer that it arrived in.
        let mut bytes = Vec::new();
        let mut taken = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| BodyError::BrokeOff(error.to_string()))?;
            let Ok(mut data) = frame.into_data() else { continue };
            if data.remaining() > longest - bytes.len() {
                return Err(BodyError::TooLong(longest));
            }
            self.take(sender, bytes.len(), data.remaining(), &mut taken)?;
            // A vector that grows by itself would take up to twice the room that the body has been given.
            if bytes.capacity() - bytes.len() < data.remaining() {
                bytes.reserve_exact(data.remaining().max(bytes.len().min(GROWTH)));
            }
            while data.has_remaining() {
                let piece = data.chunk();
                bytes.extend_from_slice(piece);
                let length = piece.len();
                data.advance(length);
            }
        }
        Ok(Body { bytes: bytes.into(), _taken: taken })
    }

    /// Takes room for `more` bytes after the first `before`.
    fn take(
        &self,
        sender: Sender,
        before: usize,
        more: usize,
        taken: &mut Vec<OwnedSemaphorePermit>,
    ) -> Result<(), BodyError> {
        let short = (before + more).min(SHORT_BODY).saturating_sub(before);
        let shares = match sender {
            Sender::Anybody => [(&self.forms, more), (&self.long, 0)],
            Sender::Known => [(&self.short, short), (&self.long, more - short)],
        };
        for (room, bytes) in shares.into_iter().filter(|(_, bytes)| *bytes > 0) {
            let bytes = u32::try_from(bytes).map_err(|_| BodyError::NoRoom)?;
            let permit = Arc::clone(room).try_acquire_many_owned(bytes).map_err(|_| BodyError::NoRoom)?;
            match taken.iter_mut().find(|known| Arc::ptr_eq(known.semaphore(), room)) {
                Some(known) => known.merge(permit),
                None => taken.push(permit),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        task::{Context, Poll},
    };

    use http_body_util::Full;

    use super::*;

    async fn read(bodies: &Bodies, sender: Sender, length: usize) -> Result<Body, BodyError> {
        bodies.read(sender, &HeaderMap::new(), Full::new(Bytes::from(vec![b'x'; length]))).await
    }

    #[tokio::test]
    async fn room_is_taken_until_the_body_is_dropped() {
        let bodies = Bodies::new(10, 2 * SHORT_BODY, SHORT_BODY);
        let one = read(&bodies, Sender::Known, 2 * SHORT_BODY).await;
        assert_eq!(one.as_ref().map(|body| body.bytes.len()).ok(), Some(2 * SHORT_BODY));
        // There is room for short ones when there is none for long ones.
        assert!(matches!(read(&bodies, Sender::Known, SHORT_BODY + 1).await, Err(BodyError::NoRoom)));
        let two = read(&bodies, Sender::Known, SHORT_BODY).await;
        assert!(two.is_ok());
        assert!(matches!(read(&bodies, Sender::Known, 1).await, Err(BodyError::NoRoom)));
        drop((one, two));
        assert!(read(&bodies, Sender::Known, 2 * SHORT_BODY).await.is_ok());
    }

    #[tokio::test]
    async fn who_is_unknown_takes_nothing_from_those_who_are_known() {
        let bodies = Bodies::new(10, 10, 10);
        let form = read(&bodies, Sender::Anybody, 10).await;
        assert!(matches!(read(&bodies, Sender::Anybody, 1).await, Err(BodyError::NoRoom)));
        assert!(read(&bodies, Sender::Known, 10).await.is_ok());
        drop(form);
    }

    #[tokio::test]
    async fn a_body_takes_little_more_memory_than_it_is_long() {
        /// So many pieces of 10,000 bytes.
        struct Pieces(usize);

        impl http_body::Body for Pieces {
            type Data = Bytes;
            type Error = std::convert::Infallible;

            fn poll_frame(
                mut self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
                let left = self.0.checked_sub(1);
                self.0 = left.unwrap_or_default();
                Poll::Ready(left.map(|_| Ok(http_body::Frame::data(Bytes::from(vec![b'x'; 10_000])))))
            }
        }

        for pieces in [1, 2, 7, 100] {
            let body = Bodies::default().read(Sender::Known, &HeaderMap::new(), Pieces(pieces)).await.unwrap();
            let memory = Vec::from(body.bytes);
            assert_eq!(memory.len(), pieces * 10_000);
            let most = memory.len() + memory.len().min(GROWTH);
            assert!(memory.capacity() <= most, "{} bytes for {}", memory.capacity(), memory.len());
        }
    }

    #[tokio::test]
    async fn each_may_be_so_long() {
        let bodies = Bodies::default();
        for (sender, longest) in [(Sender::Anybody, LONGEST_FORM), (Sender::Known, LONGEST_BODY)] {
            assert!(read(&bodies, sender, longest).await.is_ok());
            assert!(
                matches!(read(&bodies, sender, longest + 1).await, Err(BodyError::TooLong(limit)) if limit == longest)
            );
        }
    }
}
