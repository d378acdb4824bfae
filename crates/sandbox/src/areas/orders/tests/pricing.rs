//! What orders cost, as tables.

use partner_center_model::{billing::BillingCycleType, orders::OrderLineItem};
use serde_json::json;

use super::{E1, TRIAL, order, sent};
use crate::areas::{
    orders::{
        currency::{Currency, currency},
        pricing::{Cost, Rate, priced},
    },
    product::Family,
};

#[test]
fn a_line_is_priced_by_its_cycle_term_and_quantity() {
    let dynamics = "5344C201-3099-44E5-B333-C3EB0401EDE0";
    let software = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR";
    let for_three_years = "DG7GMGF0FKZV:0003:DG7GMGF0DWMS";
    let machine = "DZH318Z0BQ3S:0002:DZH318Z08D0B";
    let team = "DZH318Z0BXWC:0002:DZH318Z0BMRV";
    let company = "DZH318Z0BXWC:0005:DZH318Z0BH9R";
    let plan = "DZH318Z0BPS6:0001:DZH318Z0BML6";
    for (what, term, cycle, quantity, [list, unit, all]) in [
        (E1, "", "monthly", 5, [800, 800, 4_000]),
        (E1, "", "annual", 5, [800, 9_600, 48_000]),
        (dynamics, "", "monthly", 2, [11_500, 11_500, 23_000]),
        (dynamics, "", "annual", 2, [11_500, 138_000, 276_000]),
        (TRIAL, "", "none", 25, [0, 0, 0]),
        ("ms-azr-0145p", "", "monthly", 1, [0, 0, 0]),
        (software, "", "one_time", 3, [2_000, 2_000, 6_000]),
        (software, "", "unknown", 3, [2_000, 2_000, 6_000]),
        (for_three_years, "P3Y", "one_time", 2, [1_350_000, 1_350_000, 2_700_000]),
        (machine, "P1Y", "one_time", 3, [6_000, 6_000, 18_000]),
        (team, "P1M", "monthly", 4, [2_500, 2_500, 10_000]),
        (team, "P1M", "annual", 4, [2_500, 2_500, 10_000]),
        (team, "P1Y", "monthly", 4, [30_000, 2_500, 10_000]),
        (team, "P1Y", "annual", 4, [30_000, 30_000, 120_000]),
        (company, "P1Y", "monthly", 30, [48_000, 4_000, 120_000]),
        (company, "P1Y", "annual", 30, [48_000, 48_000, 1_440_000]),
        (plan, "", "monthly", 1, [0, 0, 0]),
        (E1, "", "monthly", 0, [800, 800, 0]),
        (E1, "", "monthly", i64::MAX, [800, 800, i64::MAX]),
    ] {
        let line: OrderLineItem = sent(json!({ "offerId": what, "termDuration": term }));
        let cycle: BillingCycleType = sent(json!(cycle));
        let cost = Rate::of(&line).unwrap().cost(Some(&cycle), quantity, Currency::find("USD"));
        assert_eq!(cost, Cost { list, unit, all }, "{what} {term} {cycle} {quantity}");
    }
    for unknown in ["99999999-b82a-4024-a3d5-d88e12f2db35", "A:B:C", ""] {
        assert_eq!(Rate::of(&sent(json!({ "offerId": unknown }))), None, "{unknown}");
    }
}

#[test]
fn other_money_is_rounded_to_what_there_is_of_it() {
    let rate = Rate { dollars: 125, per: 12, listed: 12, term: 12 };
    for (country, code, [list, unit], written) in [
        ("US", "USD", [12_500, 1_042], "31.26"),
        ("de", "EUR", [11_250, 938], "28.14"),
        ("LI", "CHF", [11_875, 990], "29.7"),
        ("JP", "JPY", [13_813, 1_151], "3453.0"),
        ("KR", "KRW", [143_781, 11_982], "35946.0"),
        ("BR", "BRL", [62_500, 5_208], "156.24"),
        ("ZW", "USD", [12_500, 1_042], "31.26"),
    ] {
        assert_eq!(currency(country).0, code, "{country}");
        let currency = Currency::find(code);
        let cost = rate.cost(Some(&BillingCycleType::Monthly), 3, currency);
        assert_eq!([cost.list, cost.unit, cost.all], [list, unit, unit * 3], "{country}");
        assert_eq!(json!(currency.units(cost.all)).to_string(), written, "{country}");
    }
}

#[test]
fn amounts_are_written_with_two_decimals_at_most() {
    let dollar = Currency::find("USD");
    for cents in (0..100_000).chain(99_999_999_999_900..100_000_000_000_000) {
        let written = json!(dollar.units(cents)).to_string();
        let (whole, decimals) = written.split_once('.').unwrap();
        let read: i64 = format!("{whole}{decimals:0<2}").parse().unwrap();
        assert_eq!((read, decimals.len() <= 2), (cents, true), "{written}");
    }
}

#[test]
fn an_order_costs_what_its_lines_cost_less_what_was_cancelled() {
    let (mut order, mut own) = order(&[Family::License, Family::AddOn, Family::License]);
    own.lines[2].cancelled = true;
    order.line_items[1].offer_id = Some("99999999-b82a-4024-a3d5-d88e12f2db35".to_owned());
    order.currency_code = Some("EUR".to_owned());
    let priced = priced(order, &own);
    let extended: Vec<_> = priced.line_items.iter().map(|line| line.pricing.as_ref()?.extended_price).collect();
    assert_eq!(extended, [Some(36.into()), None, Some(0.into())]);
    assert_eq!((priced.total_price, priced.currency_symbol.as_deref()), (Some(36.into()), Some("\u{20ac}")));
}
