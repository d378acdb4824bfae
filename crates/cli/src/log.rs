//! What the server notices goes to stderr, as much of it as `BACKLOT_LOG` asks for, and never a secret.

use std::{
    env::{self, VarError},
    io::{self, IsTerminal},
};

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::{FilterExt, LevelFilter, filter_fn},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::{
    args::{LOG, LogFormat},
    output,
};

/// What is logged unless told otherwise.
const DEFAULT: &str = "warn";

/// What is told of what happens.
pub(crate) type Told = Box<dyn Layer<Registry> + Send + Sync>;

/// Starts the log, and beside it what else is told. A filter that says nothing is complained of, and the default one stands
/// in.
pub(crate) fn start(format: LogFormat, more: Option<Told>) {
    let asked = match env::var(LOG) {
        Ok(text) => filter(&text),
        Err(VarError::NotPresent) => filter(""),
        Err(VarError::NotUnicode(text)) => Err(format!("{} is not text", text.display())),
    };
    let filter = asked.unwrap_or_else(|problem| {
        output::complain(&format!("{LOG}: {problem}; warnings are logged, as without it"));
        EnvFilter::new(DEFAULT)
    });
    let discreet = filter_fn(is_discreet).with_max_level_hint(LevelFilter::TRACE);
    // What cannot be written is dropped: a complaint about it would go to stderr too, and panic as it fails.
    let lines = fmt::layer().with_writer(io::stderr).log_internal_errors(false);
    let lines: Told = match format {
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
        LogFormat::Text => {
            // Colours are for people, who may not want them.
            let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
            lines.with_ansi(colours).boxed()
        }
    };
    let mut told = vec![lines.with_filter(filter.and(discreet)).boxed()];
    told.extend(more);
    tracing_subscriber::registry().with(told).init();
}

/// Whether this may be logged, whatever was asked for. Libraries carry secrets without knowing it, and some tell in detail
/// what they carry: a database client the values of its statements. So below `info` only Backlot itself is heard.
fn is_discreet(metadata: &Metadata<'_>) -> bool {
    let own = metadata.target().starts_with("backlot") || metadata.target() == "access";
    own || *metadata.level() <= Level::INFO
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
