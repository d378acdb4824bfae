//! The worlds that are measured: partners in production, with as many customers as one likes.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use aws_lc_rs::digest::{Context, SHA256};
use backlot_test_postgres::Group;
use serde_json::Value;

use crate::{
    error::Error,
    http::Connection,
    process::{self, Process},
};

/// The secret of every account's app.
pub(crate) const SECRET: &str = "bench-secret";

/// How many customers have a name that begins alike.
pub(crate) const ALIKE: usize = 100;

/// The tenant of an account.
pub(crate) fn tenant(account: usize) -> String {
    format!("a0000000-0000-4000-8000-{account:012x}")
}

/// The app of an account.
pub(crate) fn app(account: usize) -> String {
    format!("b0000000-0000-4000-8000-{account:012x}")
}

/// The id of a customer.
pub(crate) fn customer(number: usize) -> String {
    format!("d0000000-0000-4000-8000-{number:012x}")
}

/// What the names of so many customers begin with.
pub(crate) fn prefix(group: usize) -> String {
    format!("Company {group:05}")
}

/// The name of a customer of so many. By name they come in quite another order than by id.
fn name(number: usize, of: usize) -> String {
    let place = number * 7919 % of;
    format!("{} of {:02} Ltd", prefix(place / ALIKE), place % ALIKE)
}

/// An account without customers, in a world file.
pub(crate) fn account_entry(account: usize, environment: &str) -> String {
    format!(
        r#"
[[accounts]]
name = "partner{account}"
type = "direct_bill"
environment = "{environment}"
cloud = "global"
tenantId = "{}"
domain = "partner{account}.example"
mpnId = "{}"
country = "US"
companyName = "Lakeside Cloud Services {account}"
apps = [{{ clientId = "{}", clientSecret = "{SECRET}" }}]
users = []
"#,
        tenant(account),
        9_000_001 + account,
        app(account),
    )
}

/// A customer of the account before it, in a world file.
pub(crate) fn customer_entry(number: usize) -> String {
    format!(
        r#"
[[accounts.customers]]
id = "{}"
domain = "customer{number}.example"
companyName = "Customer {number}"
email = "accounts@customer{number}.example"
address = {{ firstName = "Accounts", lastName = "Payable", addressLine1 = "12 Quarry Lane", city = "Portland", state = "OR", postalCode = "97205", phoneNumber = "5035550142" }}
"#,
        customer(number),
    )
}

/// A world file with these accounts, each with so many customers; says where it is. Customers are counted through.
pub(crate) fn write(directory: &Path, accounts: &[usize]) -> Result<PathBuf, Error> {
    let (mut world, mut number) = (String::new(), 0);
    for (account, customers) in accounts.iter().enumerate() {
        world.push_str(&account_entry(account, "production"));
        for _ in 0..*customers {
            world.push_str(&customer_entry(number));
            number += 1;
        }
    }
    let path = directory.join(format!("world-{number}.toml"));
    fs::write(&path, world).map_err(Error::system("writing the world file"))?;
    Ok(path)
}

/// Fills a directory with a world of one account with so many customers. They are copies of one that Backlot made itself,
/// index and all, under other ids, domains and names, and come in by `backlot world import`.
pub(crate) fn fill(group: &Group, program: &Path, data: &Path, customers: usize) -> Result<(), Error> {
    let directory = tempfile::tempdir_in(data.parent().unwrap_or(data)).map_err(Error::system("making a directory"))?;
    let small = directory.path().join("one");
    let world = write(directory.path(), &[1])?;
    Process::backlot(group, program, &small, Some(&world))?.end()?;
    let mut command = Command::new(program);
    command.args(["world", "export", "--quiet", "-", "--data"]).arg(&small);
    let exported = process::run(group, command, |_| Ok(()))?;
    let mut command = Command::new(program);
    command.args(["world", "import", "--quiet", "-", "--data"]).arg(data);
    process::run(group, command, |out| multiplied(&exported, customers, out)).map(drop)
}

/// Writes an exported world of one customer as one of many.
fn multiplied(exported: &str, customers: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut sum = Context::new(&SHA256);
    let mut documents = 0;
    let mut add = |line: &str| {
        sum.update(line.as_bytes());
        sum.update(b"\n");
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")
    };
    let parsed = |line: &str| serde_json::from_str::<Value>(line).unwrap_or_default();
    let lines: Vec<&str> = exported.lines().collect();
    let [head, lines @ .., _end] = lines.as_slice() else { return Err(io::ErrorKind::InvalidData.into()) };
    let is_of_customer = |line: &str| matches!(parsed(line)["kind"].as_str(), Some("customer" | "tenant"));
    let many: usize = lines.iter().map(|line| if is_of_customer(line) { customers } else { 1 }).sum();
    let mut head = parsed(head);
    head["documents"] = many.into();
    add(&head.to_string())?;
    for line in lines {
        if !is_of_customer(line) {
            documents += 1;
            add(line)?;
            continue;
        }
        let body = &parsed(line)["body"];
        let other_ids = [&body["commerceId"], &body["billingProfile"]["id"]];
        let template = Template::new(line, other_ids.into_iter().filter_map(Value::as_str).collect());
        for number in 0..customers {
            documents += 1;
            add(&template.written(number, customers))?;
        }
    }
    let digest: String = sum.finish().as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    writeln!(out, r#"{{"end":{{"documents":{documents},"sha256":"{digest}"}}}}"#)
}

/// A line about the customer 0, cut where it says which customer it is about.
struct Template<'l> {
    /// Each with what follows it.
    pieces: Vec<(&'l str, Follows)>,
}

#[derive(Debug, Clone, Copy)]
enum Follows {
    Id,
    /// An id that is the customer's alone; there are several.
    OtherId(usize),
    Domain,
    Name,
    FoldedName,
    Nothing,
}

impl<'l> Template<'l> {
    fn new(line: &'l str, other_ids: Vec<&str>) -> Self {
        let mut marks = vec![
            (customer(0), Follows::Id),
            ("customer0.example".to_owned(), Follows::Domain),
            ("Customer 0".to_owned(), Follows::Name),
            ("customer 0".to_owned(), Follows::FoldedName),
        ];
        marks.extend(other_ids.iter().enumerate().map(|(place, id)| ((*id).to_owned(), Follows::OtherId(place))));
        let (mut pieces, mut rest) = (Vec::new(), line);
        loop {
            let first = marks.iter().filter_map(|(mark, follows)| Some((rest.find(mark)?, mark.len(), *follows)));
            let Some((begin, length, follows)) = first.min_by_key(|(begin, ..)| *begin) else { break };
            pieces.push((&rest[..begin], follows));
            rest = &rest[begin + length..];
        }
        pieces.push((rest, Follows::Nothing));
        Self { pieces }
    }

    fn written(&self, number: usize, of: usize) -> String {
        let mut line = String::with_capacity(4096);
        let name = name(number, of);
        for (text, follows) in &self.pieces {
            line.push_str(text);
            // Writing to a text never fails.
            let _ = match follows {
                Follows::Id => line.write_str(&customer(number)),
                Follows::OtherId(place) => write!(line, "e{place:07x}-0000-4000-8000-{number:012x}"),
                Follows::Domain => write!(line, "customer{number}.example"),
                Follows::Name => line.write_str(&name),
                Follows::FoldedName => line.write_str(&name.to_lowercase()),
                Follows::Nothing => Ok(()),
            };
        }
        line
    }
}

/// An access token of an account's app.
pub(crate) async fn token(address: SocketAddr, account: usize) -> Result<String, Error> {
    let body = format!(
        "grant_type=client_credentials&resource=https://api.partnercenter.microsoft.com&client_id={}&client_secret={SECRET}",
        app(account)
    );
    let request = format!(
        "POST /{}/oauth2/token HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        tenant(account),
        body.len()
    );
    let mut connection = Connection::open(address).await?;
    let answer: Value = serde_json::from_slice(connection.call(request.as_bytes()).await?).unwrap_or_default();
    let token = answer["access_token"].as_str().map(str::to_owned);
    token.ok_or_else(|| Error::Unread { what: "the answer with a token".to_owned() })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{ALIKE, Template, customer, name, prefix};

    #[test]
    fn every_customer_has_a_name_of_its_own_and_as_many_begin_alike_in_any_size() {
        for of in [200, 10_000] {
            let names: HashSet<String> = (0..of).map(|number| name(number, of)).collect();
            assert_eq!(names.len(), of);
            for group in [0, of / ALIKE - 1] {
                assert_eq!(names.iter().filter(|name| name.starts_with(&prefix(group))).count(), ALIKE);
            }
        }
    }

    #[test]
    fn a_line_about_one_customer_becomes_one_about_another() {
        let line = format!(
            r#"{{"id":"{}","sort":"customer 0","name":"Customer 0","x":"f1","d":"customer0.example"}}"#,
            customer(0)
        );
        let template = Template::new(&line, vec!["f1"]);
        let expected = format!(
            r#"{{"id":"{}","sort":"company 00000 of 57 ltd","name":"Company 00000 of 57 Ltd","x":"e0000000-0000-4000-8000-000000000003","d":"customer3.example"}}"#,
            customer(3)
        );
        assert_eq!(template.written(3, 100), expected);
    }
}
