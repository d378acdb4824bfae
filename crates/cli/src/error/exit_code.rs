//! The exit code of each error: what `--help` and `docs/RUNNING.md` tell.

use std::process::ExitCode;

use super::CliError;
use crate::workflows::{
    Kind,
    order::{OrderError, ResellerError},
    pending::PendingError,
};

impl CliError {
    /// As the help tells them. Several failures of one kind are that kind.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Remote(_) | Self::Contradiction(..) | Self::Address(_) | Self::OwnTools(_) => ExitCode::from(2),
            Self::NoConsent | Self::NoReseller | Self::OrderFile { .. } | Self::Argument { .. } => ExitCode::from(2),
            Self::Profile(_) | Self::NoAccount { .. } | Self::Endpoint(_) | Self::Profiles { .. } => ExitCode::from(2),
            Self::Ambiguous { .. } => ExitCode::from(2),
            Self::NoDeletion(_) => ExitCode::from(3),
            Self::NeedsPerson { .. } | Self::Secret { .. } | Self::Closed(_) => ExitCode::from(4),
            Self::Procedure(failure) => of_kind(failure.kind()),
            Self::Order(error) => of_order(error),
            Self::NotAll { kinds, .. } => match kinds.first() {
                Some(first) if kinds.iter().all(|kind| kind == first) => of_kind(*first),
                _ => ExitCode::FAILURE,
            },
            _ => ExitCode::FAILURE,
        }
    }
}

fn of_kind(kind: Kind) -> ExitCode {
    match kind {
        Kind::Failed => ExitCode::FAILURE,
        Kind::Blocked => ExitCode::from(3),
        Kind::NotAuthorised => ExitCode::from(4),
        Kind::Late => ExitCode::from(5),
    }
}

fn of_order(error: &OrderError) -> ExitCode {
    match error {
        OrderError::Failure(failure) | OrderError::Unknown(failure) | OrderError::Unread { source: failure, .. } => {
            of_kind(failure.kind())
        }
        OrderError::Pending(PendingError::AnotherProfile(_)) => ExitCode::from(2),
        OrderError::Pending(_) => ExitCode::FAILURE,
        OrderError::Reseller(ResellerError::Ambiguous { .. }) => ExitCode::from(2),
        OrderError::Reseller(_) => ExitCode::FAILURE,
    }
}
