//! How many connections the system's limit of open files allows.

use crate::limits::CONNECTIONS;

/// Files that are kept for the store, the logs and the connections that are being turned away.
const RESERVED: u64 = 256;

/// How many connections can be served at a time. Raises the limit of open files as far as need and permission go.
#[cfg(unix)]
pub(super) fn connections() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = CONNECTIONS as u64 + RESERVED;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = wanted.min(maximum.unwrap_or(wanted));
    let allowed = match current {
        Some(current) if current < raised => {
            let limit = Rlimit { current: Some(raised), maximum };
            setrlimit(Resource::Nofile, limit).map_or(current, |()| raised)
        }
        Some(current) => current,
        None => wanted,
    };
    let connections = within(allowed);
    if connections < CONNECTIONS {
        tracing::warn!("{connections} connections at a time, as this process may open no more than {allowed} files");
    }
    connections
}

/// How many connections can be served at a time.
#[cfg(not(unix))]
pub(super) fn connections() -> usize {
    CONNECTIONS
}

/// How many connections fit among so many files. A quarter at least: with so few files, most are for connections or none.
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has such a limit"))]
fn within(files: u64) -> usize {
    let left = files.saturating_sub(RESERVED).max(files / 4).max(1);
    usize::try_from(left).map_or(CONNECTIONS, |left| left.min(CONNECTIONS))
}

#[cfg(test)]
mod tests {
    use super::{CONNECTIONS, RESERVED, within};

    #[test]
    fn files_are_left_for_everything_else() {
        for (files, connections) in [
            (u64::MAX, CONNECTIONS),
            (CONNECTIONS as u64 + RESERVED, CONNECTIONS),
            (1024, 768),
            (300, 75),
            (64, 16),
            (0, 1),
        ] {
            assert_eq!(within(files), connections, "{files}");
        }
    }
}
