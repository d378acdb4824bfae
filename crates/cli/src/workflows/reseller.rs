//! Indirect resellers: which of the signed-in provider's is meant.

use partner_center::{
    Client,
    model::relationships::{PartnerRelationship, PartnerRelationshipType},
};
use serde::Serialize;

use super::{Failure, Limits};

/// An indirect reseller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reseller {
    /// Its tenant id.
    pub(crate) tenant_id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its id in the Microsoft Partner Network.
    pub(crate) mpn_id: String,
}

/// Why no reseller can be told from what was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResellerError {
    /// Those that there are were not read.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// There is none like that.
    #[error("{asked:?} is no indirect reseller of this account; {}", those(.known))]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The names of those that there are.
        known: Vec<String>,
    },
    /// There are several.
    #[error("{asked:?} may be {}; give its tenant id or MPN id", .like.join(" or "))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// The names of those that it may be.
        like: Vec<String>,
    },
    /// There is one, but nothing to put on record.
    #[error("the service tells no MPN id of {0}, so it cannot be on record")]
    NoMpnId(String),
}

fn those(known: &[String]) -> String {
    if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) }
}

/// The reseller that is meant by a tenant id, an MPN id, a name, or the beginning of a name that only one has.
pub(crate) fn choose<'a>(
    asked: &str,
    relationships: impl IntoIterator<Item = &'a PartnerRelationship>,
) -> Result<Reseller, ResellerError> {
    let all: Vec<&PartnerRelationship> = relationships.into_iter().collect();
    let text = |field: &Option<String>| field.as_deref().unwrap_or_default().to_lowercase();
    let wanted = asked.trim().to_lowercase();
    let exact = |one: &&&PartnerRelationship| [&one.id, &one.mpn_id, &one.name].iter().any(|it| text(it) == wanted);
    let mut found: Vec<&PartnerRelationship> = all.iter().filter(exact).copied().collect();
    if found.is_empty() && !wanted.is_empty() {
        found = all.iter().filter(|one| text(&one.name).starts_with(&wanted)).copied().collect();
    }
    let names = |some: &[&PartnerRelationship]| some.iter().filter_map(|one| one.name.clone()).collect();
    let [one] = found[..] else {
        let asked = asked.to_owned();
        return Err(if found.is_empty() {
            ResellerError::Unknown { asked, known: names(&all) }
        } else {
            ResellerError::Ambiguous { asked, like: names(&found) }
        });
    };
    let name = one.name.clone().unwrap_or_else(|| asked.to_owned());
    let Some(mpn_id) = one.mpn_id.clone() else { return Err(ResellerError::NoMpnId(name)) };
    Ok(Reseller { tenant_id: one.id.clone().unwrap_or_default(), name, mpn_id })
}

/// Reads the resellers of the signed-in provider, and finds the one that is meant.
pub(crate) async fn find(partner: &Client, asked: &str, limits: &Limits) -> Result<Reseller, ResellerError> {
    let resellers = partner.relationships().list(PartnerRelationshipType::IsIndirectCloudSolutionProviderOf);
    let resellers = limits.call(resellers.all()).await.map_err(Failure::from)?;
    choose(asked, resellers.iter().map(|one| &**one))
}
