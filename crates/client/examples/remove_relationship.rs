//! Removes the reseller relationship with a customer: suspends its active subscriptions, and is no reseller any more.
//!
//! `cargo run -p partner-center --example remove_relationship -- CUSTOMER_ID` speaks to a local Backlot.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::{env, error::Error};

use partner_center::model::{customers::Customer, entitlements::EntitlementType, subscriptions::SubscriptionStatus};
use partner_center::{Application, Builder, Client, UserPassword};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let id = env::args().nth(1).ok_or("Which customer?")?;
    remove(Client::builder().endpoint("http://127.0.0.1:7070"), &id).await
}

pub(crate) async fn remove(at: Builder, id: &str) -> Result<(), Box<dyn Error>> {
    let application = Application::public("direct.example", "b0000000-0000-4000-8000-000000000101");
    // The real service asks for a second factor: see `DeviceCode`.
    let admin = UserPassword::new(application, "admin@direct.example", "direct-admin-password".to_owned());
    let customer = at.credential(admin).build()?.customers().by_id(id);

    if !customer.entitlements().of_type(EntitlementType::ReservedInstance).all().await?.is_empty() {
        return Err("Support has to cancel the reservations first".into());
    }
    for mut subscription in customer.subscriptions().list().all().await? {
        if subscription.status == Some(SubscriptionStatus::Active) {
            subscription.status = Some(SubscriptionStatus::Suspended);
            customer.subscriptions().by_id(&subscription.id).patch(&subscription).await?;
            println!("{} is suspended", subscription.friendly_name.as_deref().unwrap_or("A subscription"));
        }
    }
    customer.patch(&Customer::without_relationship()).await?;
    let gone = customer.get().await.is_err_and(|error| error.is_not_found());
    println!("{}", if gone { "The relationship is removed" } else { "The customer is still there" });
    Ok(())
}
