//! The control API under `/_backlot/`: what one can ask and change about the sandbox itself.

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;

use crate::{
    sandbox::Inner,
    stack::{self, Head},
};

/// Who may reach the control API.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// The token that opens it; without one, requests from this machine's own programs alone do.
    pub token: Option<String>,
    /// Whether the listener is bound to a loopback address, or there is none.
    pub loopback: bool,
}

/// Whether the path is the control API's.
pub(crate) fn serves(path: &str) -> bool {
    path == "/_backlot" || path.starts_with("/_backlot/")
}

/// Answers a request to the control API.
pub(crate) async fn answer(_inner: &Arc<Inner>, _head: &Head, _body: Bytes) -> Response<Full<Bytes>> {
    stack::json(StatusCode::NOT_FOUND, "{}")
}
