//! Where in the API a handle stands.

use std::str::FromStr;

use partner_center_model::{ids::*, operation::Operation};

use crate::{call::Call, client::Client, fetched::Content, list::List, prepared::Prepared};

/// A client, and the values of the path that has been gone so far. Ids that are none are told when a call is sent.
#[derive(Debug, Clone)]
pub(crate) struct Place<P> {
    client: Client,
    path: Result<P, String>,
}

impl<P: Clone> Place<P> {
    pub(crate) fn new(client: &Client, path: P) -> Self {
        Self { client: client.clone(), path: Ok(path) }
    }

    /// The same place under another path, whose values are those of this one and perhaps more.
    pub(crate) fn to<Q>(&self, path: impl FnOnce(P) -> Result<Q, String>) -> Place<Q> {
        Place { client: self.client.clone(), path: self.path.clone().and_then(path) }
    }

    /// A call without a body.
    pub(crate) fn call<O: Operation<Path = P>>(&self) -> Prepared<O> {
        Prepared::new(&self.client, self.path.clone().map(Call::to))
    }

    /// A call with a body.
    pub(crate) fn send<O: Operation<Path = P>>(&self, body: &impl Content<O::Body>) -> Prepared<O> {
        self.call().body(body)
    }

    /// A list.
    pub(crate) fn list<O: Operation<Path = P>>(&self) -> List<O> {
        List::new(&self.client, self.path.clone().map(Call::to))
    }
}

/// What can be taken for an id: the id itself, its text, or the `id` of a resource.
pub trait IntoId<Id> {
    /// The id.
    ///
    /// # Errors
    ///
    /// If the text is none: why not.
    fn into_id(self) -> Result<Id, String>;
}

/// A text as an id.
fn parsed<Id: FromStr<Err = IdError>>(text: &str) -> Result<Id, String> {
    text.parse().map_err(|error: IdError| format!("{text:?} is {error}"))
}

macro_rules! ids {
    ($($id:ident),*) => {
        $(
            impl IntoId<Self> for $id {
                fn into_id(self) -> Result<Self, String> {
                    Ok(self)
                }
            }

            impl IntoId<$id> for &$id {
                fn into_id(self) -> Result<$id, String> {
                    Ok(self.clone())
                }
            }

            impl IntoId<$id> for &str {
                fn into_id(self) -> Result<$id, String> {
                    parsed(self)
                }
            }

            impl IntoId<$id> for &String {
                fn into_id(self) -> Result<$id, String> {
                    parsed(self)
                }
            }

            /// The id of a resource, which says it if the service made it.
            impl IntoId<$id> for &Option<String> {
                fn into_id(self) -> Result<$id, String> {
                    parsed(self.as_deref().ok_or("the resource has no id")?)
                }
            }

            impl IntoId<$id> for String {
                fn into_id(self) -> Result<$id, String> {
                    parsed(&self)
                }
            }
        )*
    };
}

ids!(CustomerId, SubscriptionId, OrderId, OfferId, CartId, ProductId, SkuId, AvailabilityId);
