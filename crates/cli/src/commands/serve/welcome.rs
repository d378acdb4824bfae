//! What is printed once the server can be reached: its URL, the accounts, how to trust it, and a call to try.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
};

use backlot_sandbox::{account::Environment, control::token, listing::Listing, world::Secrets};
use partner_center_model::cloud::Cloud;

use super::encryption::Trust;
use crate::output;

/// What there is to say.
pub(super) struct Welcome<'a> {
    /// Where the server listens.
    pub(super) address: SocketAddr,
    /// Where everything is kept, if that is a directory.
    pub(super) directory: Option<&'a Path>,
    /// Whether others may reach it.
    pub(super) remote: bool,
    /// What its clients are to trust, if it encrypts.
    pub(super) trust: Option<&'a Trust>,
    pub(super) accounts: &'a [Listing],
    pub(super) secrets: Secrets,
}

impl Welcome<'_> {
    /// All of it. The URL has a line of its own.
    pub(super) fn text(&self) -> String {
        let table = output::table(self.accounts);
        let program = program();
        // What the database is called may be said to nobody, as a password is part of it.
        let kept =
            self.directory.map_or_else(|| "--database URL".to_owned(), |path| format!("--data {}", path.display()));
        let mut text = format!("Backlot serves at\n{}\n\n{table}\n", self.url(self.address));
        text += &format!("Ids and secrets: {program} accounts {kept}\n");
        text += &match self.directory {
            Some(path) if self.remote => {
                format!("The control API needs the token in {}/{}\n", path.display(), token::NAME)
            }
            Some(_) => String::new(),
            None => format!("The control API needs the token that this prints: {program} database token {kept}\n"),
        };
        text += &match self.trust {
            None => String::new(),
            Some(Trust::File(file)) => {
                let file = quoted(&file.display().to_string());
                format!(
                    "Clients must trust the certificate in {file}, by one of these:\n\
                     export NODE_EXTRA_CA_CERTS={file} REQUESTS_CA_BUNDLE={file} SSL_CERT_FILE={file}\n"
                )
            }
            Some(Trust::Printed) => {
                format!("Clients must trust the certificate that this prints: {program} database certificate {kept}\n")
            }
            Some(Trust::Issuer(file)) => {
                format!("Clients must trust who issued {}, and call the server by a name in it\n", file.display())
            }
        };
        text + &self.example().unwrap_or_default()
    }

    fn url(&self, address: SocketAddr) -> String {
        format!("{}://{address}", if self.trust.is_some() { "https" } else { "http" })
    }

    /// A command that gets a token and lists customers with it. A random secret is not printed, as what is printed may end
    /// up in a log.
    fn example(&self) -> Option<String> {
        let is_plain =
            |account: &&Listing| account.environment == Environment::Sandbox && account.cloud == Cloud::Global;
        let account = self.accounts.iter().find(is_plain).or_else(|| self.accounts.first())?;
        let app = account.apps.first()?;
        let resource = match account.cloud {
            Cloud::China => "https://partner.partnercenterapi.microsoftonline.cn",
            _ => "https://api.partnercenter.microsoft.com",
        };
        let mut to_fill_in = Vec::new();
        let curl = match self.trust {
            None => "curl -s".to_owned(),
            Some(Trust::File(file)) => format!("curl -s --cacert {}", quoted(&file.display().to_string())),
            Some(Trust::Printed) => {
                to_fill_in.push("CA is a file with that certificate".to_owned());
                r#"curl -s --cacert "$CA""#.to_owned()
            }
            // By which of its names the server is reached is not known here.
            Some(Trust::Issuer(_)) => return None,
        };
        let secret = match self.secrets {
            Secrets::Stated => quoted(&format!("client_secret={}", app.client_secret)),
            Secrets::Derived => {
                to_fill_in.push(format!("SECRET is the one of the app of {}", account.name));
                r#""client_secret=$SECRET""#.to_owned()
            }
        };
        let (url, tenant) = (self.url(nearby(self.address)), account.tenant_id);
        let token = format!(
            "{curl} {url}/{tenant}/oauth2/token -d grant_type=client_credentials -d resource={resource} \
             -d client_id={} --data-urlencode {secret}",
            app.client_id,
        );
        let pick = r#"sed 's/.*"access_token":"\([^"]*\)".*/\1/'"#;
        let head =
            if to_fill_in.is_empty() { "Try".to_owned() } else { format!("Try, where {}", to_fill_in.join(" and ")) };
        Some(format!("{head}\n{curl} {url}/v1/customers -H \"Authorization: Bearer $({token} | {pick})\"\n"))
    }
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,:@%".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// The program as it was called, so that it is found again.
fn program() -> String {
    std::env::args_os().next().map_or_else(|| "backlot".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Where a program of this machine reaches the server: one can listen at all addresses, but not call them.
fn nearby(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
