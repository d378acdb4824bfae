//! `backlot database status`: what is kept where, and who has it open.

use backlot_store::{Error, Store, Survey};
use serde_json::json;

use crate::{args::Status, error::CliError, output};

pub(super) fn run(args: &Status) -> Result<(), CliError> {
    let survey = Store::survey(&args.kept.place()?)?;
    if survey.found == 0 {
        return Err(Error::Missing { place: survey.place }.into());
    }
    Ok(output::print(&if args.json { json(&survey) } else { text(&survey) })?)
}

fn documents(survey: &Survey) -> u64 {
    survey.kinds.iter().map(|(_, documents)| documents).sum()
}

/// Whether this release can say what the tables hold.
fn is_known(survey: &Survey) -> bool {
    survey.found <= survey.known
}

fn text(survey: &Survey) -> String {
    let schema = match survey.found {
        found if found == survey.known => "up to date".to_owned(),
        found if found < survey.known => format!("this release needs {}; `backlot database migrate`", survey.known),
        _ => format!("this release knows {}; use the newer one that wrote it", survey.known),
    };
    let mut rows = vec![
        ["place", &survey.place].map(str::to_owned),
        ["engine", &survey.engine].map(str::to_owned),
        ["schema".to_owned(), format!("{} ({schema})", survey.found)],
        ["size".to_owned(), output::bytes(survey.bytes)],
    ];
    if is_known(survey) {
        rows.push(["documents".to_owned(), documents(survey).to_string()]);
        rows.extend(survey.kinds.iter().map(|(kind, documents)| [format!("  {kind}"), documents.to_string()]));
    }
    let users = if survey.users.is_empty() { "nobody".to_owned() } else { survey.users.join(", ") };
    rows.push(["open by".to_owned(), users]);
    output::columns(&rows)
}

fn json(survey: &Survey) -> String {
    let kinds: serde_json::Map<_, _> =
        survey.kinds.iter().map(|(kind, documents)| (kind.clone(), json!(documents))).collect();
    let told = json!({
        "place": survey.place,
        "engine": survey.engine,
        "schema": { "found": survey.found, "known": survey.known },
        "upToDate": survey.found == survey.known,
        "bytes": survey.bytes,
        "documents": is_known(survey).then(|| documents(survey)),
        "kinds": kinds,
        "openBy": survey.users,
    });
    format!("{told:#}\n")
}
