//! Orders in a store: planted, waiting for their time, cancelled by support, reported.

use backlot_store::{Decision, Options, Root, Store};
use jiff::SignedDuration;
use partner_center_model::{customers::Customer, orders::OrderStatus, subscriptions::SubscriptionStatus};
use serde_json::{Value, json};

use super::{CUSTOMER, E1, customer, placed};
use crate::{
    account::Account,
    areas::{
        customers::CustomerRecord,
        orders::{
            OrderRecord, Planted, cancel_reservations_by_support, incentives, plant,
            record::{Destination, OrderOwn},
            reserved_instances, settle,
        },
        subscriptions::SubscriptionRecord,
    },
    chance::Chance,
    records::{Record, Records, Stored},
    settings::{Provisioning, Settings, Settle},
    world::{Secrets, World},
};

/// Runs this over the records of an empty store, with an indirect provider and a customer of it.
fn on_stage(act: impl Fn(&mut Records<'_, '_>, &Account, &Root) + Send + 'static) {
    let store = Store::open(Options::temporary()).unwrap();
    let acted = store.write_blocking(Root::world(), move |tx| {
        let mut records = Records::new(tx, true, placed(), Chance::new(b"secret", "test"));
        let account: Account = serde_json::from_value(json!({
            "name": "provider", "type": "indirect_provider", "environment": "production", "cloud": "global",
            "tenantId": "a0000000-0000-4000-8000-000000000003", "domain": "provider.example", "mpnId": "9000003",
            "country": "US", "companyName": "Granite Distribution", "apps": [], "users": [],
        }))
        .unwrap();
        let key = CustomerRecord::key(account.tenant_id, customer());
        let root = key.root.clone();
        let body = Customer { id: Some(CUSTOMER.to_owned()), ..Customer::default() };
        records.insert::<CustomerRecord>(key, body, <CustomerRecord as Record>::Own::default()).unwrap();
        act(&mut records, &account, &root);
        Ok(Decision::Commit(()))
    });
    acted.unwrap();
}

fn planted(records: &mut Records<'_, '_>, account: &Account, lines: Value) -> Stored<OrderRecord> {
    planted_as(records, account, None, lines)
}

fn planted_as(
    records: &mut Records<'_, '_>,
    account: &Account,
    status: Option<OrderStatus>,
    lines: Value,
) -> Stored<OrderRecord> {
    let lines = serde_json::from_value(lines).unwrap();
    let planted = Planted { id: None, alternate_id: None, status, placed: placed(), billing_cycle: None, lines };
    plant(records, account, customer(), &planted).unwrap()
}

fn reservation() -> Value {
    json!({
        "offer": "DZH318Z0BQ4B:0047:DZH318Z0DSM8", "family": "reservation", "quantity": 2,
        "name": "Reserved VM Instance, Standard_B1s, US East, 1 year", "term": "P1Y",
    })
}

fn software() -> Value {
    json!({ "offer": "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", "family": "software", "name": "Server licence" })
}

#[test]
fn planted_orders_have_the_form_of_their_kind() {
    on_stage(|records, account, root| {
        let catalogue = planted(records, account, json!([reservation(), software()])).body;
        assert_eq!(catalogue.id.as_ref().unwrap().len(), 33);
        assert_eq!(catalogue.alternate_id.as_ref().unwrap().len(), 12);
        assert_eq!(serde_json::to_value(&catalogue.billing_cycle).unwrap(), "one_time");
        assert_eq!(catalogue.attributes.as_ref().unwrap().etag, None);
        assert!(catalogue.links.unwrap().provisioning_status.is_some());

        let offers = planted(records, account, json!([{ "offer": E1.to_lowercase(), "quantity": 3 }])).body;
        assert_eq!(offers.id.as_ref().unwrap().len(), 36);
        assert!(offers.attributes.unwrap().etag.is_some());
        let line = &offers.line_items[0];
        assert_eq!((line.offer_id.as_deref(), line.quantity), (Some(E1), Some(3)));
        let id = line.subscription_id.as_ref().unwrap().parse().unwrap();
        let subscription = records.find::<SubscriptionRecord>(&SubscriptionRecord::key(root, id)).unwrap().unwrap();
        assert_eq!(subscription.body.order_id, offers.id);
    });
}

#[test]
fn what_contradicts_itself_is_not_planted() {
    on_stage(|records, account, _| {
        for lines in [
            json!([]),
            json!([{ "offer": "99999999-b82a-4024-a3d5-d88e12f2db35" }]),
            json!([{ "offer": "DG7GMGF0DWT0:0001:DG7GMGF0DSQR" }]),
            json!([{ "offer": "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", "family": "license" }]),
            json!([{ "offer": E1, "family": "software" }]),
            json!([{ "offer": E1, "quantity": 0 }]),
            json!([{ "offer": E1 }, software()]),
        ] {
            let parsed = serde_json::from_value(lines.clone()).unwrap();
            let order = Planted {
                id: None,
                alternate_id: None,
                status: None,
                placed: placed(),
                billing_cycle: None,
                lines: parsed,
            };
            assert!(plant(records, account, customer(), &order).is_err(), "{lines}");
        }
    });
}

#[test]
fn planted_orders_stand_as_their_lines_do() {
    on_stage(|records, account, _| {
        let cancelled =
            || json!({ "offer": "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", "family": "software", "cancelled": true });
        for (status, lines, expected) in [
            (None, json!([software(), cancelled()]), OrderStatus::Completed),
            (None, json!([cancelled(), cancelled()]), OrderStatus::Cancelled),
            (Some(OrderStatus::Completed), json!([cancelled()]), OrderStatus::Cancelled),
            (Some(OrderStatus::Cancelled), json!([software()]), OrderStatus::Cancelled),
        ] {
            assert_eq!(planted_as(records, account, status, lines.clone()).body.status, Some(expected), "{lines}");
        }
    });
}

#[test]
fn a_planted_pending_order_is_provisioned_by_the_setting() {
    on_stage(|records, account, _| {
        let pending = |records: &mut Records<'_, '_>| {
            planted_as(records, account, Some(OrderStatus::Pending), json!([software()]))
        };
        let at_once = pending(records);
        assert_eq!((at_once.body.status, at_once.own.settling), (Some(OrderStatus::Completed), vec![]));

        let settings =
            Settings { provisioning: Provisioning { settle: Settle::AfterSeconds(60) }, ..Settings::default() };
        let world = World::new("secret".to_owned(), Secrets::Stated, settings);
        records.insert::<World>(World::key(), world, ()).unwrap();
        let order = pending(records);
        assert_eq!(order.body.status, Some(OrderStatus::Pending));
        records.now = placed() + SignedDuration::from_secs(60);
        settle(records, &order.key).unwrap();
        assert_eq!(status(records, &order), Some(OrderStatus::Completed));
    });
}

#[test]
fn support_cancels_reservations_and_nothing_else() {
    on_stage(|records, account, root| {
        let mixed = planted(records, account, json!([software(), reservation()]));
        let alone = planted(records, account, json!([reservation()]));
        planted(records, account, json!([software()]));
        assert_eq!(reserved_instances(records, root).unwrap(), 4);

        let mut cancelled = cancel_reservations_by_support(records, root).unwrap();
        cancelled.sort();
        let mut expected = vec![mixed.body.id.clone().unwrap(), alone.body.id.clone().unwrap()];
        expected.sort();
        assert_eq!(cancelled, expected);
        assert_eq!(reserved_instances(records, root).unwrap(), 0);
        let mixed = records.find::<OrderRecord>(&mixed.key).unwrap().unwrap();
        assert_eq!(mixed.body.status, Some(OrderStatus::Completed));
        assert_eq!((mixed.own.lines[0].cancelled, mixed.own.lines[1].cancelled), (false, true));
        let alone = records.find::<OrderRecord>(&alone.key).unwrap().unwrap();
        assert_eq!(alone.body.status, Some(OrderStatus::Cancelled));
        assert!(cancel_reservations_by_support(records, root).unwrap().is_empty(), "nothing is left to cancel");
    });
}

#[test]
fn support_stops_nothing_that_is_on_its_way() {
    on_stage(|records, account, root| {
        let now = records.now;
        let mut waiting = |to: Destination| {
            let mut order = planted(records, account, json!([software(), reservation()]));
            settle::depart(&mut order.body, &mut order.own, to, Settle::AfterReads(1), now);
            records.save(&mut order).unwrap();
            order.key
        };
        let (provided, leaving) = (waiting(Destination::Provisioned), waiting(Destination::Cancelled(vec![0])));
        let also = waiting(Destination::Cancelled(vec![1]));
        assert_eq!(cancel_reservations_by_support(records, root).unwrap().len(), 3);
        for (key, before, after) in [
            (provided, OrderStatus::Pending, OrderStatus::Completed),
            (leaving, OrderStatus::Pending, OrderStatus::Cancelled),
            (also, OrderStatus::Completed, OrderStatus::Completed),
        ] {
            let mut order = records.find::<OrderRecord>(&key).unwrap().unwrap();
            assert_eq!(order.body.status, Some(before));
            settle::read(&mut order.body, &mut order.own);
            assert_eq!(order.body.status, Some(after));
        }
    });
}

#[test]
fn an_order_settles_at_its_time_and_ends_its_marketplace_subscription() {
    on_stage(|records, account, root| {
        let saas = json!({ "offer": "DZH318Z0BXWC:0001:DZH318Z0BMJX", "family": "marketplace", "name": "Backup" });
        let mut order = planted(records, account, json!([saas]));
        let after = Settle::AfterSeconds(60);
        let now = records.now;
        settle::depart(&mut order.body, &mut order.own, Destination::Cancelled(vec![0]), after, now);
        records.save(&mut order).unwrap();

        let minute = SignedDuration::from_secs(60);
        let due = records.due(now + minute, 10).unwrap();
        assert_eq!(due, [((now + minute).as_microsecond(), order.key.clone())]);
        settle(records, &order.key).unwrap();
        assert_eq!(status(records, &order), Some(OrderStatus::Pending), "its time has not come");
        records.now = now + minute;
        settle(records, &order.key).unwrap();
        assert_eq!(status(records, &order), Some(OrderStatus::Cancelled));
        assert!(records.due(now + minute, 10).unwrap().is_empty());
        let subscriptions = records.all::<SubscriptionRecord>(&SubscriptionRecord::all(root)).unwrap();
        assert_eq!(subscriptions[0].body.status, Some(SubscriptionStatus::Deleted));
        let OrderOwn { settling, .. } = records.find::<OrderRecord>(&order.key).unwrap().unwrap().own;
        assert!(settling.is_empty());
    });
}

fn status(records: &mut Records<'_, '_>, order: &Stored<OrderRecord>) -> Option<OrderStatus> {
    records.find::<OrderRecord>(&order.key).unwrap().unwrap().body.status
}

#[test]
fn incentives_are_counted_by_partner_and_without_one() {
    on_stage(|records, account, _| {
        let named = json!([{ "offer": E1, "partnerIdOnRecord": "9000005" }, { "offer": E1 }]);
        let order = planted(records, account, named).body;
        planted(records, account, json!([software()]));
        let subscription = |line: usize| order.line_items[line].subscription_id.clone().unwrap();
        let expected = json!({
            "partners": [{ "mpnId": "9000005", "orders": [order.id], "subscriptions": [subscription(0)] }],
            "withoutPartner": { "orders": [order.id], "subscriptions": [subscription(1)] },
        });
        let report =
            |records: &mut Records<'_, '_>| serde_json::to_value(incentives(records, account).unwrap()).unwrap();
        assert_eq!(report(records), expected);

        let key = CustomerRecord::key(account.tenant_id, customer());
        let mut gone = records.find::<CustomerRecord>(&key).unwrap().unwrap();
        gone.own.removed = Some(records.now);
        records.save(&mut gone).unwrap();
        assert_eq!(report(records), expected, "what was sold stays sold when the relationship is removed");
    });
}
