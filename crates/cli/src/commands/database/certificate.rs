//! `backlot database certificate`: the certificate that clients are to trust.

use backlot_sandbox::server;

use crate::{args::Kept, error::CliError, output};

pub(super) fn run(kept: &Kept) -> Result<(), CliError> {
    let place = kept.place()?;
    let certificate = server::certificate_at(&place)?;
    let certificate = certificate.ok_or_else(|| CliError::NoCertificate(output::place(&place)))?;
    Ok(output::print(&certificate)?)
}
