//! Forms of codes and numbers, as patterns: matched, and told as regular expressions.
//!
//! In patterns `9` stands for a digit, `A` for a letter, `*` for either, anything else for itself.

/// Whether `text` has the form of `pattern`.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut chars = text.chars();
    pattern.chars().all(|expected| {
        chars.next().is_some_and(|found| match expected {
            '9' => found.is_ascii_digit(),
            'A' => found.is_ascii_alphabetic(),
            '*' => found.is_ascii_alphanumeric(),
            other => found.eq_ignore_ascii_case(&other),
        })
    }) && chars.next().is_none()
}

/// The regular expression of these forms, `^\d{5}(-\d{4})?$`; none without a form.
pub(super) fn regex(patterns: &[&str]) -> Option<String> {
    match patterns {
        [] => None,
        [one] => Some(format!("^{}$", expression(one))),
        [short, long] if long.starts_with(short) => {
            let (start, rest) = long.split_at(short.len());
            Some(format!("^{}({})?$", expression(start), expression(rest)))
        }
        several => {
            let forms: Vec<String> = several.iter().map(|pattern| expression(pattern)).collect();
            Some(format!("^({})$", forms.join("|")))
        }
    }
}

/// The regular expression of one form, runs of the same class counted.
fn expression(pattern: &str) -> String {
    let mut text = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(this) = chars.next() {
        let class = match this {
            '9' => r"\d",
            'A' => "[A-Za-z]",
            '*' => "[A-Za-z0-9]",
            '.' => {
                text.push_str(r"\.");
                continue;
            }
            other => {
                text.push(other);
                continue;
            }
        };
        let mut times = 1;
        while chars.next_if_eq(&this).is_some() {
            times += 1;
        }
        text.push_str(class);
        if times > 1 {
            text.push_str(&format!("{{{times}}}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{matches, regex};

    #[test]
    fn forms_are_matched_without_regard_to_case() {
        for (pattern, text, expected) in [
            ("99999-9999", "98052-6399", true),
            ("A9A 9A9", "k1a 0b1", true),
            ("LV-9999", "lv-1010", true),
            ("ES*9999999*", "ESX1234567L", true),
            ("9999", "12345", false),
            ("9999", "123", false),
            ("99", "1x", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn forms_are_told_as_regular_expressions() {
        for (patterns, expected) in [
            (&["99999", "99999-9999"][..], Some(r"^\d{5}(-\d{4})?$")),
            (&["9999"], Some(r"^\d{4}$")),
            (&["A9A 9A9", "A9A9A9"], Some(r"^([A-Za-z]\d[A-Za-z] \d[A-Za-z]\d|[A-Za-z]\d[A-Za-z]\d[A-Za-z]\d)$")),
            (&["L-9999", "9999"], Some(r"^(L-\d{4}|\d{4})$")),
            (&["FR**999"], Some(r"^FR[A-Za-z0-9]{2}\d{3}$")),
            (&[], None),
        ] {
            assert_eq!(regex(patterns).as_deref(), expected, "{patterns:?}");
        }
    }
}
