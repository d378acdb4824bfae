//! Deletes a customer of the integration sandbox: cancels the orders behind its entitlements, waits until they are, deletes.
//!
//! `cargo run -p partner-center --example delete_customer -- CUSTOMER_ID` speaks to a local Backlot.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::{collections::BTreeSet, env, error::Error, time::Duration};

use partner_center::{AppOnly, Application, Builder, Client, model::orders};
use tokio::time::{sleep, timeout};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let id = env::args().nth(1).ok_or("Which customer?")?;
    delete(Client::builder().endpoint("http://127.0.0.1:7070"), &id).await
}

pub(crate) async fn delete(at: Builder, id: &str) -> Result<(), Box<dyn Error>> {
    let (client_id, secret) = ("b0000000-0000-4000-8000-000000000002", "direct-sandbox-app-secret".to_owned());
    let application = Application::with_secret("direct-sandbox.example", client_id, secret);
    let customer = at.credential(AppOnly::new(application)).build()?.customers().by_id(id);

    let entitlements = customer.entitlements().list().all().await?;
    let orders: BTreeSet<_> = entitlements.iter().filter_map(|it| it.reference_order.as_ref()?.id.clone()).collect();
    for order in &orders {
        customer.orders().by_id(order).patch(&orders::Order::cancelled(order)).await?;
        let cancelled = async {
            while customer.orders().by_id(order).get().await?.status != Some(orders::OrderStatus::Cancelled) {
                sleep(Duration::from_secs(2)).await;
            }
            Ok::<_, partner_center::Error>(())
        };
        timeout(Duration::from_secs(600), cancelled).await??;
        println!("{order} is cancelled");
    }
    customer.delete().await?;
    println!("The customer is deleted");
    Ok(())
}
