//! `docs/errors.md`: the documented error codes.

use std::fmt::Write;

use partner_center_model::errors;

/// The page.
pub(crate) fn page() -> String {
    let mut page = String::from(
        "# Error codes\n\n\
         The documented reasons to refuse a request, as data in `crates/model/src/errors/table.rs`: the error table's \
         rows in its order, then those that single pages use and the table lacks. A refusal answers the status, and \
         the code and the text in the body; `{0}`, `{1}` stand for what the refusal speaks of. One code may stand with \
         two statuses, and one status and code for several reasons. \
         [REFUSALS.md](REFUSALS.md) lists those that nothing raises.\n\n\
         | Status | Code | Name | Text |\n| --- | --- | --- | --- |\n",
    );
    for error in errors::ALL {
        let _ = writeln!(
            page,
            "| {} | {} | `{}` | {} |",
            error.status,
            error.code,
            error.name,
            error.text.replace('|', "\\|")
        );
    }
    page
}
