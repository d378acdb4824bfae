//! A value of a parsed body as the scalar that a type asks for, with tolerance.

use std::{borrow::Cow, cell::Cell, fmt::Display};

use serde_json::Number;

use super::{ReadError, Unknown, node::Node, time};

/// One reading: its ways, and its tolerances so far.
pub(super) struct Session {
    pub(super) unknown: Unknown,
    strict: bool,
    /// There was no body at all.
    pub(super) empty: bool,
    /// All values are text.
    pub(super) pairs: bool,
    tolerances: Cell<u32>,
}

impl Session {
    pub(super) const fn new(unknown: Unknown, strict: bool) -> Self {
        Self { unknown, strict, empty: false, pairs: false, tolerances: Cell::new(0) }
    }

    pub(super) const fn tolerances(&self) -> u32 {
        self.tolerances.get()
    }

    pub(super) fn tolerate(&self, refusal: impl FnOnce() -> ReadError) -> Result<(), ReadError> {
        if self.strict {
            return Err(refusal());
        }
        self.tolerances.set(self.tolerances.get().saturating_add(1));
        Ok(())
    }

    pub(super) fn is_absent(&self, node: &Node<'_>) -> bool {
        match node {
            Node::Null => true,
            Node::Text(text) => time::is_no_date(text) || (self.pairs && text.is_empty()),
            _ => false,
        }
    }
}

/// A value, and the reading that it is part of.
#[derive(Clone, Copy)]
pub(super) struct Place<'n> {
    pub(super) node: &'n Node<'n>,
    pub(super) session: &'n Session,
}

impl<'n> Place<'n> {
    pub(super) fn found(self) -> String {
        if self.session.empty { "nothing".to_owned() } else { self.node.to_string() }
    }

    pub(super) fn refuse(self, expected: impl Into<Cow<'static, str>>) -> ReadError {
        ReadError::new(expected, self.found())
    }

    pub(super) fn tolerate(self, expected: impl Into<Cow<'static, str>>) -> Result<(), ReadError> {
        self.session.tolerate(|| self.refuse(expected))
    }

    /// What a parameter can only be written as.
    pub(super) fn tolerate_text(self, expected: &'static str) -> Result<(), ReadError> {
        if self.session.pairs { Ok(()) } else { self.tolerate(expected) }
    }

    pub(super) fn whole<T: TryFrom<i128> + Display>(self, least: T, most: T) -> Result<T, ReadError> {
        const EXPECTED: &str = "a whole number";
        let number = match self.node {
            Node::Number(number) => match number.as_i128() {
                Some(number) => Some(number),
                None => {
                    let number = number.as_f64().and_then(integral);
                    number.map(|number| self.tolerate(EXPECTED).map(|()| number)).transpose()?
                }
            },
            Node::Text(text) => {
                let number = text.parse().ok().or_else(|| text.parse().ok().and_then(integral));
                number.map(|number| self.tolerate_text(EXPECTED).map(|()| number)).transpose()?
            }
            _ => None,
        };
        let number = number.ok_or_else(|| self.refuse(EXPECTED))?;
        T::try_from(number).map_err(|_| self.refuse(format!("a whole number from {least} to {most}")))
    }

    pub(super) fn number(self) -> Result<f64, ReadError> {
        const EXPECTED: &str = "a number";
        match self.node {
            Node::Number(number) => number.as_f64(),
            Node::Text(text) => {
                let number = text.parse().ok().filter(|number: &f64| number.is_finite());
                number.map(|number| self.tolerate_text(EXPECTED).map(|()| number)).transpose()?
            }
            _ => None,
        }
        .ok_or_else(|| self.refuse(EXPECTED))
    }

    pub(super) fn boolean(self) -> Result<bool, ReadError> {
        const EXPECTED: &str = "true or false";
        let is = |number: &Number, value: u64| number.as_u64() == Some(value);
        match self.node {
            Node::Bool(value) => Ok(*value),
            Node::Text(text) if text == "true" => self.tolerate_text(EXPECTED).map(|()| true),
            Node::Text(text) if text == "false" => self.tolerate_text(EXPECTED).map(|()| false),
            Node::Text(text) if text == "1" || text.eq_ignore_ascii_case("true") => {
                self.tolerate(EXPECTED).map(|()| true)
            }
            Node::Text(text) if text == "0" || text.eq_ignore_ascii_case("false") => {
                self.tolerate(EXPECTED).map(|()| false)
            }
            Node::Number(number) if is(number, 1) => self.tolerate(EXPECTED).map(|()| true),
            Node::Number(number) if is(number, 0) => self.tolerate(EXPECTED).map(|()| false),
            _ => Err(self.refuse(EXPECTED)),
        }
    }

    pub(super) fn text(self) -> Result<Cow<'n, str>, ReadError> {
        const EXPECTED: &str = "text";
        match self.node {
            Node::Text(text) => Ok(Cow::Borrowed(text)),
            Node::Number(number) => self.tolerate(EXPECTED).map(|()| Cow::Owned(number.to_string())),
            _ => Err(self.refuse(EXPECTED)),
        }
    }
}

/// The whole number that a number with a fraction or an exponent stands for. Beyond the range of any type it saturates.
fn integral(number: f64) -> Option<i128> {
    (number.is_finite() && number.fract() == 0.0).then_some(number as i128)
}
