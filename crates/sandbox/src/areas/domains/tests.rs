//! Names as tables of cases.

use super::{flaw, fold};

#[test]
fn names() {
    let label = "a".repeat(63);
    for name in
        ["example.onmicrosoft.com", "XYZ.ccsctp.net", "a-1.b", "xn--mnchen-3ya.example", &format!("{label}.net")]
    {
        assert_eq!(flaw(name), None, "{name}");
    }
    let (long_label, long) = (format!("a{label}.net"), format!("{}net", "abc.".repeat(63)));
    for name in
        ["", "example", ".example.net", "example..net", "example.net.", "-a.net", "a-.net", "a_b.net", "münchen.net"]
    {
        assert!(flaw(name).is_some(), "{name:?}");
    }
    for name in [long_label, long] {
        assert!(flaw(&name).is_some(), "{name:?}");
    }
}

#[test]
fn casing_does_not_tell_names_apart() {
    assert_eq!(fold("Example.OnMicrosoft.COM"), "example.onmicrosoft.com");
}
