//! What the server encrypts with, and the file by which clients come to trust it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use backlot_sandbox::{Sandbox, server::Tls};

use crate::{
    args::{self, Encryption},
    error::CliError,
};

/// The name of the certificate's file beside the data, unless it goes elsewhere.
const FILE: &str = "tls-ca.pem";

/// What the server encrypts with.
pub(super) struct Encrypted {
    pub(super) tls: Tls,
    pub(super) trust: Trust,
}

/// What clients are to trust.
pub(super) enum Trust {
    /// The certificate in this file.
    File(PathBuf),
    /// The certificate that `backlot database certificate` prints: there is no directory to put a file in.
    Printed,
    /// Whoever issued the certificate in this file.
    Issuer(PathBuf),
}

impl Encrypted {
    /// What was asked for; nothing where that is plain HTTP.
    pub(super) fn open(args: &args::Tls, sandbox: &Sandbox) -> Result<Option<Self>, CliError> {
        let (tls, trust) = match args.asked() {
            Encryption::None => return Ok(None),
            Encryption::Given(certificate, key) => {
                (Tls::given(certificate, key)?, Trust::Issuer(certificate.to_owned()))
            }
            Encryption::Own(file) => {
                let tls = Tls::own(sandbox)?;
                let beside = || sandbox.store().path().map(|directory| directory.join(FILE));
                let trust = match (file.map(Path::to_owned).or_else(beside), tls.authority()) {
                    (Some(file), Some(certificate)) => {
                        let failed = |source| CliError::Unpublished { path: file.clone(), source };
                        publish(&file, certificate).map_err(failed)?;
                        // Clients have other working directories.
                        Trust::File(std::path::absolute(&file).map_err(failed)?)
                    }
                    _ => Trust::Printed,
                };
                (tls, trust)
            }
        };
        Ok(Some(Self { tls, trust }))
    }
}

/// Writes the certificate so that it is there in full or not at all; one that is there already stays.
fn publish(file: &Path, certificate: &str) -> io::Result<()> {
    if fs::read(file).is_ok_and(|there| there == certificate.as_bytes()) {
        return Ok(());
    }
    let mut draft = file.as_os_str().to_owned();
    draft.push(".new");
    fs::write(&draft, certificate)?;
    fs::rename(&draft, file)
}
