//! A whole sandbox cleaned by one command, beside the documented procedure carried out customer by customer.

use std::{
    fmt::Write as _,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use backlot_test_postgres::Group;
use serde_json::{Value, json};

use crate::{
    error::Error,
    http::Connection,
    process::{self, Process},
    world,
};

/// How long the sample of the documentation waits between two looks at a customer's orders.
/// Source: `delete-a-customer-account-from-the-integration-sandbox`.
const SAMPLE_WAITS: Duration = Duration::from_secs(5);

/// How much there is to be cleaned.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The `backlot` program, built with --release [default: the one beside this program]
    #[arg(long, value_name = "FILE")]
    backlot: Option<PathBuf>,
    /// How many customers the sandbox has; its quota is 75
    #[arg(long, default_value_t = 75)]
    customers: usize,
    /// How many software orders each of them has
    #[arg(long, default_value_t = 5)]
    orders: usize,
    /// How many seconds the sandbox takes to cancel an order
    #[arg(long, default_value_t = 1)]
    settle: u32,
    /// Cleans only so many customers as the sample does, and multiplies [default: all]
    #[arg(long)]
    sample: Option<usize>,
}

/// Cleans two equal sandboxes, each in its way, and prints how long that took.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Error> {
    let program = crate::program(arguments.backlot.as_deref())?;
    let directory = tempfile::tempdir().map_err(Error::system("making a directory"))?;
    let world = write(directory.path(), arguments)?;
    let group = Group::start()?;
    let start = |name: &str| Process::backlot(&group, &program, &directory.path().join(name), Some(&world));

    let server = start("by-command")?;
    let command = clean(&group, &program, server.address())?;
    drop(server);

    let server = start("by-sample")?;
    let cleaned = arguments.sample.unwrap_or(arguments.customers).min(arguments.customers);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::system("starting"))?;
    let sample = runtime.block_on(as_the_sample_does(server.address(), cleaned))?;
    let sample = sample.mul_f64(arguments.customers as f64 / cleaned.max(1) as f64);

    let (command, sample) = (command.as_secs_f64(), sample.as_secs_f64());
    let Arguments { customers, orders, settle, .. } = arguments;
    let line = format!(
        "{customers} customers with {orders} orders each that take {settle} s to be cancelled: {command:.1} s by one command, \
         {sample:.0} s one after another: {:.0} times as fast\n",
        sample / command
    );
    std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes()).map_err(Error::system("writing"))
}

/// A sandbox with so many customers and orders.
fn write(directory: &Path, arguments: &Arguments) -> Result<PathBuf, Error> {
    let mut world = format!("[settings.cancellation]\nsettle = {{ afterSeconds = {} }}\n", arguments.settle);
    world.push_str(&world::account_entry(0, "sandbox"));
    // Writing to a text never fails.
    let _ = writeln!(world, "quotas = {{ customers = {} }}", arguments.customers);
    for number in 0..arguments.customers {
        world.push_str(&world::customer_entry(number));
        for day in 1..=arguments.orders {
            let _ = write!(
                world,
                r#"[[accounts.customers.orders]]
placed = "{day} days ago"
lines = [{{ offer = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", family = "software", name = "Identity Manager - 1 User CAL", quantity = 3 }}]
"#
            );
        }
    }
    let path = directory.join("sandbox.toml");
    fs::write(&path, world).map_err(Error::system("writing the world file"))?;
    Ok(path)
}

/// Cleans the sandbox by one command.
#[expect(clippy::disallowed_methods, reason = "what is measured is how much real time it takes")]
fn clean(group: &Group, program: &Path, address: SocketAddr) -> Result<Duration, Error> {
    let mut command = Command::new(program);
    command.args(["customer", "clean", "--all", "--yes", "--quiet", "--profile", "demo:partner0:app"]);
    command.args(["--endpoint", &format!("http://{address}")]);
    let begin = Instant::now();
    process::run(group, command, |_| Ok(()))?;
    Ok(begin.elapsed())
}

/// Deletes customers as the sample of the documentation does, one after another: each order is cancelled, then all are looked
/// at every five seconds. Two things are better than in the sample: it ends, and does not wait after the last look.
#[expect(clippy::disallowed_methods, reason = "what is measured is how much real time it takes")]
async fn as_the_sample_does(address: SocketAddr, customers: usize) -> Result<Duration, Error> {
    let token = world::token(address, 0).await?;
    let mut service = Service { connection: Connection::open(address).await?, address, token };
    let begin = Instant::now();
    for number in 0..customers {
        let customer = format!("/v1/customers/{}", world::customer(number));
        let entitlements = service.call("GET", &format!("{customer}/entitlements"), None).await?;
        let items = entitlements["items"].as_array().cloned().unwrap_or_default();
        let orders: Vec<String> = items
            .iter()
            .filter_map(|item| item["referenceOrder"]["id"].as_str())
            .map(|id| format!("{customer}/orders/{id}"))
            .collect();
        for order in &orders {
            let mut body = service.call("GET", order, None).await?;
            body["status"] = json!("Cancelled");
            service.call("PATCH", order, Some(&body)).await?;
        }
        loop {
            let mut cancelled = true;
            for order in &orders {
                cancelled &= service.call("GET", order, None).await?["status"] == "cancelled";
            }
            if cancelled {
                break;
            }
            tokio::time::sleep(SAMPLE_WAITS).await;
        }
        service.call("DELETE", &customer, None).await?;
    }
    Ok(begin.elapsed())
}

/// A connection with a token.
struct Service {
    connection: Connection,
    address: SocketAddr,
    token: String,
}

impl Service {
    async fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Error> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        let answer = self.connection.call(request.as_bytes()).await?;
        if answer.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(answer).map_err(|_| Error::Unread { what: format!("the answer to {method} {path}") })
    }
}
