//! The enums against what the official clients write and read.

use std::collections::BTreeSet;

use partner_center_model::{
    billing::{BillingCycleType, BillingType},
    customers::CustomerPartnerRelationship,
    filter::{FieldFilterOperation, SeekOperation},
    open_enum::OpenEnum,
    relationships::PartnerRelationshipType,
    subscriptions::{ContractType, SubscriptionStatus},
};
use serde_json::Value;

use crate::published::{array, read};

/// Spellings that the Java client, which reads no others than its own, does not know. The sandbox answers them only
/// where nothing else would be true.
const NOT_JAVA: &[&str] = &[
    "SubscriptionStatus expired",
    "SubscriptionStatus pending",
    "SubscriptionStatus disabled",
    "BillingCycleType triennial",
    "BillingCycleType biennial",
    // The pages and the other clients spell these so.
    "CustomerPartnerRelationship microsoft_support",
    "ContractType productKey",
    "ContractType redemptionCode",
];

/// Spellings that are taken from whoever writes them, and never answered: no client has to know them.
const TAKEN_ALONE: &[&str] = &["SubscriptionStatus unknown"];

fn words(value: &Value) -> Vec<&str> {
    array(value).iter().filter_map(Value::as_str).collect()
}

/// What the .NET client makes of a spelling before it looks for the value.
fn dotnet(spelling: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    spelling.split('_').map(capital).collect()
}

fn check<T: OpenEnum + PartialEq + std::fmt::Debug>(published: &Value, not_java: &mut BTreeSet<String>) {
    let name = T::NAME;
    let values = words(&published[name]["dotnet"]["values"]);
    assert!(!values.is_empty(), "{name} is not an enum of the .NET client");
    let answered =
        || T::SPELLINGS.iter().filter(|spelling| !TAKEN_ALONE.contains(&format!("{name} {spelling}").as_str()));
    let read_by_dotnet: Vec<String> = answered().map(|spelling| dotnet(spelling)).collect();
    assert_eq!(read_by_dotnet, values, "{name}");
    for (number, value) in (0..).zip(values) {
        assert_eq!(T::by_number(number), T::by_name(value), "{name} {number}");
    }
    let java = words(&published[name]["java"]["wire"]);
    let unknown = answered().filter(|spelling| !java.contains(spelling));
    not_java.extend(unknown.map(|spelling| format!("{name} {spelling}")));
    for spelling in java {
        assert!(T::by_name(spelling).is_some(), "{name}: what the Java client writes, {spelling}, is not read");
    }
}

#[test]
fn the_official_clients_and_we_understand_each_other() {
    let Some(published) = read("client-enums.json") else { return };
    let mut not_java = BTreeSet::new();
    check::<BillingCycleType>(&published, &mut not_java);
    check::<BillingType>(&published, &mut not_java);
    check::<ContractType>(&published, &mut not_java);
    check::<CustomerPartnerRelationship>(&published, &mut not_java);
    check::<PartnerRelationshipType>(&published, &mut not_java);
    check::<SeekOperation>(&published, &mut not_java);
    check::<SubscriptionStatus>(&published, &mut not_java);
    assert_eq!(not_java, NOT_JAVA.iter().map(|spelling| (*spelling).to_owned()).collect());
    // A filter is only ever sent, so what Java reads of it does not matter.
    check::<FieldFilterOperation>(&published, &mut BTreeSet::new());
}
