//! What a client's program says: lines of the Test Anything Protocol.

/// What a program showed.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The packages that it used, with their versions: what it said in lines such as `# uses msal 1.39.0`.
    pub(super) uses: Vec<String>,
    /// What was right.
    pub(super) passed: Vec<String>,
    /// What was not.
    pub(super) failed: Vec<String>,
}

impl Shown {
    /// Hears a line; whether it was one of the protocol, and has been heard.
    pub(super) fn hear(&mut self, line: &str) -> bool {
        if let Some(uses) = line.strip_prefix("# uses ") {
            self.uses.push(uses.trim().to_owned());
            return true;
        }
        let (list, rest) = match (line.strip_prefix("ok "), line.strip_prefix("not ok ")) {
            (Some(rest), _) => (&mut self.passed, rest),
            (_, Some(rest)) => (&mut self.failed, rest),
            _ => return false,
        };
        // The number may be left out.
        list.push(rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches([' ', '-']).to_owned());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Shown;

    #[test]
    fn what_was_right_and_what_was_not_is_told_apart() {
        let mut shown = Shown::default();
        let lines = ["# uses msal 1.39.0", "ok 1 - carts: it is made", "ok - carts: it is read", "not ok 3 it is gone"];
        assert!(lines.iter().all(|line| shown.hear(line)));
        assert!(!["1..3", "okay", "# a word", ""].iter().any(|line| shown.hear(line)));
        assert_eq!(shown.uses, ["msal 1.39.0"]);
        assert_eq!(shown.passed, ["carts: it is made", "carts: it is read"]);
        assert_eq!(shown.failed, ["it is gone"]);
    }
}
