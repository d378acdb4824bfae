//! The control token: made at the first start, and kept for its owner alone.

use backlot_store::Place;

use crate::{
    entropy,
    vault::{self, Vault, VaultError},
};

/// The name under which it is kept; in a data directory, of its file.
pub const NAME: &str = "control-token";

/// Why there is no control token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It can neither be read nor kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// None could be made.
    #[error("the system gives no random numbers: {0}")]
    Entropy(String),
}

/// The token of this vault; if there is none, a new one is put there.
pub(crate) fn open(vault: Vault<'_>) -> Result<String, TokenError> {
    if let Some(token) = vault.find(NAME)?.map(text)
        && !token.is_empty()
    {
        return Ok(token);
    }
    let token = entropy::secret().map_err(|error| TokenError::Entropy(error.to_string()))?;
    Ok(text(vault.keep(NAME, format!("{token}\n").into_bytes())?))
}

/// The token of the store in this place, whether or not a server has it open; none before the first start.
///
/// # Errors
///
/// If it cannot be read.
pub fn at(place: &Place) -> Result<Option<String>, TokenError> {
    Ok(vault::look(place, NAME)?.map(text).filter(|token| !token.is_empty()))
}

/// The token without its line break. A start that broke off once left an empty file; that is no token.
fn text(kept: Vec<u8>) -> String {
    String::from_utf8_lossy(&kept).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use backlot_store::{Options, Store};

    use super::{NAME, open};
    use crate::vault::Vault;

    #[test]
    fn it_is_made_once_and_an_empty_file_holds_none() {
        let store = Store::open(Options::temporary()).unwrap();
        let vault = Vault::of(&store);
        let token = open(vault).unwrap();
        assert_eq!(token.len(), 64);
        assert_eq!(open(vault).unwrap(), token);
        std::fs::write(store.path().unwrap().join(NAME), "").unwrap();
        assert_ne!(open(vault).unwrap(), token);
    }
}
