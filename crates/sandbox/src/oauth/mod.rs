//! Tokens: the endpoints that give them, the key that signs them, and their verification.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use jiff::Timestamp;

use crate::{
    identity::Identity,
    ids::Ids,
    sandbox::Inner,
    stack::{self, Head},
};

/// The signing key, kept in the data directory.
pub(crate) struct Keys {}

impl Keys {
    /// Reads the key of this directory, or makes one.
    pub(crate) fn open(_directory: &Path) -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// What a token says of its bearer, if it is one of ours, in time, and meant for Partner Center.
    pub(crate) fn verify(&self, _token: &str, _wall: Timestamp) -> Result<Identity, &'static str> {
        Err("unknown")
    }
}

/// Whether the path is a token endpoint's, or belongs to the discovery of one.
pub(crate) fn serves(path: &str) -> bool {
    path.contains("/oauth2/")
}

/// Answers a request to a token endpoint.
pub(crate) async fn answer(_inner: &Arc<Inner>, _head: &Head, _body: &Bytes, _ids: &Ids) -> Response<Full<Bytes>> {
    stack::json(StatusCode::NOT_FOUND, "{}")
}
