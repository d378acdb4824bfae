//! Who signs in, as far as the service tells one caller from another.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who signs in: what one sends under an id is not known again where another sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Signer {
    /// With which profile.
    pub(crate) profile: String,
    /// By which application.
    pub(crate) client_id: String,
    /// Whether that is without a person.
    pub(crate) app_only: bool,
    /// The person, where a profile can be anybody's and the directory said whose it is.
    pub(crate) person: Option<Person>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Person {
    /// Their id in the directory.
    pub(crate) id: String,
    /// What they sign in as.
    pub(crate) name: Option<String>,
}

impl Signer {
    /// Whether the service takes the two for the same caller. People may be called otherwise meanwhile.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    fn key(&self) -> (&str, &str, bool, Option<&str>) {
        let Self { profile, client_id, app_only, person } = self;
        (profile, client_id, *app_only, person.as_ref().map(|person| person.id.as_str()))
    }
}

impl fmt::Display for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "with --profile {}", self.profile)?;
        match &self.person {
            Some(person) => write!(f, ", by {},", person.name.as_ref().unwrap_or(&person.id)),
            None => Ok(()),
        }
    }
}
