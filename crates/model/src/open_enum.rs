//! Enums of the wire, which stay open: the service adds values without notice.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{EnumAccess, Error, VariantAccess, Visitor},
};

use crate::read::same_name;

/// An enum declared by [`open_enum!`](crate::open_enum!).
pub trait OpenEnum: Clone + Sized + 'static {
    /// The name of the type.
    const NAME: &'static str;
    /// The values that the documentation and the official clients know.
    const ALL: &'static [Self];
    /// Their spellings on the wire.
    const SPELLINGS: &'static [&'static str];
    /// Their numbers in the .NET client, which writes some enums so.
    const NUMBERS: &'static [Option<u32>];

    /// A value beyond [`ALL`](Self::ALL).
    fn unknown(spelling: String) -> Self;

    /// The value with this spelling, in any casing, with or without underscores.
    fn by_name(spelling: &str) -> Option<Self> {
        let index = Self::SPELLINGS.iter().position(|known| same_name(known, spelling))?;
        Self::ALL.get(index).cloned()
    }

    /// The value with this number.
    fn by_number(number: u32) -> Option<Self> {
        let index = Self::NUMBERS.iter().position(|known| *known == Some(number))?;
        Self::ALL.get(index).cloned()
    }

    /// The value that this text stands for, be it a name or a number.
    fn from_text(text: &str) -> Self {
        let known = Self::by_name(text).or_else(|| Self::by_number(text.parse().ok()?));
        known.unwrap_or_else(|| Self::unknown(text.to_owned()))
    }
}

/// Reads an open enum; what [`open_enum!`](crate::open_enum!) implements `Deserialize` with.
///
/// # Errors
/// When there is neither text nor a known number.
pub fn deserialize<'de, T: OpenEnum, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_enum(T::NAME, T::SPELLINGS, ValueVisitor(PhantomData))
}

/// Writes a value by its number, for properties that the service writes so; one without a number by its name.
///
/// # Errors
/// When the serializer fails.
pub fn serialize_number<T: OpenEnum + PartialEq + Serialize, S: Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let place = value.as_ref().and_then(|value| T::ALL.iter().position(|known| known == value));
    match place.and_then(|place| T::NUMBERS.get(place).copied().flatten()) {
        Some(number) => serializer.serialize_u32(number),
        None => value.serialize(serializer),
    }
}

struct ValueVisitor<T>(PhantomData<T>);

impl<'de, T: OpenEnum> Visitor<'de> for ValueVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::NAME)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<T, A::Error> {
        let (Identifier(value), variant) = data.variant()?;
        variant.unit_variant()?;
        Ok(value)
    }
}

/// A value by its name or number.
struct Identifier<T>(T);

impl<'de, T: OpenEnum> Deserialize<'de> for Identifier<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(IdentifierVisitor(PhantomData))
    }
}

struct IdentifierVisitor<T>(PhantomData<T>);

impl<T: OpenEnum> Visitor<'_> for IdentifierVisitor<T> {
    type Value = Identifier<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::NAME)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Identifier(T::from_text(text)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        let known = u32::try_from(number).ok().and_then(T::by_number);
        known.map(Identifier).ok_or_else(|| E::unknown_variant(&number.to_string(), T::SPELLINGS))
    }
}

/// Declares an enum of the wire, with the spelling of each value and, where the .NET client numbers it, its number:
///
/// ```
/// partner_center_model::open_enum! {
///     /// How often a subscription is billed.
///     pub enum BillingCycle {
///         /// Not said.
///         Unspecified = "unknown" (0),
///         /// Every month.
///         Monthly = "monthly" (1),
///         /// Every three years.
///         Triennial = "triennial",
///     }
/// }
///
/// assert_eq!(BillingCycle::from("Monthly"), BillingCycle::Monthly);
/// assert_eq!(BillingCycle::from("weekly"), BillingCycle::Unknown("weekly".to_owned()));
/// ```
///
/// A value that is not listed is `Unknown`. Where the service itself has a value `unknown`, it is therefore called
/// `Unspecified` here. The [reader](crate::read) finds values by any spelling and by number, and refuses unknown
/// values in requests.
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$doc:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$value_doc:meta])* $value:ident = $spelling:literal $( ($number:literal) )? ),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name {
            $(
                $(#[$value_doc])*
                #[doc = concat!("\n\nOn the wire: `", $spelling, "`.")]
                $value,
            )+
            /// A value that is not listed here.
            Unknown(String),
        }

        impl $name {
            /// The values listed, in order.
            $vis const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The spelling on the wire.
            #[must_use]
            $vis fn as_str(&self) -> &str {
                match self {
                    $(Self::$value => $spelling,)+
                    Self::Unknown(spelling) => spelling,
                }
            }
        }

        impl $crate::open_enum::OpenEnum for $name {
            const NAME: &'static str = stringify!($name);
            const ALL: &'static [Self] = Self::ALL;
            const SPELLINGS: &'static [&'static str] = &[$($spelling),+];
            const NUMBERS: &'static [Option<u32>] = &[$($crate::open_enum!(@number $($number)?)),+];

            fn unknown(spelling: String) -> Self {
                Self::Unknown(spelling)
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::open_enum::OpenEnum::from_text(text)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::open_enum::deserialize(deserializer)
            }
        }

        $crate::schema_of_open_enum!($name);
    };
    (@number) => { None };
    (@number $number:literal) => { Some($number) };
}

/// What [`open_enum!`](crate::open_enum!) says of an enum's schema.
#[cfg(feature = "schema")]
#[doc(hidden)]
#[macro_export]
macro_rules! schema_of_open_enum {
    ($name:ident) => {
        impl $crate::schema::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut $crate::schema::SchemaGenerator) -> $crate::schema::Schema {
                $crate::schema::words(<Self as $crate::open_enum::OpenEnum>::SPELLINGS)
            }
        }
    };
}

/// What [`open_enum!`](crate::open_enum!) says of an enum's schema: nothing, without the feature.
#[cfg(not(feature = "schema"))]
#[doc(hidden)]
#[macro_export]
macro_rules! schema_of_open_enum {
    ($name:ident) => {};
}

#[cfg(test)]
mod tests;
