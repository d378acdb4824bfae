//! The ids of the API, a type each, so that one is never taken for another.
//!
//! They are what paths are made of. In resources ids are texts, as whatever the service answers must read: the examples of
//! the documentation have subscription ids such as `4KIKawEAAAAAAAEA`, customer ids such as `org:9060d13d-...`, and empty
//! ones.

use std::{
    borrow::Cow,
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// A text that is not the id it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError {
    expected: &'static str,
}

impl IdError {
    /// What the id looks like: `a customer id (a GUID)`.
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        self.expected
    }
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not {}", self.expected)
    }
}

impl std::error::Error for IdError {}

impl de::Expected for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }
}

fn read<'de, T: FromStr<Err = IdError>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|error| de::Error::invalid_value(de::Unexpected::Str(&text), &error))
}

/// The GUID that a text holds in its usual form, five groups of hexadecimal digits in any casing.
fn guid(text: &str) -> Option<Uuid> {
    if text.len() == uuid::fmt::Hyphenated::LENGTH { Uuid::try_parse(text).ok() } else { None }
}

macro_rules! guids {
    ($( $(#[$doc:meta])* $name:ident = $expected:literal; )*) => {
        $(
            $(#[$doc])*
            ///
            /// A GUID: read in any casing, written with lower-case letters.
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(pub Uuid);

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.as_hyphenated().fmt(f)
                }
            }

            impl FromStr for $name {
                type Err = IdError;

                fn from_str(text: &str) -> Result<Self, IdError> {
                    guid(text).map(Self).ok_or(IdError { expected: $expected })
                }
            }

            impl From<Uuid> for $name {
                fn from(id: Uuid) -> Self {
                    Self(id)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    read(deserializer)
                }
            }

            #[cfg(feature = "schema")]
            impl crate::schema::JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn inline_schema() -> bool {
                    true
                }

                fn json_schema(_: &mut crate::schema::SchemaGenerator) -> crate::schema::Schema {
                    schemars::json_schema!({ "type": "string", "format": "uuid" })
                }
            }
        )*
    };
}

guids! {
    /// A tenant of Azure Active Directory: a partner's or a customer's.
    TenantId = "a tenant id (a GUID)";
    /// A customer, which is its tenant's id.
    CustomerId = "a customer id (a GUID)";
    /// A subscription.
    SubscriptionId = "a subscription id (a GUID)";
    /// A user of a tenant.
    UserId = "a user id (a GUID)";
}

/// How the texts of an id compare.
#[derive(Clone, Copy)]
enum Casing {
    /// Byte by byte.
    Matters,
    /// Without regard to the casing of ASCII letters.
    Ignored,
    /// Ignored where the id is a GUID; other ids are generated and differ in casing alone.
    IgnoredInGuids,
}

impl Casing {
    fn fold(self, text: &str) -> Cow<'_, str> {
        let folds = match self {
            Self::Matters => false,
            Self::Ignored => true,
            Self::IgnoredInGuids => guid(text).is_some(),
        };
        if folds && text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Whether both texts fold to the same one. Tables are searched by this, so nothing is folded for it.
    fn is_same(self, one: &str, other: &str) -> bool {
        let equal = match self {
            Self::Matters => false,
            Self::Ignored => one.eq_ignore_ascii_case(other),
            Self::IgnoredInGuids => one.eq_ignore_ascii_case(other) && guid(one).is_some(),
        };
        equal || one == other
    }
}

/// The most bytes of an id that is a text.
const LONGEST: usize = 128;

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && !text.chars().any(|char| char.is_control() || char == '/')
}

fn is_number(text: &str) -> bool {
    is_id(text) && text.bytes().all(|byte| byte.is_ascii_digit())
}

macro_rules! texts {
    ($( $(#[$doc:meta])* $name:ident ($casing:ident, $valid:ident) = $expected:literal; )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone)]
            pub struct $name(String);

            impl $name {
                /// The id as it was given.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }

                /// The form under which equal ids are the same text: the one for keys.
                #[must_use]
                pub fn folded(&self) -> Cow<'_, str> {
                    Casing::$casing.fold(&self.0)
                }
            }

            impl PartialEq for $name {
                fn eq(&self, other: &Self) -> bool {
                    Casing::$casing.is_same(&self.0, &other.0)
                }
            }

            impl Eq for $name {}

            impl Hash for $name {
                fn hash<H: Hasher>(&self, state: &mut H) {
                    self.folded().hash(state);
                }
            }

            impl PartialOrd for $name {
                fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                    Some(self.cmp(other))
                }
            }

            impl Ord for $name {
                fn cmp(&self, other: &Self) -> Ordering {
                    self.folded().cmp(&other.folded())
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.pad(&self.0)
                }
            }

            impl FromStr for $name {
                type Err = IdError;

                fn from_str(text: &str) -> Result<Self, IdError> {
                    if $valid(text) { Ok(Self(text.to_owned())) } else { Err(IdError { expected: $expected }) }
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(&self.0)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    read(deserializer)
                }
            }

            #[cfg(feature = "schema")]
            impl crate::schema::JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn inline_schema() -> bool {
                    true
                }

                fn json_schema(_: &mut crate::schema::SchemaGenerator) -> crate::schema::Schema {
                    schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": LONGEST })
                }
            }
        )*
    };
}

texts! {
    /// An order: a GUID, or the 33 characters of an order from the catalogue.
    OrderId(IgnoredInGuids, is_id) = "an order id (1 to 128 characters)";
    /// An offer: a GUID, or `product:sku:availability`.
    OfferId(Ignored, is_id) = "an offer id (1 to 128 characters)";
    /// A cart.
    CartId(IgnoredInGuids, is_id) = "a cart id (1 to 128 characters)";
    /// A product of the catalogue.
    ProductId(Ignored, is_id) = "a product id (1 to 128 characters)";
    /// A SKU of a product.
    SkuId(Ignored, is_id) = "a SKU id (1 to 128 characters)";
    /// An availability of a SKU.
    AvailabilityId(Ignored, is_id) = "an availability id (1 to 128 characters)";
    /// A partner in the Microsoft Partner Network.
    MpnId(Matters, is_number) = "an MPN id (1 to 128 digits)";
}

#[cfg(test)]
mod tests;
