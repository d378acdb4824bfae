//! `backlot relationship list`: the partners that the account is tied to.

use partner_center::{
    Fetched,
    model::relationships::{PartnerRelationship, PartnerRelationshipType},
};

use crate::{
    args::{Partners, Tie},
    commands::session::Session,
    error::CliError,
    output::headed,
};

pub(super) async fn run(session: &Session<'_>, args: &Partners) -> Result<(), CliError> {
    let tie = match args.of {
        Tie::Resellers => PartnerRelationshipType::IsIndirectCloudSolutionProviderOf,
        Tie::Providers => PartnerRelationshipType::IsIndirectResellerOf,
    };
    let partners = session.call(session.partner.relationships().list(tie).all()).await?;
    let raw: Vec<_> = partners.iter().map(Fetched::raw).collect();
    session.print(&raw, || table(partners.iter().map(|partner| &**partner)))
}

/// Partners, a line each.
pub(super) fn table<'a>(partners: impl IntoIterator<Item = &'a PartnerRelationship>) -> String {
    let header = ["TENANT", "NAME", "MPN ID", "STATE"];
    let rows = partners.into_iter().map(|partner| {
        [&partner.id, &partner.name, &partner.mpn_id, &partner.state].map(|value| value.clone().unwrap_or_default())
    });
    headed(header, rows)
}
