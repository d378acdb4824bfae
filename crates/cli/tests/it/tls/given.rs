//! `--tls-certificate` and `--tls-key`: what somebody else made.

use std::{fs, path::Path};

use rcgen::{CertificateParams, KeyPair, date_time_ymd};

use super::{client::Trust, *};
use crate::program::complaint;

/// A certificate for this name, signed by itself, and its key.
fn made(name: &str, until: i32) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
    parameters.not_after = date_time_ymd(until, 1, 1);
    (parameters.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

/// Writes a file, and returns its path.
fn file(home: &Path, name: &str, content: &str) -> String {
    let path = home.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn it_is_shown_to_everybody() {
    let home = tempfile::tempdir().unwrap();
    let (certificate, key) = made("sandbox.example", 4000);
    let trust = Trust::of(&certificate);
    let both = file(home.path(), "both.pem", &format!("{key}{certificate}"));
    let (certificate, key) = (file(home.path(), "cert.pem", &certificate), file(home.path(), "key.pem", &key));
    for (certificate, key) in [(&certificate, &key), (&both, &both)] {
        let mut server = Server::start(&["--memory", "--tls-certificate", certificate, "--tls-key", key]);
        assert!(server.url.starts_with("https://"), "{}", server.url);
        assert!(server.line("Clients must trust who issued ").contains(certificate.as_str()));
        let answer = trust.connect(&server, "sandbox.example").ask(client::HEALTH);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(trust.try_connect(&server, "other.example").is_none());
        assert_eq!(server.end("-TERM"), Some(0));
    }
}

#[test]
fn what_is_wrong_with_it_is_said() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let (good, key) = made("sandbox.example", 4000);
    let good = file(home, "good.pem", &good);
    let key = file(home, "good.key", &key);
    let other = file(home, "other.key", &made("sandbox.example", 4000).1);
    let old = made("sandbox.example", 2020);
    let (old, old_key) = (file(home, "old.pem", &old.0), file(home, "old.key", &old.1));
    let block = |kind: &str, inner: &str| format!("-----BEGIN {kind}-----\n{inner}\n-----END {kind}-----\n");
    let torn = file(home, "torn.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    let noise = file(home, "noise.pem", &block("CERTIFICATE", "AAAA"));
    let odd_key = file(home, "odd.key", &block("PRIVATE KEY", "AAAA"));
    let secret = file(home, "secret.key", &block("PRIVATE KEY", "s3cret!"));
    let missing = home.join("missing.pem").to_str().unwrap().to_owned();
    for (certificate, key, named, why) in [
        (&missing, &key, &missing, "cannot be read"),
        (&good, &missing, &missing, "cannot be read"),
        (&key, &key, &key, "holds no certificate in PEM"),
        (&good, &good, &good, "holds no private key in PEM"),
        (&torn, &key, &torn, "is damaged"),
        (&noise, &key, &noise, "holds a certificate that does not read"),
        (&good, &odd_key, &odd_key, "holds no key that can be used"),
        (&good, &secret, &secret, "is damaged"),
        (&good, &other, &other, "is not the key of the first certificate in "),
        (&old, &old_key, &old, "has expired"),
    ] {
        let listen = ["serve", "--memory", "--listen", "127.0.0.1:0"];
        let said = complaint(&[&listen[..], &["--tls-certificate", certificate, "--tls-key", key]].concat(), 1);
        assert!(said.starts_with(&format!("backlot: {named} ")) && said.contains(why), "{why}: {said}");
        assert!(!said.contains("s3cret"), "{said}");
    }
}
