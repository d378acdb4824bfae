//! The name that a partner gives a subscription.

use partner_center_model::errors;

use crate::refusal::Refusal;

/// The longest name that a partner gives a subscription, in characters. No page names a number.
const LONGEST_NAME: usize = 256;

/// The name that a partner gives, without the blanks around it; none if nothing is left. `place` is where it stands in
/// the body.
///
/// Source: `update-the-nickname-for-a-subscription`. What a name may be is inferred.
pub(crate) fn friendly_name<'a>(sent: Option<&'a str>, place: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(name) = sent.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    let flaw = if name.chars().count() > LONGEST_NAME {
        format!("at most {LONGEST_NAME} characters are allowed")
    } else if name.chars().any(char::is_control) {
        "control characters are not allowed".to_owned()
    } else {
        return Ok(Some(name));
    };
    Err(Refusal::new(errors::INVALID_PROPERTY)
        .about(format!("{place}: {flaw}"))
        .explain("A friendlyName is one line of text; left out or empty, the name stays as it is."))
}
