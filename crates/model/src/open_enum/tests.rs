//! Open enums by themselves and in plain serde; the reader's tests have the rest.

use crate::open_enum::OpenEnum;

crate::open_enum! {
    /// A status.
    enum Status {
        /// Nothing.
        None = "none" (0),
        /// Once.
        OneTime = "one_time" (10),
        /// Not numbered.
        MicrosoftSupport = "microsoft_support",
    }
}

#[test]
fn a_value_is_found_by_any_spelling_and_by_number() {
    let cases = [
        ("none", Status::None),
        ("NONE", Status::None),
        ("0", Status::None),
        ("one_time", Status::OneTime),
        ("oneTime", Status::OneTime),
        ("OneTime", Status::OneTime),
        ("onetime", Status::OneTime),
        ("10", Status::OneTime),
        ("microsoftSupport", Status::MicrosoftSupport),
        ("", Status::Unknown(String::new())),
        ("2", Status::Unknown("2".to_owned())),
        ("one-time", Status::Unknown("one-time".to_owned())),
        ("Later_Added", Status::Unknown("Later_Added".to_owned())),
    ];
    for (text, value) in cases {
        assert_eq!(Status::from(text), value, "{text}");
    }
}

#[test]
fn a_value_is_written_as_it_is_on_the_wire() -> serde_json::Result<()> {
    let spellings: Vec<_> = Status::ALL.iter().map(Status::as_str).collect();
    assert_eq!(spellings, <Status as OpenEnum>::SPELLINGS);
    assert_eq!(serde_json::to_string(Status::ALL)?, r#"["none","one_time","microsoft_support"]"#);
    assert_eq!(serde_json::to_string(&Status::Unknown("Later".to_owned()))?, r#""Later""#);
    assert_eq!(format!("[{:>8}]", Status::OneTime), "[one_time]");
    assert_eq!(format!("[{:>6}]", Status::None), "[  none]");
    Ok(())
}

#[test]
fn plain_serde_reads_what_it_wrote() -> serde_json::Result<()> {
    for value in Status::ALL.iter().cloned().chain([Status::Unknown("Later".to_owned())]) {
        assert_eq!(serde_json::from_str::<Status>(&serde_json::to_string(&value)?)?, value);
    }
    for wrong in ["null", "true", "[]", r#"{"none":1}"#] {
        assert!(serde_json::from_str::<Status>(wrong).is_err(), "{wrong}");
    }
    Ok(())
}
