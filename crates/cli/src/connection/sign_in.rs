//! Who is signed in for a profile: the refresh token, and whose it is. Each lies in a file of the user's state directory.

use std::{fs, io, path::PathBuf};

use partner_center::credential::{self, FileTokenStore, Hold, Storing, TokenStore, TokenStoreError};
use secrecy::SecretString;

use super::directories;
use crate::{error::CliError, workflows::signer::Person};

/// The sign-in that is kept for a profile, if there is one.
#[derive(Clone)]
pub(crate) struct SignIn {
    token: PathBuf,
    person: PathBuf,
}

impl SignIn {
    /// The one for the profile of this name.
    pub(crate) fn of(profile: &str) -> Result<Self, CliError> {
        let tokens = directories::state()?.join("tokens");
        // No name of a profile has a dot in it.
        Ok(Self { token: tokens.join(profile), person: tokens.join(format!("{profile}.person")) })
    }

    /// Where the refresh token is kept.
    pub(crate) fn tokens(&self) -> FileTokenStore {
        FileTokenStore::new(&self.token)
    }

    /// Where the refresh token of somebody who signs in anew is kept.
    pub(crate) fn replaced(&self) -> impl TokenStore + use<> {
        Replaced { tokens: self.tokens(), sign_in: self.clone() }
    }

    /// Whose the token is, where the directory said so.
    pub(crate) fn person(&self) -> Result<Option<Person>, CliError> {
        let wrong = |why: String| CliError::Profiles { path: self.person.clone(), why };
        match fs::read_to_string(&self.person) {
            Ok(text) => serde_json::from_str(&text).map(Some).map_err(|error| wrong(error.to_string())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(wrong(format!("it cannot be read ({error})"))),
        }
    }

    /// Remembers whose the token is.
    pub(crate) fn remember(&self, person: &credential::Person) -> Result<(), CliError> {
        let person = Person { id: person.id.clone(), name: person.name.clone() };
        let text = serde_json::to_string(&person).map_err(io::Error::other);
        let written = text.and_then(|text| directories::write(&self.person, &text));
        let wrong =
            |error| CliError::Profiles { path: self.person.clone(), why: format!("it cannot be written ({error})") };
        written.map_err(wrong)
    }

    /// Forgets who is signed in.
    pub(crate) fn forget(&self) -> Result<(), CliError> {
        remove(&self.token)?;
        remove(&self.person)
    }
}

/// Keeps the token of somebody who signs in anew. Whose the one before was is forgotten first, and not sooner: until then it is
/// theirs, and stopped half-way, nobody is taken for them.
struct Replaced {
    tokens: FileTokenStore,
    sign_in: SignIn,
}

impl TokenStore for Replaced {
    fn load(&self) -> Storing<'_, Option<SecretString>> {
        self.tokens.load()
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> Storing<'a, ()> {
        Box::pin(async {
            remove(&self.sign_in.person).map_err(TokenStoreError::saving)?;
            self.tokens.save(token).await
        })
    }

    fn hold(&self) -> Storing<'_, Hold> {
        self.tokens.hold()
    }
}

fn remove(path: &PathBuf) -> Result<(), CliError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(CliError::Profiles { path: path.clone(), why: format!("it cannot be removed ({error})") })
        }
        _ => Ok(()),
    }
}
