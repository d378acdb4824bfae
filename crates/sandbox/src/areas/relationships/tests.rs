//! Filters as tables of cases.

use partner_center_model::{cloud::Cloud, relationships::PartnerRelationshipType};
use uuid::Uuid;

use super::{has, name_filter};
use crate::account::{Account, AccountType, Environment};

#[test]
fn partners_are_found_by_a_part_of_their_name() {
    for text in [
        r#"{"Field":"Name","Value":"Har","Operator":"substring"}"#,
        r#"{"field":"name","value":"HAR","operator":"Substring"}"#,
    ] {
        assert_eq!(name_filter(text).ok().as_deref(), Some("har"), "{text}");
    }
    for text in
        ["x", "{}", r#"{"Field":"Name","Operator":"substring"}"#, r#"{"Field":"Name","Value":"x","Operator":"equals"}"#]
    {
        assert!(name_filter(text).is_err(), "{text}");
    }
}

#[test]
fn who_can_have_partners_of_which_kind() {
    use AccountType::{DirectBill, IndirectProvider, IndirectReseller};
    use Environment::{Production, Sandbox};
    use PartnerRelationshipType::{IsIndirectCloudSolutionProviderOf, IsIndirectResellerOf};
    for (account_type, environment, providing, reselling) in [
        (DirectBill, Production, false, false),
        (DirectBill, Sandbox, false, false),
        (IndirectProvider, Production, true, false),
        (IndirectProvider, Sandbox, false, false),
        (IndirectReseller, Production, false, true),
        (IndirectReseller, Sandbox, false, false),
    ] {
        let account = Account {
            name: "partner".to_owned(),
            account_type,
            environment,
            cloud: Cloud::Global,
            tenant_id: Uuid::nil(),
            domain: "partner.example".to_owned(),
            mpn_id: "9000001".to_owned(),
            country: "US".to_owned(),
            company_name: "Partner".to_owned(),
            apps: Vec::new(),
            users: Vec::new(),
            partners: Vec::new(),
            domain_registrar: false,
            quotas: None,
        };
        let found = (has(&account, &IsIndirectCloudSolutionProviderOf), has(&account, &IsIndirectResellerOf));
        assert_eq!(found, (providing, reselling), "{account_type:?} {environment:?}");
    }
}
