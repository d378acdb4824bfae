//! What a verified token says of its bearer.

use uuid::Uuid;

/// What a verified token says of its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The partner tenant, `tid`.
    pub(crate) tenant: Uuid,
    /// The application, `appid`.
    pub(crate) app: Uuid,
    /// The person, `oid`; none in an app-only token.
    pub(crate) user: Option<Uuid>,
    /// Whether the person signed in with a second factor, `amr`.
    pub(crate) mfa: bool,
    /// The number of the key that the token is signed with.
    pub(crate) key: u64,
    /// At which count of expirations the token was given, `mark`.
    pub(crate) mark: u64,
}
