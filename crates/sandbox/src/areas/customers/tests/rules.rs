//! What decides whether a customer can be made, deleted or removed.

use partner_center_model::{
    cloud::Cloud,
    errors,
    orders::{Order, OrderStatus},
    subscriptions::{Subscription, SubscriptionStatus},
};
use uuid::Uuid;

use super::{super::rules, TENANT};
use crate::{
    account::{Account, AccountType, Environment, Quotas},
    areas::{
        orders::{Bought, OrderOwn, OrderRecord},
        product::Family,
        subscriptions::SubscriptionRecord,
    },
    problem,
    records::{Record, Stored},
};

fn account(account_type: AccountType, environment: Environment) -> Account {
    Account {
        name: "partner".to_owned(),
        account_type,
        environment,
        cloud: Cloud::Global,
        tenant_id: Uuid::from_u128(1),
        domain: "partner.example".to_owned(),
        mpn_id: "9000001".to_owned(),
        country: "US".to_owned(),
        company_name: "Partner".to_owned(),
        apps: Vec::new(),
        users: Vec::new(),
        partners: Vec::new(),
        domain_registrar: false,
        quotas: (environment == Environment::Sandbox).then(Quotas::default),
    }
}

#[test]
fn the_quota_is_a_sandbox_account_s() {
    let sandbox = account(AccountType::DirectBill, Environment::Sandbox);
    assert_eq!(rules::within_quota(&sandbox, 74), Ok(()));
    for customers in [75, 76] {
        assert_eq!(rules::within_quota(&sandbox, customers).unwrap_err().code, errors::SANDBOX_LIMIT_MET);
    }
    assert_eq!(rules::within_quota(&account(AccountType::DirectBill, Environment::Production), 75), Ok(()));
}

#[test]
fn customers_are_made_for_own_resellers_alone() {
    let reseller =
        Account { tenant_id: Uuid::from_u128(2), ..account(AccountType::IndirectReseller, Environment::Production) };
    let with = |account: Account| Account { partners: vec![reseller.tenant_id], ..account };
    let provider = account(AccountType::IndirectProvider, Environment::Production);
    let sandbox = account(AccountType::IndirectProvider, Environment::Sandbox);
    let direct = account(AccountType::DirectBill, Environment::Production);
    assert_eq!(rules::may_sell_through(&with(provider.clone()), Some(&reseller)), Ok(()));
    for (account, reseller) in [
        (provider.clone(), Some(&reseller)),
        (with(provider.clone()), None),
        (with(provider.clone()), Some(&direct)),
        (with(sandbox), Some(&reseller)),
        (with(direct.clone()), Some(&reseller)),
    ] {
        let refusal = rules::may_sell_through(&account, reseller).unwrap_err();
        assert_eq!(refusal.code, errors::NOT_AN_INDIRECT_RESELLER);
    }
    let china = with(Account { cloud: Cloud::China, ..provider });
    let reseller = Account { cloud: Cloud::China, ..reseller.clone() };
    let refusal = rules::may_sell_through(&china, Some(&reseller)).unwrap_err();
    assert_eq!(refusal.code, errors::NOT_SUPPORTED_IN_ENVIRONMENT);
}

fn order(id: &str, status: OrderStatus, families: &[Family]) -> Stored<OrderRecord> {
    let lines = families.iter().map(|family| Bought {
        family: *family,
        cancelled: false,
        expires: None,
        expired: false,
        included: Vec::new(),
        reserved: None,
    });
    let customer = OrderRecord::customer(Uuid::from_u128(1), TENANT.parse().unwrap());
    Stored {
        key: OrderRecord::key(&customer, &id.parse().unwrap()),
        version: 1,
        body: Order { alternate_id: Some(format!("alternate-{id}")), status: Some(status), ..Order::default() },
        own: OrderOwn { lines: lines.collect(), ..OrderOwn::default() },
    }
}

type SubscriptionOwn = <SubscriptionRecord as Record>::Own;

fn subscription(id: u128, status: SubscriptionStatus, family: Family) -> Stored<SubscriptionRecord> {
    let customer = OrderRecord::customer(Uuid::from_u128(1), TENANT.parse().unwrap());
    Stored {
        key: SubscriptionRecord::key(&customer, Uuid::from_u128(id).into()),
        version: 1,
        body: Subscription { status: Some(status), ..Subscription::default() },
        own: SubscriptionOwn { family, ..Default::default() },
    }
}

/// The ids that a refusal names.
fn named(blockers: &[rules::Blocker]) -> Vec<String> {
    rules::unblocked(blockers, "it").err().map(|refusal| refusal.data).unwrap_or_default()
}

#[test]
fn software_and_reservations_block_a_deletion_until_they_are_cancelled() {
    let cases: &[(&[Family], bool)] = &[
        (&[Family::Reservation], true),
        (&[Family::Software], true),
        (&[Family::SoftwareSubscription], true),
        (&[Family::License, Family::Software], true),
        (&[Family::License], false),
        (&[Family::Trial], false),
        (&[Family::AddOn], false),
        (&[Family::Azure], false),
        (&[Family::AzurePlan], false),
        (&[Family::Marketplace], false),
    ];
    for (families, blocks) in cases {
        for status in [OrderStatus::Completed, OrderStatus::Pending] {
            let blockers = rules::uncancelled(&[order("a", status.clone(), families)], TENANT);
            assert_eq!(!blockers.is_empty(), *blocks, "{families:?} {status}");
        }
        assert_eq!(rules::uncancelled(&[order("a", OrderStatus::Cancelled, families)], TENANT), []);
    }
}

#[test]
fn a_partly_cancelled_order_blocks_a_deletion_and_open_reservations_a_removal() {
    use Family::{License, Marketplace, Reservation, Software};
    let provider = account(AccountType::IndirectProvider, Environment::Production);
    // The first line is the one that is cancelled.
    for (families, deletion, removal) in [
        (&[Reservation, Reservation][..], true, true),
        (&[Reservation, Software], true, false),
        (&[Software, Reservation], true, true),
        (&[Software, Marketplace], true, false),
        (&[Reservation, Marketplace], true, false),
        (&[Marketplace, Marketplace], false, false),
        (&[License, License], false, false),
    ] {
        let mut order = order("a", OrderStatus::Completed, families);
        order.own.lines[0].cancelled = true;
        let orders = [order];
        assert_eq!(!rules::uncancelled(&orders, TENANT).is_empty(), deletion, "deletion with {families:?}");
        assert_eq!(!rules::open_reservations(&orders, &provider).is_empty(), removal, "removal with {families:?}");
    }
}

#[test]
fn blockers_are_named_at_once_with_reservations_first() {
    let orders = [
        order("software", OrderStatus::Completed, &[Family::Software]),
        order("both", OrderStatus::Pending, &[Family::Software, Family::Reservation]),
        order("reservation", OrderStatus::Completed, &[Family::Reservation]),
    ];
    let blockers = rules::uncancelled(&orders, TENANT);
    assert_eq!(named(&blockers), ["both", "reservation", "software"]);
    let refusal = rules::unblocked(&blockers, "the deletion").unwrap_err();
    assert_eq!(refusal.code, errors::INVALID_PROPERTY);
    assert_eq!(
        refusal.about.as_deref(),
        Some(
            "the deletion is blocked by reservation order alternate-both, reservation order alternate-reservation, \
             software order alternate-software"
        )
    );
}

#[test]
fn an_explanation_names_whole_blockers_and_how_many_more_there_are() {
    for count in [1, 10, 11, 12, 40, 1000] {
        // As long as the ids of the catalogue's orders.
        let orders: Vec<_> =
            (0..count).map(|n| order(&format!("{n:033}"), OrderStatus::Completed, &[Family::Software])).collect();
        let refusal = rules::unblocked(&rules::uncancelled(&orders, TENANT), "the deletion").unwrap_err();
        assert_eq!(refusal.data.len(), count);
        let explanation = refusal.explanation.unwrap();
        assert_eq!(problem::explanation_header(&explanation), explanation, "{count}: nothing is cut");
        let mut entries: Vec<&str> = explanation.split("; ").collect();
        let more = entries.pop_if(|entry| entry.starts_with("and "));
        for (n, entry) in entries.iter().enumerate() {
            assert!(entry.starts_with(&format!("software order {n:033} is completed: PATCH ")), "{entry}");
            assert!(entry.ends_with(" with status cancelled"), "{entry}");
        }
        let left = count - entries.len();
        assert_eq!(more.map(str::to_owned), (left > 0).then(|| format!("and {left} more")), "{count}");
        assert!(left == 0 || entries.len() >= 10, "{count}: the room is used, {} are named", entries.len());
    }
}

#[test]
fn reservations_and_active_subscriptions_block_a_removal() {
    let provider = account(AccountType::IndirectProvider, Environment::Production);
    let orders = [
        order("software", OrderStatus::Completed, &[Family::Software]),
        order("reservation", OrderStatus::Pending, &[Family::Reservation]),
        order("cancelled", OrderStatus::Cancelled, &[Family::Reservation]),
    ];
    assert_eq!(named(&rules::open_reservations(&orders, &provider)), ["reservation"]);
    for family in [Family::License, Family::AddOn, Family::Trial, Family::Azure, Family::AzurePlan, Family::Marketplace]
    {
        for (status, blocks) in [
            (SubscriptionStatus::Active, true),
            (SubscriptionStatus::Suspended, false),
            (SubscriptionStatus::Deleted, false),
            (SubscriptionStatus::Pending, false),
            (SubscriptionStatus::Expired, false),
            (SubscriptionStatus::None, false),
        ] {
            let subscriptions = [subscription(7, status.clone(), family)];
            assert_eq!(
                !rules::active(&subscriptions, "subscription", |_| true, TENANT).is_empty(),
                blocks,
                "{family:?} {status}"
            );
            let plans = rules::active(&subscriptions, "Azure plan", |family| family == Family::AzurePlan, TENANT);
            assert_eq!(!plans.is_empty(), blocks && family == Family::AzurePlan, "{family:?} {status}");
        }
    }
}
