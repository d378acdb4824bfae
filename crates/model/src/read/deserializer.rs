//! The deserializer over a parsed body: serde asks, and the place answers.

use std::borrow::Cow;

use serde::{
    Deserializer,
    de::{
        Expected, Visitor,
        value::{BorrowedStrDeserializer, CowStrDeserializer, U32Deserializer},
    },
    forward_to_deserialize_any,
};

use super::{ReadError, Unknown, error::one_of, names::position, node::Node, place::Place, time};

fn visit_text<'n, V: Visitor<'n>>(text: Cow<'n, str>, visitor: V) -> Result<V::Value, ReadError> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ident;)*) => {
        $(fn $method<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
            visitor.$visit(self.whole($type::MIN, $type::MAX)?)
        })*
    };
}

impl<'n> Deserializer<'n> for Place<'n> {
    type Error = ReadError;

    /// Free-form values ask for whatever there is, and get it as it was sent.
    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.node {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(*value),
            Node::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (.., Some(number)) => visitor.visit_f64(number),
                _ => Err(self.refuse("a number")),
            },
            Node::Text(text) => visitor.visit_borrowed_str(text),
            Node::List(_) => visitor.visit_seq(self.list()?),
            Node::Object(entries) => {
                visitor.visit_map(self.entries(entries.iter().map(|(key, node)| (&**key, node)).collect()))
            }
        }
    }

    whole_numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }

    fn deserialize_f32<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_f64<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_bool(self.boolean()?)
    }

    /// Types that parse ask for this: times and ids. Times get the offset that they need. The reasons of parsers are for
    /// programmers; what the type expects says more to a client.
    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let text = self.text()?;
        let expected = (&visitor as &dyn Expected).to_string();
        let parsed = match time::in_utc(&text) {
            Some(time) => {
                self.tolerate("a time with its offset from UTC")?;
                visitor.visit_string(time)
            }
            None => visit_text(text, visitor),
        };
        parsed.map_err(|_: ReadError| self.refuse(expected))
    }

    /// Types that keep text ask for this.
    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visit_text(self.text()?, visitor)
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if !self.session.is_absent(self.node) {
            return visitor.visit_some(self);
        }
        if !self.session.empty {
            self.tolerate("a value")?;
        }
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.node {
            Node::Null => visitor.visit_unit(),
            _ => Err(self.refuse("nothing")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'n>>(self, _: &'static str, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(self, _: &'static str, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_seq(self.list()?)
    }

    fn deserialize_tuple<V: Visitor<'n>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'n>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    /// Keys are the client's own.
    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let there = self.object()?.iter().filter(|(_, node)| !matches!(node, Node::Null));
        visitor.visit_map(self.entries(there.map(|(key, node)| (&**key, node)).collect()))
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_map(self.fields(names)?)
    }

    /// A name that the type lists arrives in the type's spelling. A number arrives as such where unknown values are
    /// refused, for the type to look up and refuse; where they are kept, it arrives as text, which an open enum keeps.
    fn deserialize_enum<V: Visitor<'n>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let text = match self.node {
            Node::Text(text) => Cow::Borrowed(&**text),
            Node::Number(number) => Cow::Owned(number.to_string()),
            _ => return Err(self.refuse(one_of(names))),
        };
        if let Some(name) = position(names, &text, 0).and_then(|index| names.get(index)) {
            if *name != text {
                self.tolerate(format!("{name:?}"))?;
            }
            return visitor.visit_enum(BorrowedStrDeserializer::new(name));
        }
        match (self.session.unknown, text.parse::<u32>()) {
            (Unknown::Refuse, Ok(number)) => {
                self.tolerate(one_of(names))?;
                let known: Result<_, ReadError> = visitor.visit_enum(U32Deserializer::new(number));
                known.map_err(|_| self.refuse(one_of(names)))
            }
            (Unknown::Refuse, Err(_)) => Err(self.refuse(one_of(names))),
            (Unknown::Keep, _) => visitor.visit_enum(CowStrDeserializer::new(text)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { <V: Visitor<'n>> char bytes byte_buf identifier }
}
