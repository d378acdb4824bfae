//! Who may support the customer with a subscription.

use partner_center_model::{errors, subscriptions::SupportContact};
use uuid::Uuid;

use super::refuse;
use crate::{
    account::{Account, AccountType},
    refusal::Refusal,
};

/// The partner that a support contact names: by its tenant, by its MPN id, or by both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::areas::subscriptions) struct Named<'a> {
    /// The tenant.
    pub(in crate::areas::subscriptions) tenant: Option<Uuid>,
    /// The MPN id.
    pub(in crate::areas::subscriptions) mpn_id: Option<&'a str>,
}

/// Whom a support contact names. Source: `update-a-subscription-s-support-contact`; that one of both ids is enough is
/// inferred.
pub(in crate::areas::subscriptions) fn named(sent: &SupportContact) -> Result<Named<'_>, Refusal> {
    let mpn_id = sent.support_mpn_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
    let tenant = sent.support_tenant_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
    if tenant.is_none() && mpn_id.is_none() {
        return Err(Refusal::invalid("supportTenantId", "expected the tenant of a partner, found nothing")
            .explain("A support contact is named by supportTenantId, supportMpnId, or both."));
    }
    let tenant = tenant.map(|id| {
        id.parse::<Uuid>()
            .map_err(|_| Refusal::invalid("supportTenantId", format_args!("expected a GUID, found {id:?}")))
    });
    Ok(Named { tenant: tenant.transpose()?, mpn_id })
}

/// Whether the partner that was named supports customers of the account: it is the account itself, or a reseller of it.
/// `by_tenant` and `by_mpn_id` are who has the ids.
///
/// Source: `update-a-subscription-s-support-contact`. That the account can name itself is inferred.
pub(in crate::areas::subscriptions) fn supports<'a>(
    account: &'a Account,
    named: Named<'_>,
    by_tenant: Option<&'a Account>,
    by_mpn_id: Option<&'a Account>,
) -> Result<&'a Account, Refusal> {
    if named.mpn_id.is_some() && by_mpn_id.is_none() {
        return Err(Refusal::new(errors::MPN_ID_NOT_FOUND).about("supportMpnId").explain(
            "No partner of this environment and cloud has this MPN id; GET /v1/relationships lists resellers.",
        ));
    }
    if let (Some(one), Some(other)) = (by_tenant, by_mpn_id)
        && one.tenant_id != other.tenant_id
    {
        return Err(Refusal::invalid("supportMpnId", "it is not the MPN id of supportTenantId"));
    }
    let partner = if named.tenant.is_some() { by_tenant } else { by_mpn_id };
    let own_reseller = |partner: &&Account| {
        account.account_type == AccountType::IndirectProvider
            && !account.is_sandbox()
            && partner.account_type == AccountType::IndirectReseller
            && account.partners.contains(&partner.tenant_id)
    };
    match partner.filter(|partner| partner.tenant_id == account.tenant_id || own_reseller(partner)) {
        Some(partner) => Ok(partner),
        None => refuse(
            errors::NOT_AN_INDIRECT_RESELLER,
            "A support contact is the partner itself or one of its resellers: GET /v1/relationships lists them.",
        ),
    }
}
