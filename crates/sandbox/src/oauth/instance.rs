//! Instance discovery: whether a host may be trusted to sign people in, and which names it goes by.

use http::Uri;
use serde_json::{Value, json};

use super::{
    errors::{self, Denied},
    request::Form,
};

/// The names of each cloud's login, the one that is called first, and the one that tokens are cached for second.
const CLOUDS: [&[&str]; 4] = [
    &["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
    &["login.microsoftonline.de"],
    &["login.microsoftonline.us", "login.usgovcloudapi.net"],
];

/// What libraries are told of the host that they ask for. It may be any: this sandbox goes by whatever name it is called.
pub(super) fn discovery(query: &str) -> Result<Value, Denied> {
    let form = Form::parse(query)?;
    let unknown = || Denied::new(errors::UNKNOWN_INSTANCE);
    let endpoint: Uri = form.need("authorization_endpoint")?.parse().map_err(|_| unknown())?;
    let host = match (endpoint.scheme_str(), endpoint.authority()) {
        (Some("https"), Some(host)) if !host.as_str().contains('@') => host.as_str().to_ascii_lowercase(),
        _ => return Err(unknown()),
    };
    let mut path = endpoint.path().split('/').filter(|segment| !segment.is_empty());
    let tenant = path.next().ok_or_else(unknown)?;
    let version = if path.any(|segment| segment.eq_ignore_ascii_case("v2.0")) { "/v2.0" } else { "" };
    let known = |names: &[&str]| json!({ "preferred_network": names[0], "preferred_cache": names.get(1).unwrap_or(&names[0]), "aliases": names });
    let mut metadata: Vec<Value> = CLOUDS.iter().map(|names| known(names)).collect();
    if !CLOUDS.iter().any(|names| names.contains(&host.as_str())) {
        metadata.push(known(&[&host]));
    }
    Ok(json!({
        "tenant_discovery_endpoint": format!("https://{host}/{tenant}{version}/.well-known/openid-configuration"),
        "api-version": "1.1",
        "metadata": metadata,
    }))
}
