//! What an operation of the API is, and the one line that declares it.
//!
//! The line feeds the sandbox's routing and locking, the client's URLs, the documentation and the coverage tests.
//! Nothing repeats it.

use serde::{Serialize, de::DeserializeOwned};

use crate::cloud::Clouds;

/// An operation of the Partner Center REST API: its line of the table, and the types that it takes and answers.
///
/// Implemented by [`operations!`](crate::operations) alone.
pub trait Operation: Send + Sync + 'static {
    /// Everything about the operation that is not a type.
    const INFO: OperationInfo;
    /// The values in the path, a field for each `{placeholder}`.
    type Path: Shape + Serialize + DeserializeOwned + Clone + Send + 'static;
    /// The query parameters.
    type Query: Shape + Serialize + DeserializeOwned + Send + 'static;
    /// The body of the request; [`Nothing`] where there is none.
    type Body: Shape + Serialize + DeserializeOwned + Send + 'static;
    /// The body of a successful answer; [`Nothing`] where there is none.
    type Reply: Shape + Serialize + DeserializeOwned + Send + 'static;
}

/// A type whose form is known: with the feature `schema`, as JSON Schema.
#[cfg(feature = "schema")]
pub trait Shape: crate::schema::JsonSchema {}
#[cfg(feature = "schema")]
impl<T: crate::schema::JsonSchema> Shape for T {}

/// A type whose form is known: with the feature `schema`, as JSON Schema.
#[cfg(not(feature = "schema"))]
pub trait Shape {}
#[cfg(not(feature = "schema"))]
impl<T> Shape for T {}

/// Something to be done for every operation of the table, with its types at hand. See [`visit`](crate::all::visit).
pub trait Visitor {
    /// Does it for one operation.
    fn visit<O: Operation>(&mut self);
}

/// A line of the operation table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationInfo {
    /// The name of the Rust type that stands for the operation, `GetCustomer`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path from the host on, its variable segments as `{snake_case}`: `/v1/customers/{customer_id}`.
    pub path: &'static str,
    /// The least token that the operation asks for. A rule raises it where the body decides.
    pub auth: Auth,
    /// The national clouds that the documentation page names.
    pub clouds: Clouds,
    /// What the operation changes, and therefore locks.
    pub root: Root,
    /// The headers that the operation reads, beside those that every one does.
    pub headers: &'static [Header],
    /// The documentation page, without its host: `get-a-customer-by-id`.
    pub page: &'static str,
}

impl OperationInfo {
    /// The segments of the path, in order.
    pub fn segments(&self) -> impl Iterator<Item = Segment> {
        self.path.split('/').filter(|segment| !segment.is_empty()).map(|segment| {
            match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) => Segment::Parameter(name),
                None => Segment::Literal(segment),
            }
        })
    }
}

/// A segment of an operation's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// Stands for itself, in any casing.
    Literal(&'static str),
    /// Stands for a value, under this name.
    Parameter(&'static str),
}

/// The methods that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the methods of HTTP")]
pub enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
}

impl Method {
    /// The method as it stands on the request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GET => "GET",
            Self::HEAD => "HEAD",
            Self::POST => "POST",
            Self::PUT => "PUT",
            Self::PATCH => "PATCH",
            Self::DELETE => "DELETE",
        }
    }
}

/// Which kind of token an operation accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// App-only and app+user tokens.
    Either,
    /// App+user tokens alone.
    User,
}

/// What an operation changes. The sandbox holds the lock of it for as long as the operation decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// Nothing: the operation reads.
    Nothing,
    /// What belongs to the partner account as a whole.
    Account,
    /// One customer, as this account sees it: the `{customer_id}` of the path.
    Customer,
    /// The tie between the account and the customer: the account, the customer and the customer's tenant together.
    Tie,
}

/// A header that some operations read. The sandbox shows it to no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// The etag of the version to change.
    IfMatch,
    /// Where a list goes on, as the page before said.
    ContinuationToken,
}

impl Header {
    /// The name as it stands in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IfMatch => "If-Match",
            Self::ContinuationToken => "MS-ContinuationToken",
        }
    }
}

/// No path parameters, no query parameters, no body, or an answer without one.
///
/// What a client sends all the same is ignored, as the service ignores it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nothing {}

impl Serialize for Nothing {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> serde::Deserialize<'de> for Nothing {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self {})
    }
}

/// Declares the operations of an area, a line each:
///
/// ```text
/// operations! {
///     /// Gets a customer by id.
///     GetCustomer = GET "/v1/customers/{customer_id}" (Either, EVERYWHERE, Nothing) CustomerPath, Nothing, Nothing => Customer, "get-a-customer-by-id";
/// }
/// ```
///
/// In the parentheses stand [`Auth`], the constant of [`Clouds`], [`Root`] and each [`Header`]; after them the types of path,
/// query and body, the type of the reply, and the documentation page.
/// The area gets a type per operation, and `OPERATIONS` and `visit`, which list them for [`all`](crate::all).
#[macro_export]
macro_rules! operations {
    ($(
        $(#[$doc:meta])*
        $name:ident = $method:ident $path:literal ($auth:ident, $clouds:ident, $root:ident $(, $header:ident)*)
            $path_type:ty, $query:ty, $body:ty => $reply:ty, $page:literal;
    )*) => {
        $(
            $(#[$doc])*
            ///
            #[doc = concat!("`", stringify!($method), " ", $path, "`. Source: `", $page, "`.")]
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl $crate::operation::Operation for $name {
                const INFO: $crate::operation::OperationInfo = $crate::operation::OperationInfo {
                    name: stringify!($name),
                    method: $crate::operation::Method::$method,
                    path: $path,
                    auth: $crate::operation::Auth::$auth,
                    clouds: $crate::cloud::Clouds::$clouds,
                    root: $crate::operation::Root::$root,
                    headers: &[$($crate::operation::Header::$header),*],
                    page: $page,
                };
                type Path = $path_type;
                type Query = $query;
                type Body = $body;
                type Reply = $reply;
            }
        )*

        /// The operations of this area, in the order of the table.
        pub const OPERATIONS: &[$crate::operation::OperationInfo] =
            &[$(<$name as $crate::operation::Operation>::INFO),*];

        /// Shows a visitor the operations of this area, with their types.
        pub fn visit(visitor: &mut impl $crate::operation::Visitor) {
            $(visitor.visit::<$name>();)*
        }
    };
}
