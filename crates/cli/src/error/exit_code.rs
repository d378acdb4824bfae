//! The exit code of each error: what `--help` and `docs/RUNNING.md` tell.

use std::process::ExitCode;

use super::CliError;
use crate::workflows::{
    Kind, creation::CreationError, order::OrderError, pending::PendingError, reseller::ResellerError,
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
            Self::Reseller(ResellerError::Failure(failure)) => of_kind(failure.kind()),
            Self::Reseller(ResellerError::Ambiguous { .. }) => ExitCode::from(2),
            Self::Creation(error) | Self::Order(OrderError::Creation(error)) => of_creation(error),
            Self::Order(OrderError::Unread { source, .. }) => of_kind(source.kind()),
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

fn of_creation(error: &CreationError) -> ExitCode {
    match error {
        CreationError::Failure(failure) | CreationError::Unknown { source: failure, .. } => of_kind(failure.kind()),
        CreationError::Pending(PendingError::AnotherSigner { .. }) => ExitCode::from(2),
        CreationError::Pending(_) | CreationError::Unsendable { .. } => ExitCode::FAILURE,
    }
}
