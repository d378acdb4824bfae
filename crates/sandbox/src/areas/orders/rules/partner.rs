//! The partner on record: whose MPN id a line may carry.

use partner_center_model::errors;

use crate::{
    account::{Account, AccountType},
    capabilities::{self, Capability},
    refusal::Refusal,
};

/// Whether `account` may put the MPN id that `holder` has on record; nobody has an unknown one. `place` is where it
/// stands in the body, for the answer.
///
/// Source: `create-an-order-for-a-customer-of-an-indirect-reseller`, `error-codes`.
pub(in crate::areas::orders) fn on_record(
    account: &Account,
    holder: Option<&Account>,
    place: &str,
) -> Result<(), Refusal> {
    let refuse = |code, why: String| Err(Refusal::new(code).about(place).explain(why));
    capabilities::need_cloud(Capability::HaveIndirectResellers, account)?;
    if account.account_type != AccountType::IndirectProvider {
        let why = format!("Only an indirect provider records a partner, and {} is none: leave it out.", account.name);
        return refuse(errors::NOT_AN_INDIRECT_RESELLER, why);
    }
    let Some(holder) = holder else {
        let why = "No partner of this environment and cloud has this MPN id; GET /v1/relationships lists resellers.";
        return refuse(errors::MPN_ID_NOT_FOUND, why.to_owned());
    };
    if holder.account_type == AccountType::IndirectProvider {
        let why = "It is the MPN id of an indirect provider; the partner on record is always the reseller.".to_owned();
        return refuse(errors::PARTNER_ON_RECORD_IS_PROVIDER, why);
    }
    if account.is_sandbox() {
        let why = "In the integration sandbox an indirect provider has no relationship with any reseller.".to_owned();
        return refuse(errors::NOT_AN_INDIRECT_RESELLER, why);
    }
    if holder.account_type == AccountType::IndirectReseller && account.partners.contains(&holder.tenant_id) {
        return Ok(());
    }
    // Whose it is is nobody else's business.
    let why = format!("The partner that has this MPN id is no indirect reseller of {}.", account.company_name);
    refuse(errors::NOT_AN_INDIRECT_RESELLER, why)
}
