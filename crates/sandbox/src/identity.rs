//! What a verified token says of its bearer.

use uuid::Uuid;

/// What a verified token says of its bearer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The partner tenant, `tid`.
    pub tenant: Uuid,
    /// The application, `appid`.
    pub app: Uuid,
    /// The person, `oid`; none in an app-only token.
    pub user: Option<Uuid>,
    /// Whether the person signed in with a second factor, `amr`.
    pub mfa: bool,
}
