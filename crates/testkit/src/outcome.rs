//! Short words for what a test expects of a call.

use partner_center::{Error, Reply, ServiceError};

/// What a call came to, as a test expects it.
pub trait Expect<T> {
    /// The value of a success.
    fn value(self) -> T;
    /// The refusal, which must have this status and code.
    fn refused(self, status: u16, code: u32) -> ServiceError;
}

impl<T: std::fmt::Debug> Expect<T> for Result<Reply<T>, Error> {
    #[track_caller]
    fn value(self) -> T {
        match self {
            Ok(reply) => reply.value.into_value(),
            Err(error) => panic!("expected a success, found {error}"),
        }
    }

    #[track_caller]
    fn refused(self, status: u16, code: u32) -> ServiceError {
        match self {
            Err(Error::Refused(error)) => {
                assert_eq!((error.status.as_u16(), error.code), (status, Some(code)), "{error}");
                *error
            }
            other => panic!("expected {status}/{code}, found {other:?}"),
        }
    }
}

/// The code of a refusal; none for a success or another failure.
pub fn code<T>(outcome: &Result<Reply<T>, Error>) -> Option<u32> {
    match outcome {
        Err(Error::Refused(error)) => error.code,
        _ => None,
    }
}
