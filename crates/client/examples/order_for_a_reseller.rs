//! Orders for a customer of an indirect reseller, whose MPN id goes on record.
//!
//! `cargo run -p partner-center --example order_for_a_reseller -- CUSTOMER_ID OFFER_ID RESELLER` speaks to a local Backlot.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::{env, error::Error};

use partner_center::model::relationships::PartnerRelationshipType::IsIndirectCloudSolutionProviderOf;
use partner_center::{Application, Builder, Client, UserPassword, model::orders};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [customer, offer, reseller] = &arguments[..] else { return Err("Which customer, offer and reseller?".into()) };
    order(Client::builder().endpoint("http://127.0.0.1:7070"), customer, offer, reseller).await
}

pub(crate) async fn order(at: Builder, customer: &str, offer: &str, reseller: &str) -> Result<(), Box<dyn Error>> {
    let application = Application::public("provider.example", "b0000000-0000-4000-8000-000000000103");
    // The real service asks for a second factor: see `DeviceCode`.
    let admin = UserPassword::new(application, "admin@provider.example", "provider-admin-password".to_owned());
    let partner = at.credential(admin).build()?;

    let found = partner.relationships().named(IsIndirectCloudSolutionProviderOf, reseller).all().await?;
    let mpn_id = found.first().and_then(|reseller| reseller.mpn_id.clone()).ok_or("There is no such reseller")?;
    let line = orders::OrderLineItem::of(offer, 1).partner_on_record(mpn_id);
    let customer = partner.customers().by_id(customer);
    let order = customer.orders().create(&orders::Order::of([line])).await?;
    for line in &order.line_items {
        let subscription = customer.subscriptions().by_id(&line.subscription_id).get().await?;
        println!("{} through {:?}", subscription.friendly_name.as_deref().unwrap_or_default(), subscription.partner_id);
    }
    Ok(())
}
