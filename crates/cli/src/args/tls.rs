//! Whether and with which certificate the server encrypts.

use std::path::{Path, PathBuf};

use clap::{ArgAction, builder::FalseyValueParser};

/// Whether and with which certificate the server encrypts.
#[derive(Debug, clap::Args)]
pub(crate) struct Tls {
    /// Serves https under whatever host name, with certificates of its own making; says at the start how to trust them
    #[arg(long, env = "BACKLOT_TLS", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    tls: bool,

    /// Where the certificate is written that clients are to trust [default: tls-ca.pem in the data directory]
    #[arg(long, env = "BACKLOT_TLS_CA", value_name = "FILE.pem", requires = "tls", conflicts_with = "tls_certificate")]
    tls_ca: Option<PathBuf>,

    /// Serves https with this certificate instead, those of its issuers after it
    #[arg(long, env = "BACKLOT_TLS_CERTIFICATE", value_name = "FILE.pem", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,

    /// The key of that certificate; it may be in the same file
    #[arg(long, env = "BACKLOT_TLS_KEY", value_name = "FILE.pem", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
}

/// What was asked for.
pub(crate) enum Encryption<'a> {
    /// Plain HTTP.
    None,
    /// Certificates made on demand; the one that clients are to trust goes to this file, or beside the data.
    Own(Option<&'a Path>),
    /// A certificate and its key, from these files.
    Given(&'a Path, &'a Path),
}

impl Tls {
    pub(crate) fn asked(&self) -> Encryption<'_> {
        match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => Encryption::Given(certificate, key),
            _ if self.tls => Encryption::Own(self.tls_ca.as_deref()),
            _ => Encryption::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::Encryption;
    use crate::args::Args;

    #[test]
    fn a_given_certificate_needs_its_key_and_stands_for_tls() {
        let parse = |arguments: &[&str]| Args::try_parse_from([&["backlot"], arguments].concat());
        for lacking in [&["--tls-certificate", "c"][..], &["--tls-key", "k"], &["--tls-ca", "f"]] {
            assert!(parse(lacking).is_err(), "{lacking:?}");
        }
        let both = ["--tls-certificate", "c", "--tls-key", "k"];
        assert!(parse(&[&both[..], &["--tls", "--tls-ca", "f"]].concat()).is_err());
        for arguments in [&both[..], &[&both[..], &["--tls"]].concat()] {
            let args = parse(arguments).unwrap();
            assert!(matches!(args.serve.tls.asked(), Encryption::Given(c, k) if c.ends_with("c") && k.ends_with("k")));
        }
        assert!(matches!(parse(&[]).unwrap().serve.tls.asked(), Encryption::None));
        assert!(matches!(parse(&["--tls"]).unwrap().serve.tls.asked(), Encryption::Own(None)));
    }
}
