//! What the server notices goes to stderr, as much of it as `BACKLOT_LOG` asks for.

use std::{
    env::{self, VarError},
    io::{self, IsTerminal},
};

use tracing_subscriber::{EnvFilter, filter::LevelFilter};

use crate::{args::LOG, output};

/// What is logged unless told otherwise.
const DEFAULT: &str = "warn";

/// Starts the log. A filter that says nothing is complained of, and the default one stands in.
pub(crate) fn start() {
    let asked = match env::var(LOG) {
        Ok(text) => filter(&text),
        Err(VarError::NotPresent) => filter(""),
        Err(VarError::NotUnicode(text)) => Err(format!("{} is not text", text.display())),
    };
    let filter = asked.unwrap_or_else(|problem| {
        output::complain(&format!("{LOG}: {problem}; warnings are logged, as without it"));
        EnvFilter::new(DEFAULT)
    });
    // Colours are for people, who may not want them.
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(colours).init();
}

/// The filter that a text describes; an empty one is the default.
fn filter(text: &str) -> Result<EnvFilter, String> {
    let text = if text.trim().is_empty() { DEFAULT } else { text };
    // A bare word would be taken for the name of a module, and a misspelt level would silence everything else.
    let is_module = |part: &&str| !part.contains(['=', '[', ']', '{', '}']) && part.parse::<LevelFilter>().is_err();
    if let Some(word) = text.split(',').map(str::trim).find(is_module) {
        return Err(format!("{word:?} is no level, and a module needs one, as in backlot_sandbox=debug"));
    }
    EnvFilter::builder().parse(text).map_err(|error| format!("{text:?} is no filter ({error})"))
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn levels_and_filters_are_taken() {
        for text in
            ["", "warn", "INFO", "off", "trace", "warn,backlot_sandbox=debug", "info,hyper=off", "[call{id=7}]=info"]
        {
            assert!(filter(text).is_ok(), "{text:?}");
        }
        assert_eq!(filter(" ").map(|filter| filter.to_string()), Ok("warn".to_owned()));
    }

    #[test]
    fn what_says_nothing_is_refused() {
        for text in ["garbage", "warning", "warn,backlot_sandbox", "backlot_sandbox=loud"] {
            assert!(filter(text).is_err(), "{text:?}");
        }
    }
}
