//! Why a world file cannot be used, in one sentence that names the place.

use std::{fmt, ops::Range, path::PathBuf};

/// Why a world file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorldError {
    file: Option<PathBuf>,
    line: Option<usize>,
    problem: String,
    unreadable: bool,
}

impl WorldError {
    /// A problem at this place of the file's text.
    pub(super) fn at(text: &str, span: Option<Range<usize>>, problem: impl Into<String>) -> Self {
        let line = span.map(|span| Self::line(text, span.start));
        Self { file: None, line, problem: problem.into(), unreadable: false }
    }

    /// A problem on this line.
    pub(super) fn on_line(line: usize, problem: String) -> Self {
        Self { file: None, line: Some(line), problem, unreadable: false }
    }

    /// The line that this byte of the text is on.
    pub(super) fn line(text: &str, start: usize) -> usize {
        1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count()
    }

    /// What the TOML reader found.
    pub(super) fn toml(text: &str, error: &toml::de::Error) -> Self {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        let field = error.span().and_then(|span| field(text, span.start));
        let problem = field.map_or_else(|| message.clone(), |field| format!("{field}: {message}"));
        Self::at(text, error.span(), problem)
    }

    /// A file that cannot be read at all.
    pub(super) fn unreadable(file: PathBuf, error: &std::io::Error) -> Self {
        Self { file: Some(file), line: None, problem: format!("cannot be read ({error})"), unreadable: true }
    }

    /// Whether the file could not be read at all, so that there is nothing in it to correct.
    pub fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// The same problem, in this file.
    pub(super) fn within(self, file: PathBuf) -> Self {
        Self { file: Some(file), ..self }
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{}", file.display())?,
            None => f.write_str("the world")?,
        }
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for WorldError {}

/// The field whose value begins at `start`, if a key and an equals sign stand before it on the same line.
fn field(text: &str, start: usize) -> Option<&str> {
    let line = text.get(..start)?.rsplit('\n').next()?;
    let before = line.trim_end().strip_suffix('=')?.trim_end();
    let field = before.rsplit([' ', ',', '{', '\t']).next()?;
    (!field.is_empty()).then_some(field)
}
