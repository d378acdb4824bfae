//! The elements of a list and the fields of an object, wherever they are asked for.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, value::BorrowedStrDeserializer};

use super::{
    ReadError,
    names::position,
    node::{Node, shorten},
    place::{Place, Session},
};

impl<'n> Place<'n> {
    pub(super) fn list(self) -> Result<Elements<'n>, ReadError> {
        match self.node {
            Node::List(list) => Ok(Elements { list, next: 0, session: self.session }),
            _ => Err(self.refuse("a list")),
        }
    }

    pub(super) fn object(self) -> Result<&'n [(Cow<'n, str>, Node<'n>)], ReadError> {
        match self.node {
            Node::Object(entries) => Ok(entries),
            _ => Err(self.refuse("an object")),
        }
    }

    pub(super) fn entries(self, entries: Vec<(&'n str, &'n Node<'n>)>) -> Entries<'n> {
        Entries { entries: entries.into_iter(), value: None, session: self.session }
    }

    /// The fields that are there, under the names that the type gives them.
    pub(super) fn fields(self, names: &'static [&'static str]) -> Result<Entries<'n>, ReadError> {
        let object = self.object()?;
        let mut fields: Vec<(&'n str, &'n Node<'n>)> = Vec::with_capacity(object.len().min(names.len()));
        let mut guess = 0;
        for (key, node) in object {
            let other_name = || ReadError::new("the documented name", format!("{:?}", shorten(key)));
            let Some((index, name)) = position(names, key, guess).and_then(|index| Some((index, *names.get(index)?)))
            else {
                self.session.tolerate(|| ReadError::new("documented fields alone", "this").in_field(key))?;
                continue;
            };
            guess = index + 1;
            if name != key {
                self.session.tolerate(|| other_name().in_field(name))?;
            }
            if self.session.is_absent(node) {
                let place = Self { node, ..self };
                place.tolerate("a value, or no such field").map_err(|error| error.in_field(name))?;
                continue;
            }
            match fields.iter_mut().find(|(there, _)| *there == name) {
                Some((_, there)) => {
                    self.session.tolerate(|| ReadError::new("the field once", "it again").in_field(name))?;
                    *there = node;
                }
                None => fields.push((name, node)),
            }
        }
        Ok(self.entries(fields))
    }
}

pub(super) struct Elements<'n> {
    list: &'n [Node<'n>],
    next: usize,
    session: &'n Session,
}

impl<'n> SeqAccess<'n> for Elements<'n> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        let Some(node) = self.list.get(self.next) else { return Ok(None) };
        let (index, place) = (self.next, Place { node, session: self.session });
        self.next += 1;
        seed.deserialize(place).map(Some).map_err(|error| error.at(place).in_element(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.list.len() - self.next)
    }
}

pub(super) struct Entries<'n> {
    entries: std::vec::IntoIter<(&'n str, &'n Node<'n>)>,
    value: Option<(&'n str, &'n Node<'n>)>,
    session: &'n Session,
}

impl<'n> MapAccess<'n> for Entries<'n> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'n>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        self.value = self.entries.next();
        let Some((name, node)) = self.value else { return Ok(None) };
        let key = seed.deserialize(BorrowedStrDeserializer::new(name));
        key.map(Some).map_err(|error: ReadError| error.at(Place { node, session: self.session }).in_field(name))
    }

    fn next_value_seed<V: DeserializeSeed<'n>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        // Serde asks for a value only after a key; null stands in for a caller that does not.
        let (name, node) = self.value.take().unwrap_or(("", &Node::Null));
        let place = Place { node, session: self.session };
        seed.deserialize(place).map_err(|error| error.at(place).in_field(name))
    }
}
