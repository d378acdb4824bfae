//! The generated files: written, and held against what lies in the workspace.

use std::{fs, path::Path};

use crate::{Failure, capabilities, errors, openapi, operations};

/// What stands above every generated page.
const NOTICE: &str = "<!-- Made by `cargo xtask generate` from the code. Changes belong there. -->\n\n";

/// Every generated file, by its path.
fn files() -> [(&'static str, String); 4] {
    [
        ("docs/operations.md", format!("{NOTICE}{}", operations::page())),
        ("docs/capabilities.md", format!("{NOTICE}{}", capabilities::page())),
        ("docs/errors.md", format!("{NOTICE}{}", errors::page())),
        ("openapi.json", openapi::document()),
    ]
}

/// Writes the files.
pub(crate) fn write(root: &Path) -> Result<(), Failure> {
    for (name, text) in files() {
        let path = root.join(name);
        fs::write(&path, text).map_err(|error| Failure::File(path.display().to_string(), error))?;
    }
    Ok(())
}

/// Checks that the files are as they would be written.
pub(crate) fn check(root: &Path) -> Result<(), Failure> {
    let mut stale = Vec::new();
    for (name, expected) in files() {
        // A file that is not there is as stale as an empty one.
        let found = fs::read_to_string(root.join(name)).unwrap_or_default();
        stale.extend(difference(&found, &expected).map(|at| format!("{name} is out of date\n{at}")));
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(Failure::Stale(stale, "run `cargo xtask generate` and commit what it writes"))
    }
}

/// The first line at which two texts part.
pub(crate) fn difference(found: &str, expected: &str) -> Option<String> {
    // Git may have given the lines the endings of another system.
    let found = found.replace("\r\n", "\n");
    if found == expected {
        return None;
    }
    let (mut found, mut expected) = (found.lines(), expected.lines());
    let mut line = 0;
    loop {
        line += 1;
        let (is, should) = (found.next(), expected.next());
        if is != should || is.is_none() {
            let shown = |line: Option<&str>| line.unwrap_or("(the end)").to_owned();
            return Some(format!("  line {line} is         {}\n  line {line} should be  {}", shown(is), shown(should)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn texts_part_at_the_first_line_that_differs() {
        assert_eq!(difference("a\r\nb\n", "a\nb\n"), None);
        assert!(difference("a\nb\n", "a\nc\n").is_some_and(|at| at.contains("line 2 is         b")));
        assert!(difference("", "a\n").is_some_and(|at| at.contains("line 1 is         (the end)")));
        assert!(difference("a\nb\n", "a\n").is_some_and(|at| at.contains("line 2 should be  (the end)")));
        assert!(difference("a", "a\n").is_some_and(|at| at.contains("line 2")), "only the last line's end differs");
    }
}
