//! The command line of `backlot customer`.

use clap::Subcommand;

use super::{AFTER_HELP, Access};

#[derive(Debug, clap::Args)]
pub(crate) struct Customer {
    #[command(subcommand)]
    pub(crate) task: CustomerTask,
    #[command(flatten)]
    pub(crate) access: Access,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CustomerTask {
    /// Lists the customers
    #[command(after_help = AFTER_HELP)]
    List(Matching),
    /// Shows a customer with its profiles
    #[command(after_help = AFTER_HELP)]
    Show(OneCustomer),
    /// Creates a customer with a new tenant; the answer alone has the password of its administrator
    ///
    /// Until its reply is in, the customer is kept in the user's state directory: after a kill or a lost connection the same
    /// command goes on with it, and the reply, with the password, is that of the first time.
    #[command(after_help = AFTER_HELP)]
    Create(Box<NewCustomer>),
    /// Deletes customers from an integration sandbox, with their tenants and all that is theirs
    ///
    /// Cancels their reservation and software orders first, waits until the service says that these are cancelled,
    /// deletes, and looks whether the customers are gone. Stopped half-way, it goes on when it is run again; what is gone
    /// already is no failure.
    #[command(after_help = AFTER_HELP)]
    Delete(SomeCustomers),
    /// Deletes many customers from an integration sandbox at once, each as `delete` does
    #[command(after_help = AFTER_HELP)]
    Clean(Which),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Matching {
    /// Only those whose company name begins like this, in whatever casing
    #[arg(long, value_name = "PREFIX", value_parser = prefix)]
    pub(crate) matching: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OneCustomer {
    /// The customer, by its id or its whole company name
    #[arg(value_name = "CUSTOMER")]
    pub(crate) customer: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SomeCustomers {
    /// The customers, each by its id or its whole company name
    #[arg(value_name = "CUSTOMER", required = true)]
    pub(crate) customers: Vec<String>,
}

/// Which customers are deleted.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// All of them
    #[arg(long)]
    all: bool,

    /// Those whose company name begins like this, in whatever casing
    #[arg(long, value_name = "PREFIX", value_parser = prefix)]
    pub(crate) matching: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct NewCustomer {
    /// The name of the company
    #[arg(long, value_name = "NAME")]
    pub(crate) company: String,
    /// The initial domain of the new tenant, such as brightwater.example
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: String,
    /// The e-mail address that bills go to
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: String,
    /// The first name of the contact
    #[arg(long, value_name = "NAME")]
    pub(crate) first_name: String,
    /// The last name of the contact
    #[arg(long, value_name = "NAME")]
    pub(crate) last_name: String,
    /// The street and the house number
    #[arg(long, value_name = "TEXT")]
    pub(crate) address_line: String,
    /// The city
    #[arg(long, value_name = "NAME")]
    pub(crate) city: String,
    /// The state, where the country has them
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<String>,
    /// The postal code
    #[arg(long, value_name = "CODE")]
    pub(crate) postal_code: Option<String>,
    /// The country as an ISO 3166-1 alpha-2 code
    #[arg(long, value_name = "COUNTRY", default_value = "US")]
    pub(crate) country: String,
    /// The telephone number
    #[arg(long, value_name = "NUMBER")]
    pub(crate) phone: Option<String>,
    /// The registration number, where the country asks for it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) registration_number: Option<String>,
    /// The culture for numbers and dates
    #[arg(long, value_name = "CULTURE", default_value = "en-US")]
    pub(crate) culture: String,
    /// The language of what is written to the customer
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) language: String,
    /// The indirect reseller that the customer belongs to: tenant id, MPN id or name
    #[arg(long, value_name = "RESELLER")]
    pub(crate) reseller: Option<String>,
}

/// How a company name begins. Spaces around it count for nothing, and alone they would match every name.
fn prefix(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("say how the names begin".to_owned()),
        prefix => Ok(prefix.to_owned()),
    }
}
