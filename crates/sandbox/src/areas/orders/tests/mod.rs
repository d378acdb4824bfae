//! The rules of orders as tables of cases.

mod cancelling;
mod changing;
mod partner;
mod placing;
mod pricing;
mod stored;

use jiff::Timestamp;
use partner_center_model::{
    billing::BillingCycleType,
    cloud::Cloud,
    errors::ErrorCode,
    ids::CustomerId,
    orders::{Order, OrderStatus},
    read,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::{
    form::{Placed, PlacedLine},
    record::{Bought, OrderOwn},
};
use crate::{
    account::{Account, AccountType, Environment},
    areas::product::Family,
    refusal::Refusal,
};

const CUSTOMER: &str = "c501c3c4-d776-40ef-9ecf-9cefb59442c1";
const ORDER: &str = "3eddcac6-63b2-4c40-b0b6-f47e18301492";
const E1: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
const PREMIUM: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
const TRIAL: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
const ADD_ON: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";
const ANNUAL_ONLY: &str = "F72752C8-3E37-4C9B-A1A0-69E8442068DC";
const AZURE: &str = "MS-AZR-0146P";
const SOFTWARE: &str = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR";

fn customer() -> CustomerId {
    CUSTOMER.parse().unwrap()
}

fn placed() -> Timestamp {
    "2021-03-04T05:06:07.89Z".parse().unwrap()
}

/// A resource as a client would send it.
fn sent<T: DeserializeOwned>(body: Value) -> T {
    read::from_slice(body.to_string().as_bytes()).unwrap().value
}

/// The code of an outcome, as a table states it.
fn code<T>(outcome: Result<T, Refusal>) -> Option<ErrorCode> {
    outcome.err().map(|refusal| refusal.code)
}

/// A partner account, by its number and the numbers of its partners.
fn account(number: u128, account_type: AccountType, environment: Environment, partners: &[u128]) -> Account {
    Account {
        name: format!("account-{number}"),
        account_type,
        environment,
        cloud: Cloud::Global,
        tenant_id: Uuid::from_u128(number),
        domain: format!("a{number}.example"),
        mpn_id: number.to_string(),
        country: "US".to_owned(),
        company_name: format!("Account {number}"),
        apps: Vec::new(),
        users: Vec::new(),
        partners: partners.iter().copied().map(Uuid::from_u128).collect(),
        domain_registrar: false,
        quotas: None,
    }
}

/// An order that bought lines of these families.
fn order(families: &[Family]) -> (Order, OrderOwn) {
    let lines = families.iter().enumerate().map(|(number, family)| {
        let subscription = (!family.entitles()).then(|| subscription(number).parse().unwrap());
        PlacedLine {
            number,
            offer: offer_of(*family),
            customer: customer(),
            country: "US",
            subscription,
            friendly_name: "a line",
            quantity: 5,
            term: "",
            partner: None,
            further_partners: &[],
            context: None,
            activated_by_hand: None,
        }
        .item()
    });
    let order = Placed {
        id: &ORDER.parse().unwrap(),
        alternate_id: families.iter().any(|family| family.is_of_catalogue()).then(|| "c403d91b21d2".to_owned()),
        customer: customer(),
        country: "US",
        billing_cycle: BillingCycleType::Monthly,
        placed: placed(),
        status: OrderStatus::Completed,
        lines: lines.collect(),
    };
    let lines = families.iter().map(|family| Bought::of(*family)).collect();
    (order.order(), OrderOwn { lines, settling: Vec::new(), placed: placed() })
}

fn subscription(number: usize) -> String {
    format!("42226ed6-070a-4e0f-b80c-4cdfb3e97aa{number}")
}

fn offer_of(family: Family) -> &'static str {
    match family {
        Family::License => E1,
        Family::Trial => TRIAL,
        Family::AddOn => ADD_ON,
        Family::Azure => AZURE,
        _ => SOFTWARE,
    }
}
