//! Who may support the customer with a subscription.

use partner_center_model::{errors, subscriptions::SupportContact};
use uuid::Uuid;

use super::refuse;
use crate::{account::Account, refusal::Refusal};

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
        id.parse::<Uuid>().map_err(|_| {
            Refusal::invalid("supportTenantId", format_args!("expected a GUID, found {id:?}"))
                .explain("A support contact is named by supportTenantId, supportMpnId, or both.")
        })
    });
    Ok(Named { tenant: tenant.transpose()?, mpn_id })
}

/// The partner that was named, if it supports customers of the account: it is the account itself, or one of its
/// resellers. Whose ids others are is nobody's business, so all others are refused alike.
///
/// Source: `update-a-subscription-s-support-contact`. That the account can name itself is inferred.
pub(in crate::areas::subscriptions) fn supports<'a>(
    named: Named<'_>,
    account: &'a Account,
    resellers: &'a [Account],
) -> Result<&'a Account, Refusal> {
    let is_named = |partner: &&Account| {
        named.tenant.is_none_or(|tenant| tenant == partner.tenant_id)
            && named.mpn_id.is_none_or(|mpn_id| mpn_id == partner.mpn_id)
    };
    match resellers.iter().chain([account]).find(is_named) {
        Some(partner) => Ok(partner),
        None => refuse(
            errors::NOT_AN_INDIRECT_RESELLER,
            "A support contact is the partner itself or one of its resellers: GET /v1/relationships lists them.",
        ),
    }
}
