//! Why a call fails: a documented refusal, or something that is not the caller's doing.

use std::fmt;

use backlot_store::{Key, Root};
use partner_center_model::errors::{self, ErrorCode};

/// A documented error, with what is needed to explain it. [`crate::problem`] alone knows how it looks on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The row of the error table.
    pub code: ErrorCode,
    /// What stands in the text's `{0}`, `{1}`.
    pub arguments: Vec<String>,
    /// What is added to the table's text: the place in the body, or what blocks.
    pub about: Option<String>,
    /// The `data` of the answer.
    pub data: Vec<String>,
    /// Which rule decided and what to do next, for the journal and the `Backlot-Explanation` header.
    pub explanation: Option<String>,
}

impl Refusal {
    /// A refusal with this row of the table.
    pub fn new(code: ErrorCode) -> Self {
        Self { code, arguments: Vec::new(), about: None, data: Vec::new(), explanation: None }
    }

    /// The refusal of what stands at this place of the request.
    pub(crate) fn invalid(place: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::new(errors::INVALID_PROPERTY).about(format!("{place}: {why}"))
    }

    /// Fills the next `{n}` of the text.
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds to the text what the refusal is about.
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// Adds a line to `data`.
    pub fn data(mut self, line: impl Into<String>) -> Self {
        self.data.push(line.into());
        self
    }

    /// The text of the table with what it is about.
    pub(crate) fn description(&self) -> String {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let text = self.code.text(&arguments);
        match &self.about {
            Some(about) => format!("{}: {about}", text.trim_end_matches('.')),
            None => text,
        }
    }

    /// Says which rule decided, and what the caller may do next.
    pub fn explain(mut self, explanation: impl Into<String>) -> Self {
        self.explanation = Some(explanation.into());
        self
    }
}

/// So much of what was sent as an answer repeats.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Why a call did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// A rule refused it.
    Refused(Box<Refusal>),
    /// The operation is documented, and not emulated.
    NotEmulated,
    /// A read found that it must write; the frame runs it again where it can.
    NeedsWrite,
    /// A write found that it must hold these roots; it is undone and run again where it does.
    NeedsLock(Vec<Root>),
    /// There is no room for it now; why, in words.
    Overloaded(String),
    /// The store failed.
    Store(backlot_store::Error),
    /// A document is due, and could not be settled.
    Unsettled {
        /// The document.
        key: Key,
        /// What went wrong.
        why: String,
    },
    /// The sandbox is wrong: a document does not read, a rule was broken.
    Defect(String),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<backlot_store::Error> for Failure {
    fn from(error: backlot_store::Error) -> Self {
        match error {
            backlot_store::Error::Unlocked { root } => Self::NeedsLock(vec![root]),
            error => Self::Store(error),
        }
    }
}
