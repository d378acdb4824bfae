//! The groups of lines, as a table of cases.

use partner_center_model::billing::BillingCycleType::{Annual, Monthly, None as Free, OneTime};

use super::groups::groups;
use crate::areas::orders::Kind;

#[test]
fn an_order_has_one_cycle_and_one_kind_of_lines() {
    let offer = |cycle| Some(Kind { of_catalogue: false, cycle });
    let item = |cycle| Some(Kind { of_catalogue: true, cycle });
    for (kinds, expected) in [
        (vec![], vec![]),
        (vec![None], vec![None]),
        // The example of the page.
        (
            vec![offer(Monthly), item(OneTime), item(OneTime), item(OneTime), item(Monthly), item(Free)],
            vec![Some("OMS-0"), Some("0"), Some("0"), Some("0"), Some("1"), Some("2")],
        ),
        (
            vec![offer(Annual), None, offer(Monthly), item(Annual), offer(Annual)],
            vec![Some("OMS-0"), None, Some("OMS-1"), Some("0"), Some("OMS-0")],
        ),
    ] {
        let found = groups(&kinds);
        assert_eq!(found.iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "{kinds:?}");
    }
}
