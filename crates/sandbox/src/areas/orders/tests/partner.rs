//! Whose MPN id a line may carry.

use partner_center_model::{cloud::Cloud, errors};

use super::{account, code};
use crate::{
    account::{
        Account,
        AccountType::{DirectBill, IndirectProvider, IndirectReseller},
        Environment::{Production, Sandbox},
    },
    areas::orders::rules::partner::on_record,
};

#[test]
fn only_a_provider_records_and_only_its_own_resellers() {
    let provider = account(1, IndirectProvider, Production, &[2]);
    let own = account(2, IndirectReseller, Production, &[1]);
    let foreign = account(3, IndirectReseller, Production, &[]);
    let other_provider = account(4, IndirectProvider, Production, &[]);
    let direct = account(5, DirectBill, Production, &[]);
    let sandbox = account(6, IndirectProvider, Sandbox, &[]);
    let china = Account { cloud: Cloud::China, ..provider.clone() };
    let sandbox_reseller = account(7, IndirectReseller, Sandbox, &[]);
    for (case, caller, holder, expected) in [
        ("its reseller", &provider, Some(&own), None),
        ("nobody's MPN id", &provider, None, Some(errors::MPN_ID_NOT_FOUND)),
        ("its own", &provider, Some(&provider), Some(errors::PARTNER_ON_RECORD_IS_PROVIDER)),
        ("another provider's", &provider, Some(&other_provider), Some(errors::PARTNER_ON_RECORD_IS_PROVIDER)),
        ("another's reseller", &provider, Some(&foreign), Some(errors::NOT_AN_INDIRECT_RESELLER)),
        ("a direct-bill partner's", &provider, Some(&direct), Some(errors::NOT_AN_INDIRECT_RESELLER)),
        ("sent by a direct-bill partner", &direct, Some(&own), Some(errors::NOT_AN_INDIRECT_RESELLER)),
        ("unknown, by a direct-bill partner", &direct, None, Some(errors::NOT_AN_INDIRECT_RESELLER)),
        ("sent by a reseller", &own, Some(&own), Some(errors::NOT_AN_INDIRECT_RESELLER)),
        ("outside the global cloud", &china, Some(&own), Some(errors::NOT_SUPPORTED_IN_ENVIRONMENT)),
        ("in a sandbox", &sandbox, Some(&sandbox_reseller), Some(errors::NOT_AN_INDIRECT_RESELLER)),
        ("unknown in a sandbox", &sandbox, None, Some(errors::MPN_ID_NOT_FOUND)),
    ] {
        assert_eq!(code(on_record(caller, holder, "partnerIdOnRecord")), expected, "{case}");
    }
}
