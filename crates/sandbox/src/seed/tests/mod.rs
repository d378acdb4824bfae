//! World files: what they state, what is refused, and what comes of them in a store.

mod accounts;
mod customers;
mod demo;

use super::WorldFile;

/// An account, to which `more` is added.
fn account(name: &str, number: u32, kind: &str, environment: &str, more: &str) -> String {
    format!(
        "[[accounts]]\nname = \"{name}\"\ntype = \"{kind}\"\nenvironment = \"{environment}\"\ncloud = \"global\"\n\
         tenantId = \"00000000-0000-4000-8000-0000000001{number:02}\"\ndomain = \"{name}.example\"\nmpnId = \"10{number:02}\"\n\
         country = \"US\"\n\
         apps = [{{ clientId = \"00000000-0000-4000-8000-0000000002{number:02}\", clientSecret = \"s\" }}]\n\
         users = [{{ userPrincipalName = \"admin@{name}.example\", password = \"p\", roles = [\"GlobalAdmin\"] }}]\n{more}\n"
    )
}

/// What is wrong with this file.
fn problem(text: &str) -> String {
    WorldFile::parse(text).map_or_else(|error| error.to_string(), |_| "no problem".to_owned())
}
