//! Orders placed by many at once, beside one commit for each and beside the bare disk.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{
    bench::{Bench, wait},
    disk,
    error::Error,
    http::Connection,
    load::Sample,
    process::Process,
    report::{Goal, Report},
    rounds::{Measured, Rounds, median},
    world,
};

/// How many clients there are.
const CLIENTS: usize = 64;
/// The customers of the account that has many, and of each of the others.
const MANY: usize = 1024;
const FEW: usize = 16;

const PART: &str = "orders placed, durably";

/// Who places orders.
#[derive(Debug, Clone, Copy)]
struct Who {
    name: &'static str,
    clients: usize,
    /// Whether each client is another account's, with customers of its own.
    accounts: bool,
}

/// Two clients are one commit each: while one order is committed there is one other that waits, which is the next commit.
/// So the writer never idles, as with many clients, and has nothing to put together.
const WHO: [Who; 4] = [
    Who { name: "1 client", clients: 1, accounts: false },
    Who { name: "2 clients", clients: 2, accounts: false },
    Who { name: "64 clients of one account", clients: CLIENTS, accounts: false },
    Who { name: "64 clients of 64 accounts", clients: CLIENTS, accounts: true },
];
const EACH: usize = 1;

/// What was measured.
struct Placed {
    sample: Sample,
    /// How many orders were kept by one commit, on average.
    together: f64,
}

impl Measured for Placed {
    fn foreign(&self) -> f64 {
        self.sample.foreign()
    }
}

/// Measures it.
pub(crate) fn measure(bench: &Bench, report: &mut Report) -> Result<(), Error> {
    let mut accounts = vec![MANY];
    accounts.resize(CLIENTS + 1, FEW);
    let world = world::write(bench.directory.path(), &accounts)?;
    let data = bench.path("orders");
    let backlot = Process::backlot(&bench.group, &bench.program, &data, Some(&world))?;
    let tokens = wait(async {
        let mut tokens = Vec::new();
        for account in 0..accounts.len() {
            tokens.push(world::token(backlot.address(), account).await?);
        }
        Ok(tokens)
    })?;

    let mut appends = Vec::new();
    let rounds = Rounds::<Placed, { WHO.len() }>::take(bench.rounds, |which| {
        if which == 0 {
            appends.push(bench.step(|| disk::appends(bench.directory.path(), bench.span / 2))?);
        }
        let before = commits(&backlot)?;
        let load = bench.load(&backlot, WHO[which].clients);
        let sample = bench.step(|| load.run(orders(WHO[which], &tokens)))?;
        let after = commits(&backlot)?;
        Ok(Placed { sample, together: (after.writes - before.writes) / (after.commits - before.commits) })
    })?;

    let (appends, rate) = (median(appends), |placed: &Placed| placed.sample.rate());
    report.add(PART, "the disk: appends of 4 KiB a second, each synced", appends, "");
    for (which, Who { name, .. }) in WHO.iter().enumerate() {
        report.add(PART, format!("{name}: orders a second"), rounds.median(which, rate), "");
        let together = rounds.median(which, |placed| placed.together);
        report.add(
            PART,
            format!("{name}: 99 of 100 answers within"),
            rounds.median(which, |p| p.sample.latency(0.99)),
            "us",
        );
        report.add(PART, format!("{name}: processor time an order"), rounds.median(which, |p| p.sample.cost()), "us");
        let what = format!("{name}: orders a commit");
        if which <= EACH {
            report.add(PART, what, together, "");
            continue;
        }
        report.judge(PART, what, together, "", Goal::AtLeast(18.0));
        let each = rounds.ratio(which, EACH, rate);
        report.judge(PART, format!("{name}: to one commit each (2 clients)"), each, "", Goal::AtLeast(3.5));
        report.add(PART, format!("{name}: to the disk's appends"), rounds.median(which, rate) / appends, "");
    }
    rounds.tell(PART, report);
    Ok(())
}

/// Orders of one product, at any time each for another customer; each may be repeated, so its answer is kept.
fn orders(who: Who, tokens: &[String]) -> impl Fn(usize, usize, &mut Vec<u8>) + 'static {
    static REQUESTS: AtomicU64 = AtomicU64::new(0);
    let tokens = tokens.to_vec();
    move |client, call, request| {
        let (account, customer) = if who.accounts {
            (client + 1, MANY + client * FEW + call % FEW)
        } else {
            let share = MANY / who.clients;
            (0, client * share + call % share)
        };
        let (run, number) = (std::process::id(), REQUESTS.fetch_add(1, Ordering::Relaxed));
        let id = format!("{run:08x}-0000-4000-8000-{number:012x}");
        request.extend_from_slice(order("localhost", &tokens[account], customer, &id).as_bytes());
    }
}

/// The request of an order for a customer; sent again under the same id, it is the same one.
pub(crate) fn order(host: &str, token: &str, customer: usize, request_id: &str) -> String {
    let customer = world::customer(customer);
    let body = format!(
        r#"{{"referenceCustomerId":"{customer}","billingCycle":"monthly","lineItems":[{{"lineItemNumber":0,"offerId":"796B6B5F-613C-4E24-A17C-EBA730D49C02","quantity":5}}]}}"#
    );
    format!(
        "POST /v1/customers/{customer}/orders HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         MS-RequestId: {request_id}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What the store has committed so far.
struct Commits {
    commits: f64,
    writes: f64,
}

fn commits(backlot: &Process) -> Result<Commits, Error> {
    let page = wait(async {
        let request = b"GET /_backlot/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
        Ok(String::from_utf8_lossy(Connection::open(backlot.address()).await?.call(request).await?).into_owned())
    })?;
    let figure = |name: &str| {
        let line = page.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        line.ok_or_else(|| Error::Unread { what: format!("{name} of the metrics") })
    };
    Ok(Commits {
        commits: figure("backlot_store_commit_writes_count ")?,
        writes: figure("backlot_store_commit_writes_sum ")?,
    })
}
