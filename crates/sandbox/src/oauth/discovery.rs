//! What libraries ask for before they sign in: the OpenID configuration of a tenant.

use http::{Uri, header, uri::Authority};
use partner_center_model::cloud::Cloud;
use serde_json::{Value, json};

use super::{directory::Directory, request::Version, resources};
use crate::{server::Encrypted, stack::Head};

/// The OpenID configuration of a directory. Its URLs lead back to where the request came in.
pub(crate) fn configuration(directory: &Directory, version: Version, origin: &str) -> Value {
    let (cloud, name, issued_for) = match directory {
        // The place holder is Azure AD's; libraries put the token's own tenant there.
        Directory::Any(name) => (Cloud::Global, (*name).to_owned(), "{tenantid}".to_owned()),
        Directory::Tenant(cloud, id) => (*cloud, id.to_string(), id.to_string()),
    };
    let (path, issuer) = match version {
        Version::V1 => ("", resources::issuer_v1(cloud, &issued_for)),
        Version::V2 => ("/v2.0", resources::issuer_v2(cloud, &issued_for)),
    };
    let base = format!("{origin}/{name}");
    json!({
        "token_endpoint": format!("{base}/oauth2{path}/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
        "jwks_uri": format!("{base}/discovery{path}/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": [
            "authorization_code", "client_credentials", "password", "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/oauth2{path}/authorize"),
        "device_authorization_endpoint": format!("{base}/oauth2{path}/devicecode"),
        "end_session_endpoint": format!("{base}/oauth2{path}/logout"),
        "claims_supported": ["aud", "iss", "iat", "nbf", "exp", "oid", "sub", "tid", "ver", "preferred_username", "upn"],
    })
}

/// Where the request came in, as its caller sees it: scheme and host.
///
/// A proxy that ends TLS says so in `X-Forwarded-Proto`. Whoever sends that header changes nothing but their own answer.
pub(crate) fn origin(head: &Head) -> String {
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let encrypted = head.extensions.get::<Encrypted>().is_some();
    let said = [head.uri.scheme_str(), text("x-forwarded-proto")].contains(&Some("https"));
    let scheme = if encrypted || said { "https" } else { "http" };
    let host = text(header::HOST.as_str()).and_then(|host| host.parse::<Authority>().ok());
    let host = host.as_ref().or_else(|| Uri::authority(&head.uri));
    // Without user name and password, should somebody put them there.
    let host = host.map_or("localhost", |host| host.as_str().rsplit('@').next().unwrap_or_default());
    format!("{scheme}://{host}")
}
