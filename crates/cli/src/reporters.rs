//! How far a procedure has come, on stderr: bars for people who watch, plain lines otherwise, or nothing.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    io::{self, IsTerminal},
    sync::Mutex,
    time::Duration,
};

use indicatif::{HumanDuration, MultiProgress, ProgressBar, ProgressState, ProgressStyle};

use crate::{
    args::Access,
    output,
    workflows::{Phase, Reporter, State},
};

/// What fits where the command runs.
pub(crate) fn of(access: &Access) -> Box<dyn Reporter> {
    if access.quiet {
        Box::new(Silent)
    } else if access.bars() && io::stderr().is_terminal() {
        Box::new(Bars::default())
    } else {
        Box::new(Lines::default())
    }
}

/// Tells nobody anything.
struct Silent;

impl Reporter for Silent {
    fn phase(&self, _: Phase, _: usize) {}
    fn step(&self, _: Phase, _: &str, _: State) {}
    fn end(&self) {}
}

/// A line for each step that is done, and one for each that takes its time.
#[derive(Default)]
struct Lines(Mutex<HashSet<(Phase, String)>>);

impl Reporter for Lines {
    fn phase(&self, _: Phase, _: usize) {}

    fn step(&self, phase: Phase, subject: &str, state: State) {
        let Some(done) = done(phase) else { return };
        match state {
            State::Done => output::mention(&format!("{done} {subject}")),
            State::Waiting => {
                let is_new = self.0.lock().is_ok_and(|mut waiting| waiting.insert((phase, subject.to_owned())));
                if is_new {
                    output::mention(&format!("{subject} is pending"));
                }
            }
            // What went wrong is told at the end.
            State::Begun | State::Failed => {}
        }
    }

    fn end(&self) {}
}

/// The steps of a phase, as what is being done.
fn doing(phase: Phase) -> &'static str {
    match phase {
        Phase::Read => "Reading customers",
        Phase::Cancel => "Cancelling orders",
        Phase::Suspend => "Suspending",
        Phase::Reactivate => "Reactivating",
        Phase::Delete => "Deleting customers",
        Phase::Remove => "Removing",
    }
}

/// A step of a phase, as what was done; none where that is not worth a line.
fn done(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::Read => None,
        Phase::Cancel => Some("cancelled"),
        Phase::Suspend => Some("suspended"),
        Phase::Reactivate => Some("reactivated"),
        Phase::Delete => Some("deleted"),
        Phase::Remove => Some("removed the relationship with"),
    }
}

/// How many steps under way have a line of their own at most.
const MOST_LINES: usize = 8;

/// A bar for each phase, and beneath them a line for each step that is under way. They go when the command is through.
#[derive(Default)]
struct Bars {
    all: MultiProgress,
    drawn: Mutex<Drawn>,
}

#[derive(Default)]
struct Drawn {
    phases: HashMap<Phase, ProgressBar>,
    steps: HashMap<(Phase, String), ProgressBar>,
}

impl Bars {
    fn line(&self, drawn: &mut Drawn, phase: Phase, subject: &str, state: &str) {
        let key = (phase, subject.to_owned());
        let is_new = !drawn.steps.contains_key(&key);
        if is_new && drawn.steps.len() >= MOST_LINES {
            return;
        }
        let line = drawn.steps.entry(key).or_insert_with(|| {
            let line = self.all.add(ProgressBar::new_spinner().with_style(style("  {spinner} {msg}")));
            line.enable_steady_tick(Duration::from_millis(120));
            line
        });
        line.set_message(format!("{subject}: {state}"));
    }
}

impl Reporter for Bars {
    fn phase(&self, phase: Phase, steps: usize) {
        let Ok(mut drawn) = self.drawn.lock() else { return };
        let style = style("{msg:18} [{bar:30}] {pos} of {len}{left}").with_key("left", left).progress_chars("=> ");
        let bar =
            ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX)).with_style(style).with_message(doing(phase));
        // Behind the other phases, and before the lines.
        let bar = self.all.insert(drawn.phases.len(), bar);
        bar.tick();
        drawn.phases.insert(phase, bar);
    }

    fn step(&self, phase: Phase, subject: &str, state: State) {
        let Ok(mut drawn) = self.drawn.lock() else { return };
        match state {
            State::Begun => self.line(&mut drawn, phase, subject, "under way"),
            State::Waiting => self.line(&mut drawn, phase, subject, "pending"),
            State::Done | State::Failed => {
                if let Some(line) = drawn.steps.remove(&(phase, subject.to_owned())) {
                    line.finish_and_clear();
                    self.all.remove(&line);
                }
                if let Some(bar) = drawn.phases.get(&phase) {
                    bar.inc(1);
                }
            }
        }
    }

    /// Takes all of it off the terminal: what is printed while it stands would be wiped away with it.
    fn end(&self) {
        let Ok(mut drawn) = self.drawn.lock() else { return };
        let Drawn { phases, steps } = std::mem::take(&mut *drawn);
        for bar in phases.into_values().chain(steps.into_values()) {
            bar.finish_and_clear();
            self.all.remove(&bar);
        }
        // A terminal that is gone needs no clearing.
        let _ = self.all.clear();
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.end();
    }
}

/// How long the rest takes if it goes on as it has from the beginning, where something is done and something is left. By
/// the last steps alone it would say hours while the service takes its time.
fn left(state: &ProgressState, out: &mut dyn fmt::Write) {
    let (done, all) = (state.pos(), state.len().unwrap_or_default());
    if (1..all).contains(&done) {
        let left = state.elapsed().mul_f64((all - done) as f64 / done as f64);
        // What is drawn next says it anew.
        let _ = write!(out, ", {:#} left", HumanDuration(left));
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
