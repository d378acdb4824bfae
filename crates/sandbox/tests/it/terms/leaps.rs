//! The same comes of a time however the clock gets there.

use std::fmt::Write;

use serde_json::{Value, json};

use super::scene::{ARCHIVING, AZURE, EXCHANGE, HELPDESK, Scene, TRIAL, id, line, order};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Orders of all kinds of things, placed in the last years.
fn orders(dice: &mut Dice) -> Vec<String> {
    let mut orders = Vec::new();
    for number in 0..12 {
        let (number, month, day) = (number * 2 + 1, dice.roll(12) + 1, dice.roll(28) + 1);
        // At whole hours, so that several things are due at one time.
        let placed = format!("2020-{month:02}-{day:02}T0{}:00:00Z", dice.roll(3));
        let software =
            r#"offer = "DG7GMGF0DVT7:000C:DG7GMGF0FVZM", family = "software_subscription", name = "CAL", term = "P3Y""#;
        let lines = match dice.roll(7) {
            0 | 1 => vec![line(HELPDESK, number, "")],
            2 => vec![line(EXCHANGE, number, ", status = \"suspended\"")],
            3 => vec![
                line(EXCHANGE, number + 1, ""),
                line(ARCHIVING, number, &format!(", parent = \"{}\"", id(number + 1))),
            ],
            4 => vec![line(TRIAL, number, ", ends = \"2021-06-30T00:00:00Z\"")],
            5 => vec![line(AZURE, number, "")],
            _ => vec![software.to_owned(), software.to_owned()],
        };
        orders.push(order(&placed, &lines));
    }
    orders
}

/// A world where some things were changed, which some time is to pass over.
async fn scene(seed: u64) -> Scene {
    let scene = Scene::of("sandbox", &orders(&mut Dice(seed))).await;
    scene.stage.settings(json!({ "cancellation": { "settle": { "afterSeconds": 40_000_000 } } })).await;
    for subscription in scene.get("/subscriptions").await["items"].as_array().unwrap() {
        let path = format!("/subscriptions/{}", subscription["id"].as_str().unwrap());
        let active = subscription["status"] == "active";
        if active && subscription["autoRenewEnabled"] == true && path.ends_with(['1', '4', '7']) {
            scene.send("PATCH", &path, json!({ "autoRenewEnabled": false })).await.ok();
        }
    }
    for order in scene.get("/orders").await["items"].as_array().unwrap() {
        if order["billingCycle"] == "one_time" {
            let path = format!("/orders/{}", order["id"].as_str().unwrap());
            scene.send("PATCH", &path, json!({ "status": "cancelled" })).await.ok();
            break;
        }
    }
    let cart =
        json!({ "lineItems": [{ "id": 0, "catalogItemId": EXCHANGE, "quantity": 1, "billingCycle": "monthly" }] });
    scene.send("POST", "/carts", cart).await.ok();
    scene
}

/// All that the world keeps of its customers, with what is derived of it.
fn kept(scene: &Scene) -> String {
    let kept = scene.stage.sandbox.store().read_blocking(|tx| {
        let mut kept = String::new();
        tx.each(|indexed| {
            if !["world", "secret"].contains(&&*indexed.document.key.kind) {
                writeln!(kept, "{indexed:?}").unwrap();
            }
            Ok::<_, backlot_store::Error>(())
        })?;
        Ok::<_, backlot_store::Error>(kept)
    });
    kept.unwrap()
}

#[tokio::test]
async fn one_leap_and_many_small_ones_come_to_the_same() {
    let mut seen = String::new();
    for seed in [1, 2, 3] {
        let (leap, steps) = (scene(seed).await, scene(seed).await);
        let begin = kept(&leap);
        assert_eq!(begin, kept(&steps), "they begin alike");
        assert!(begin.contains("kind: \"cart\""));
        let mut dice = Dice(seed);
        let (mut hours, mut left) = (Vec::new(), 10 * 365 * 24);
        while left > 0 {
            // Days, and now and then a good part of a year.
            let most = if dice.roll(4) == 0 { 9000 } else { 1500 };
            hours.push(left.min(dice.roll(most) + 1));
            left -= hours[hours.len() - 1];
        }
        assert!(hours.len() > 20);
        leap.stage.advance(&format!("PT{}H", hours.iter().sum::<u64>())).await;
        for hours in hours {
            steps.stage.advance(&format!("PT{hours}H")).await;
        }
        let clock = async |scene: &Scene| scene.stage.control("GET", "clock", &Value::Null).await;
        assert_eq!(clock(&leap).await, clock(&steps).await);
        let (of_leap, of_steps) = (kept(&leap), kept(&steps));
        for (one, other) in of_leap.lines().zip(of_steps.lines()) {
            assert_eq!(one, other);
        }
        assert_eq!(of_leap.len(), of_steps.len());
        let told = leap.told().await;
        assert!(told.is_sorted_by_key(|(time, ..)| time.parse::<jiff::Timestamp>().unwrap()));
        assert!(!of_leap.contains("kind: \"cart\""));
        seen += &of_leap;
    }
    for what in [
        "subscription-renewed",
        "subscription-expired",
        "subscription-refund-ended",
        "entitlement-expired",
        "order-cancelled",
    ] {
        assert!(seen.contains(what), "{what}");
    }
}
