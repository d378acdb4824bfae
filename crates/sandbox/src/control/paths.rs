//! Every path of the control API. What does not stand here is not reached, whatever handles it.

/// The paths below `/_backlot/`, each with the methods that it knows as `Allow` names them.
pub const PATHS: &[(&str, &str)] = &[
    ("health", "GET"),
    ("ready", "GET"),
    ("about", "GET"),
    ("metrics", "GET"),
    ("accounts", "GET"),
    ("accounts/{tenantId}/quota", "GET"),
    ("accounts/{tenantId}/incentives", "GET"),
    ("accounts/{tenantId}/support/cancel-reservations", "POST"),
    ("accounts/{tenantId}/relationship-requests/accept", "POST"),
    ("accounts/{tenantId}/users/{user}/revoke", "POST"),
    ("auth/expire-tokens", "POST"),
    ("auth/rotate-key", "POST"),
    ("clock", "GET, PUT"),
    ("events", "GET"),
    ("settings", "GET, PATCH"),
    ("journal", "GET"),
    ("reset", "POST"),
];

/// The methods of the path with these segments; none if there is no such path.
pub(super) fn methods(segments: &[&str]) -> Option<&'static str> {
    PATHS.iter().find(|(path, _)| fits(path, segments)).map(|(_, methods)| *methods)
}

fn fits(path: &str, segments: &[&str]) -> bool {
    let mut expected = path.split('/');
    let all = segments.iter().all(|segment| expected.next().is_some_and(|one| one.starts_with('{') || one == *segment));
    all && expected.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::methods;

    #[test]
    fn a_path_is_all_of_its_segments() {
        assert_eq!(methods(&["clock"]), Some("GET, PUT"));
        assert_eq!(methods(&["accounts"]), Some("GET"));
        assert_eq!(methods(&["accounts", "x", "quota"]), Some("GET"));
        for other in [&[][..], &["accounts", "x"], &["accounts", "x", "quota", "y"], &["clock", "x"], &["Clock"]] {
            assert_eq!(methods(other), None, "{other:?}");
        }
    }
}
