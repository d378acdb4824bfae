//! What resources of every area share: links, attributes, collections, and the body of an error.

use serde::{Deserialize, Serialize};

/// A header that a link asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Header {
    /// The header's name.
    pub key: String,
    /// The header's value.
    pub value: String,
}

/// A request that a client may send next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Link {
    /// The path and query, relative to `/v1`: `/customers?size=40&seekOperation=Next`.
    pub uri: String,
    /// The HTTP method.
    pub method: String,
    /// The headers that the request needs.
    pub headers: Vec<Header>,
}

impl Link {
    /// A link to read something.
    #[must_use]
    pub fn get(uri: impl Into<String>) -> Self {
        Self { uri: uri.into(), method: "GET".to_owned(), headers: Vec::new() }
    }
}

/// The links that any resource may have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Links {
    /// The resource itself.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub self_link: Option<Link>,
    /// The next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Link>,
    /// The previous page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Link>,
}

impl Links {
    /// A link to the resource itself.
    #[must_use]
    pub fn to_self(uri: impl Into<String>) -> Self {
        Self { self_link: Some(Link::get(uri)), ..Self::default() }
    }
}

/// What every resource says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Attributes {
    /// The version of the resource, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The type of the resource: `Customer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_type: Option<String>,
}

impl Attributes {
    /// The attributes of a resource without versions.
    #[must_use]
    pub fn of(object_type: impl Into<String>) -> Self {
        Self { etag: None, object_type: Some(object_type.into()) }
    }

    /// The attributes of a resource with a version.
    #[must_use]
    pub fn versioned(etag: impl Into<String>, object_type: impl Into<String>) -> Self {
        Self { etag: Some(etag.into()), ..Self::of(object_type) }
    }
}

/// A list of resources, or a page of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "{T}Collection"))]
#[serde(rename_all = "camelCase")]
pub struct Collection<T> {
    /// What the next page is asked for with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
    /// How many there are, on all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<u64>,
    /// The resources.
    #[serde(default = "Vec::<T>::new")]
    pub items: Vec<T>,
    /// This page and its neighbours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// `Collection`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

impl<T> Collection<T> {
    /// A whole list.
    #[must_use]
    pub fn of(items: Vec<T>) -> Self {
        Self {
            total_count: Some(items.len() as u64),
            items,
            attributes: Some(Attributes::of("Collection")),
            ..Self::default()
        }
    }
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Self { continuation_token: None, total_count: None, items: Vec::new(), links: None, attributes: None }
    }
}

/// The body of every refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ErrorBody {
    /// The [documented code](crate::errors).
    pub code: u32,
    /// What is wrong, for people.
    pub description: String,
    /// The things that the description speaks of.
    pub data: Vec<String>,
    /// The part of the service that refused.
    pub source: String,
}

#[cfg(test)]
mod tests;
