//! Lists: all of it, page by page, or as a stream.

use std::collections::BTreeSet;

use futures_util::stream::{self, Stream, TryStreamExt};
use partner_center_model::{
    operation::Operation,
    read::{ReadError, Reader},
    resource::{Collection, Link},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    call::{Call, Reply},
    client::Client,
    error::Error,
    fetched::Fetched,
    wire,
};

/// A list that is to be read.
#[must_use = "a list is read by `page`, `all` or `stream`"]
pub struct List<O: Operation> {
    client: Client,
    call: Result<Call<O>, String>,
}

impl<O: Operation> List<O> {
    pub(crate) fn new(client: &Client, call: Result<Call<O>, String>) -> Self {
        Self { client: client.clone(), call }
    }

    /// With these query parameters.
    pub fn query(mut self, query: O::Query) -> Self {
        self.call = self.call.map(|call| call.query(query));
        self
    }
}

impl<O: Operation<Reply = Collection<T>>, T: DeserializeOwned + Send + 'static> List<O> {
    /// The first page.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub async fn page(self) -> Result<Page<T>, Error> {
        let request = wire::request(&self.client.shared.api, &self.call.map_err(Error::Call)?)?;
        Page::read(&self.client, self.client.read(request, O::INFO.name).await?)
    }

    /// What is in the list, page after page as it is asked for.
    pub fn stream(self) -> impl Stream<Item = Result<Fetched<T>, Error>> + Send
    where
        O: Sync,
    {
        self.pages().map_ok(|page| stream::iter(page.items.into_iter().map(Ok))).try_flatten()
    }

    /// The pages, one after another as they are asked for.
    pub fn pages(self) -> impl Stream<Item = Result<Page<T>, Error>> + Send {
        enum Next<O: Operation> {
            First(List<O>),
            After(Client, Link),
            Nothing,
        }
        // A service that leads back to an earlier page would be followed for ever.
        let start = (Next::First(self), BTreeSet::new());
        stream::try_unfold(start, |(next, mut been)| async move {
            let page = match next {
                Next::First(list) => list.page().await?,
                Next::After(client, link) => Page::at(&client, &link).await?,
                Next::Nothing => return Ok(None),
            };
            let after = match page.next.clone() {
                Some(link) if !been.insert(format!("{link:?}")) => return Err(circle(&link)),
                Some(link) => Next::After(page.client.clone(), link),
                None => Next::Nothing,
            };
            Ok(Some((page, (after, been))))
        })
    }

    /// All of it, on however many pages.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub async fn all(self) -> Result<Vec<Fetched<T>>, Error> {
        self.stream().try_collect().await
    }
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<Fetched<T>>,
    /// How many there are on all pages, where the service says so.
    pub total_count: Option<u64>,
    client: Client,
    next: Option<Link>,
}

impl<T: DeserializeOwned> Page<T> {
    fn read(client: &Client, reply: Reply<Value>) -> Result<Self, Error> {
        let correlation_id = reply.correlation_id().to_owned();
        let unread = |source| Error::Answer { source, correlation_id: correlation_id.clone() };
        let raw = reply.value.into_value();
        let Collection { total_count, links, .. } =
            Reader::REPLIES.value::<Collection<Value>>(&raw).map_err(unread)?.value;
        let items = match raw {
            Value::Object(members) => members.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("items")),
            _ => None,
        };
        let items = match items {
            Some((_, Value::Array(items))) => items,
            _ => Vec::new(),
        };
        let read =
            |(index, item)| Fetched::read(item).map_err(|error: ReadError| error.in_element(index).in_field("items"));
        let items = items.into_iter().enumerate().map(read).collect::<Result<_, _>>().map_err(unread)?;
        Ok(Self { items, total_count, client: client.clone(), next: links.and_then(|links| links.next) })
    }

    /// Whether there are more.
    pub fn has_next(&self) -> bool {
        self.next.is_some()
    }

    /// The next page; none after the last.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub async fn next(&self) -> Result<Option<Self>, Error> {
        match &self.next {
            Some(link) => Self::at(&self.client, link).await.map(Some),
            None => Ok(None),
        }
    }

    async fn at(client: &Client, link: &Link) -> Result<Self, Error> {
        let page = Self::read(client, client.follow(link).await?)?;
        if page.next.as_ref() == Some(link) {
            return Err(circle(link));
        }
        Ok(page)
    }
}

fn circle(link: &Link) -> Error {
    Error::Call(format!("the list goes round in circles: {:?} comes again", link.uri))
}
