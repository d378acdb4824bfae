//! The command line of `backlot order`.

use std::path::PathBuf;

use clap::Subcommand;

use super::{AFTER_HELP, Access, customer::OneCustomer};

#[derive(Debug, clap::Args)]
pub(crate) struct Order {
    #[command(subcommand)]
    pub(crate) task: OrderTask,
    #[command(flatten)]
    pub(crate) access: Access,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrderTask {
    /// Places an order for a customer, with the indirect reseller on record that the customer buys through
    ///
    /// Until its reply is in, the order is kept in the user's state directory: after a kill or a lost connection the same
    /// command goes on with it, and nothing is ordered twice.
    #[command(after_help = AFTER_HELP)]
    Create(NewOrder),
    /// Lists the orders of a customer
    #[command(after_help = AFTER_HELP)]
    List(OneCustomer),
    /// Shows an order
    #[command(after_help = AFTER_HELP)]
    Show(OneOrder),
    /// Cancels an order of software, of a reservation or of the marketplace, and waits until it is cancelled
    #[command(after_help = AFTER_HELP)]
    Cancel(OneOrder),
}

#[derive(Debug, clap::Args)]
pub(crate) struct OneOrder {
    #[command(flatten)]
    pub(crate) of: OneCustomer,
    /// The order, by its id or its shorter alternate id
    // Ids of the catalogue may begin with a hyphen.
    #[arg(value_name = "ORDER", allow_hyphen_values = true)]
    pub(crate) order: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct NewOrder {
    #[command(flatten)]
    pub(crate) of: OneCustomer,

    /// What is bought and how many of it: an offer's id, or product:sku:availability; one each time
    #[arg(long = "item", value_name = "OFFER[=QUANTITY]", required_unless_present = "file", conflicts_with = "file", value_parser = item)]
    pub(crate) items: Vec<Item>,

    /// How often it is billed: monthly, annual, one_time...
    #[arg(long, value_name = "CYCLE", conflicts_with = "file")]
    pub(crate) billing_cycle: Option<String>,

    /// The order instead: a file with billingCycle and lineItems, in JSON or TOML
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// The indirect reseller on record: tenant id, MPN id or name
    #[arg(long, value_name = "RESELLER")]
    pub(crate) reseller: Option<String>,

    /// Places the order with no reseller on record, so that the sale may count for nobody's incentives
    #[arg(long, conflicts_with = "reseller")]
    pub(crate) without_reseller: bool,
}

/// Something that is bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) offer: String,
    pub(crate) quantity: i64,
}

fn item(text: &str) -> Result<Item, String> {
    let (offer, quantity) = text.split_once('=').unwrap_or((text, "1"));
    if offer.is_empty() {
        return Err("the offer's id is missing".to_owned());
    }
    let quantity = quantity.parse().ok().filter(|quantity| *quantity > 0);
    let quantity = quantity.ok_or("the quantity is a whole number from 1 on, as in OFFER=5")?;
    Ok(Item { offer: offer.to_owned(), quantity })
}

#[cfg(test)]
mod tests {
    use super::{Item, item};

    #[test]
    fn an_item_has_a_quantity_or_is_bought_once() {
        let is = |text, offer: &str, quantity| assert_eq!(item(text), Ok(Item { offer: offer.to_owned(), quantity }));
        is("DB2E705F-B82A-4024-A3D5-D88E12F2DB35=5", "DB2E705F-B82A-4024-A3D5-D88E12F2DB35", 5);
        is("DG7GMGF0DWT0:0001:DG7GMGF0DSQR", "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", 1);
        for wrong in ["", "=5", "A=0", "A=-1", "A=", "A=five", "A=1.5"] {
            assert!(item(wrong).is_err(), "{wrong:?}");
        }
    }
}
