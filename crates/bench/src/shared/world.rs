//! The world that is measured: one account in production with many customers.

use std::{fmt::Write, fs, path::Path};

use crate::error::Error;

pub(crate) const TENANT: &str = "a0000000-0000-4000-8000-000000000001";
pub(crate) const CLIENT: &str = "b0000000-0000-4000-8000-000000000001";
pub(crate) const SECRET: &str = "throughput-secret";

/// How many customers there are.
pub(crate) const CUSTOMERS: usize = 1024;

/// The id of a customer.
pub(crate) fn customer(number: usize) -> String {
    format!("d0000000-0000-4000-8000-{:012}", number % CUSTOMERS)
}

/// Writes the world file; says where.
pub(crate) fn write(directory: &Path) -> Result<std::path::PathBuf, Error> {
    let mut world = format!(
        r#"[[accounts]]
name = "direct"
type = "direct_bill"
environment = "production"
cloud = "global"
tenantId = "{TENANT}"
domain = "direct.example"
mpnId = "9000001"
country = "US"
companyName = "Lakeside Cloud Services"
apps = [{{ clientId = "{CLIENT}", clientSecret = "{SECRET}" }}]
users = []
"#
    );
    for number in 0..CUSTOMERS {
        let id = customer(number);
        // Writing to a text never fails.
        let _ = write!(
            world,
            r#"
[[accounts.customers]]
id = "{id}"
domain = "customer{number}.example"
companyName = "Customer {number}"
email = "accounts@customer{number}.example"
address = {{ firstName = "Accounts", lastName = "Payable", addressLine1 = "12 Quarry Lane", city = "Portland", state = "OR", postalCode = "97205", phoneNumber = "5035550142" }}
"#
        );
    }
    let path = directory.join("world.toml");
    fs::write(&path, world).map_err(Error::system("writing the world file"))?;
    Ok(path)
}
