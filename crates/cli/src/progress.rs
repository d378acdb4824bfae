//! How far something long has come: a bar on stderr, for people who watch.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is told; it has no colours.
const LINE: &str = "{msg} [{bar:40}] {human_pos} of {human_len} documents, {eta} left";

/// A bar that goes with the last of these. There is none where stderr is no terminal.
#[derive(Clone)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Begins to show something, if that is wanted.
    pub(crate) fn start(what: &'static str, wanted: bool) -> Self {
        let target = if wanted { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target).with_finish(indicatif::ProgressFinish::AndClear);
        let style = ProgressStyle::with_template(LINE).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        Self(bar.with_message(what))
    }

    /// So many are done, of so many.
    pub(crate) fn tell(&self, done: u64, of: u64) {
        if self.0.length() != Some(of) {
            self.0.set_length(of);
        }
        self.0.set_position(done);
    }

    /// Clears the line for what is said next.
    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}
