//! What was measured, for people and for programs.

use std::{fs, io::Write, path::Path};

use serde::Serialize;

use crate::error::Error;

/// Everything that was measured.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: Vec<(&'static str, String)>,
    pub(crate) figures: Vec<Figure>,
}

/// A number.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    pub(crate) part: &'static str,
    pub(crate) what: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// What it should be.
    pub(crate) goal: Option<Goal>,
    /// Whether it is so.
    pub(crate) reached: Option<bool>,
}

/// What a number should be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    fn is_reached(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

impl Report {
    /// Adds a number that should be nothing in particular.
    pub(crate) fn add(&mut self, part: &'static str, what: impl Into<String>, value: f64, unit: &'static str) {
        self.figures.push(Figure { part, what: what.into(), value, unit, goal: None, reached: None });
    }

    /// Adds a number, and what it should be.
    pub(crate) fn judge(
        &mut self,
        part: &'static str,
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
        goal: Goal,
    ) {
        let reached = Some(goal.is_reached(value));
        self.figures.push(Figure { part, what: what.into(), value, unit, goal: Some(goal), reached });
    }

    /// Prints the machine and a table, in the form in which `docs/PERFORMANCE.md` has them.
    pub(crate) fn print(&self, out: &mut dyn Write) -> Result<(), Error> {
        self.print_to(out).map_err(Error::system("writing"))
    }

    fn print_to(&self, out: &mut dyn Write) -> std::io::Result<()> {
        for (what, fact) in &self.machine {
            writeln!(out, "{what}: {fact}")?;
        }
        let mut part = "";
        for figure in &self.figures {
            if figure.part != part {
                part = figure.part;
                writeln!(out, "\n| {part} | | goal |\n| --- | --- | --- |")?;
            }
            let goal = match (figure.goal, figure.reached) {
                (Some(Goal::AtLeast(goal)), Some(reached)) => format!("at least {goal}{}", missed(reached)),
                (Some(Goal::AtMost(goal)), Some(reached)) => format!("at most {goal}{}", missed(reached)),
                _ => String::new(),
            };
            writeln!(out, "| {} | {}{} | {goal} |", figure.what, number(figure.value), unit(figure.unit))?;
        }
        Ok(())
    }

    /// Writes everything as JSON.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Error> {
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| Error::system("writing")(error.into()))?;
        text.push(b'\n');
        fs::write(path, text).map_err(Error::system("writing"))
    }
}

fn missed(reached: bool) -> &'static str {
    if reached { "" } else { ": missed" }
}

fn unit(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" {unit}") }
}

/// With as many digits as mean something.
fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        medium if medium >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Goal, number};

    #[test]
    fn a_goal_is_reached_by_what_is_just_as_good() {
        assert!(Goal::AtLeast(0.4).is_reached(0.4) && !Goal::AtLeast(0.4).is_reached(0.399));
        assert!(Goal::AtMost(1.5).is_reached(1.5) && !Goal::AtMost(1.5).is_reached(1.51));
        // What could not be measured reaches nothing.
        assert!(!Goal::AtLeast(0.4).is_reached(f64::NAN) && !Goal::AtMost(1.5).is_reached(f64::NAN));
    }

    #[test]
    fn numbers_have_no_more_digits_than_they_are_worth() {
        assert_eq!([31_206.4, 21.93, 0.394].map(number), ["31206", "21.9", "0.39"]);
    }
}
