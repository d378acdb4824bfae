//! An order as a file states it, in JSON or TOML. Strict: what is misspelt is named.

use std::{collections::BTreeMap, fs, path::Path};

use partner_center::model::{
    billing::BillingCycleType,
    open_enum::OpenEnum,
    orders::{OrderLineItem, RenewsTo},
};
use serde::Deserialize;

use crate::{error::CliError, strict};

/// What is ordered. The names are those of the API; who the order is for and who is on record, the command line says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OrderFile {
    billing_cycle: Option<String>,
    line_items: Vec<LineItem>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LineItem {
    offer_id: String,
    quantity: i64,
    friendly_name: Option<String>,
    term_duration: Option<String>,
    parent_subscription_id: Option<String>,
    provisioning_context: Option<BTreeMap<String, String>>,
    renews_to: Option<Renewal>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Renewal {
    term_duration: String,
}

/// Reads the lines of an order, and how often it is billed.
pub(super) fn read(path: &Path) -> Result<(Option<BillingCycleType>, Vec<OrderLineItem>), CliError> {
    let wrong = |why: String| CliError::OrderFile { path: path.to_owned(), why };
    let text = fs::read_to_string(path).map_err(|error| wrong(format!("it cannot be read ({error})")))?;
    let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let file: OrderFile = if is_toml { strict::toml(&text) } else { strict::json(&text) }.map_err(wrong)?;
    if file.line_items.is_empty() {
        return Err(wrong("lineItems: an order has at least one".to_owned()));
    }
    let cycle = file.billing_cycle.as_deref().map(billing_cycle).transpose();
    let cycle = cycle.map_err(|why| wrong(format!("billingCycle: {why}")))?;
    for (number, line) in file.line_items.iter().enumerate() {
        if line.quantity < 1 {
            return Err(wrong(format!("lineItems[{number}].quantity: it is a whole number from 1 on")));
        }
    }
    Ok((cycle, file.line_items.into_iter().map(OrderLineItem::from).collect()))
}

/// The billing cycle of this name.
pub(super) fn billing_cycle(name: &str) -> Result<BillingCycleType, String> {
    BillingCycleType::by_name(name).ok_or_else(|| {
        let known: Vec<_> = BillingCycleType::SPELLINGS.iter().filter(|name| **name != "unknown").copied().collect();
        format!("{name:?} is none of {}", known.join(", "))
    })
}

impl From<LineItem> for OrderLineItem {
    fn from(line: LineItem) -> Self {
        Self {
            friendly_name: line.friendly_name,
            term_duration: line.term_duration,
            parent_subscription_id: line.parent_subscription_id,
            provisioning_context: line.provisioning_context,
            renews_to: line.renews_to.map(|renewal| RenewsTo { term_duration: Some(renewal.term_duration) }),
            ..Self::of(line.offer_id, line.quantity)
        }
    }
}
