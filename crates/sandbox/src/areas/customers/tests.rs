//! Rules as tables of cases.

mod lists;
mod requests;
mod rules;

use crate::refusal::Refusal;

const TENANT: &str = "00000000-0000-4000-8000-0000000000aa";

/// The place that a refusal names.
fn place(refusal: &Refusal) -> String {
    refusal.about.as_deref().and_then(|about| about.split(':').next()).unwrap_or_default().to_owned()
}
