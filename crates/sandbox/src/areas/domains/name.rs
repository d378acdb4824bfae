//! What a domain name looks like, and which tenant it belongs to.

use partner_center_model::cloud::Cloud;

use crate::{
    account::{Account, Environment, realm},
    areas::customers::TenantRecord,
    records::Records,
    refusal::Failure,
};

/// The longest name and the longest label, as DNS has them.
const LONGEST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// Why this is no domain name; nothing if it is one. Names beyond ASCII are written in their `xn--` form.
pub(crate) fn flaw(name: &str) -> Option<&'static str> {
    let label_flaw = |label: &str| {
        let bytes = label.as_bytes();
        bytes.is_empty()
            || bytes.len() > LONGEST_LABEL
            || bytes.first() == Some(&b'-')
            || bytes.last() == Some(&b'-')
            || !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    if name.len() > LONGEST {
        Some("a domain name has at most 253 characters")
    } else if name.split('.').any(label_flaw) {
        Some("a domain name consists of labels of letters, digits and hyphens, separated by dots")
    } else if !name.contains('.') {
        Some("a domain name has at least two labels, as in example.onmicrosoft.com")
    } else {
        None
    }
}

/// The form under which equal names are the same text.
pub(crate) fn fold(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// Whether a customer's tenant, or a partner's, has this domain. What one environment of a cloud has, another has not.
/// Source: `verify-domain-availability`.
pub(crate) fn is_taken(
    records: &mut Records<'_, '_>,
    cloud: Cloud,
    environment: Environment,
    name: &str,
) -> Result<bool, Failure> {
    let folded = fold(name);
    if records.holder(&TenantRecord::domains(cloud, environment), &folded)?.is_some() {
        return Ok(true);
    }
    let Some(key) = records.holder("account-domain", &folded)? else { return Ok(false) };
    let partner = records.find::<Account>(&key)?;
    Ok(partner.is_some_and(|partner| partner.body.realm() == realm(cloud, environment)))
}
