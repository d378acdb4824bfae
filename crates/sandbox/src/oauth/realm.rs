//! Where somebody signs in, by the domain of the user name: libraries ask before they send a password.

use std::sync::Arc;

use partner_center_model::cloud::Cloud;
use serde_json::{Value, json};

use super::{
    directory::Directory,
    errors::{self, Denied},
    resources,
};
use crate::sandbox::Inner;

/// The realm of a user name. Domains of this world are managed: passwords are checked here and nowhere else.
pub(super) async fn realm(inner: &Arc<Inner>, login: &str) -> Result<Value, Denied> {
    let (_, domain) = login.rsplit_once('@').ok_or_else(|| Denied::new(errors::MALFORMED))?;
    let (cloud, managed) = match super::directory(inner, domain).await {
        Ok(Directory::Tenant(cloud, _)) => (cloud, true),
        Ok(Directory::Any(_)) => (Cloud::Global, false),
        Err(denied) if denied.kind == errors::UNKNOWN_TENANT => (Cloud::Global, false),
        Err(denied) => return Err(denied),
    };
    let mut realm = json!({
        "ver": "1.0",
        "account_type": if managed { "Managed" } else { "Unknown" },
        "cloud_instance_name": resources::instance(cloud),
        "cloud_audience_urn": "urn:federation:MicrosoftOnline",
    });
    if managed {
        realm["domain_name"] = domain.to_lowercase().into();
    }
    Ok(realm)
}
