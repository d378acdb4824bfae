//! Many customers under one account beside few of them: what a call costs must not depend on how many there are.

use std::{path::Path, time::Instant};

use serde_json::Value;

use crate::{
    bench::{Bench, wait},
    error::Error,
    http::Connection,
    load::Sample,
    process::Process,
    reads,
    report::{Goal, Report},
    rounds::Rounds,
    world,
};

/// How many clients there are, and how many where one call takes long.
const CLIENTS: usize = 16;
const PATIENT: usize = 2;
/// How many pages are walked through.
const PAGES: usize = 100;
const FEW: usize = 10_000;

const PART: &str = "many customers of one account, beside 10,000";
const MAPPED: &str = "the same, where the database is mapped into memory";

/// Measures it.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
pub(crate) fn measure(bench: &Bench, report: &mut Report) -> Result<(), Error> {
    let few = bench.filled(FEW)?;
    let begin = Instant::now();
    let many = bench.filled(bench.most)?;
    report.add(PART, "customers", bench.most as f64, "");
    report.add(PART, "making them, or finding them made", begin.elapsed().as_secs_f64(), "s");
    for (part, options) in [(PART, &[][..]), (MAPPED, &["--map-data"])] {
        let sizes = [Size::start(bench, &few, FEW, options)?, Size::start(bench, &many, bench.most, options)?];
        compare(bench, report, part, &sizes)?;
    }
    Ok(())
}

/// Calls the same of both, the small one first.
fn compare(bench: &Bench, report: &mut Report, part: &'static str, sizes: &[Size; 2]) -> Result<(), Error> {
    for (call, clients, goal) in [
        (Call::ById, CLIENTS, Some(Goal::AtMost(1.5))),
        (Call::Page, CLIENTS, Some(Goal::AtMost(1.5))),
        (Call::Prefix, CLIENTS, Some(Goal::AtMost(1.5))),
        (Call::Everybody, PATIENT, None),
    ] {
        let rounds = Rounds::<Sample, 2>::take(bench.rounds, |which| {
            let (size, load) = (&sizes[which], bench.pinned_load(&sizes[which].process, clients));
            bench.step(|| bench.on_client(|| load.run(size.requests(call))))
        })?;
        let name = call.name();
        for (which, size) in sizes.iter().enumerate() {
            let cost = rounds.median(which, Sample::cost);
            report.add(part, format!("{name}: processor time at {}", size.customers), cost, "us");
        }
        let late = rounds.ratio(1, 0, |sample| sample.latency(0.99));
        report.add(part, format!("{name}: 99 of 100 answers, ratio"), late, "");
        let (what, ratio) = (format!("{name}: processor time, ratio"), rounds.ratio(1, 0, Sample::cost));
        match goal {
            Some(goal) => report.judge(part, what, ratio, "", goal),
            None => report.add(part, what, ratio, ""),
        }
    }
    Ok(())
}

/// What is called.
#[derive(Debug, Clone, Copy)]
enum Call {
    ById,
    Page,
    /// What 100 names begin with.
    Prefix,
    /// What all names begin with: they are counted, as a page says how many there are.
    Everybody,
}

impl Call {
    fn name(self) -> &'static str {
        match self {
            Self::ById => "a customer by id",
            Self::Page => "a page of 100",
            Self::Prefix => "100 customers by what their names begin with",
            Self::Everybody => "a page of 100 of all, by what all names begin with",
        }
    }
}

/// A process with so many customers.
struct Size {
    process: Process,
    customers: usize,
    token: String,
    /// What continues the list after some page.
    continuations: Vec<String>,
}

impl Size {
    fn start(bench: &Bench, data: &Path, customers: usize, options: &[&str]) -> Result<Self, Error> {
        let process = bench.on_server(|| Process::backlot_with(&bench.group, &bench.program, data, None, options))?;
        let token = wait(world::token(process.address(), 0))?;
        let mut size = Self { process, customers, token, continuations: Vec::new() };
        wait(size.walk())?;
        Ok(size)
    }

    async fn walk(&mut self) -> Result<(), Error> {
        let mut connection = Connection::open(self.process.address()).await?;
        let pages = PAGES.min(self.customers / world::ALIKE);
        while self.continuations.len() + 1 < pages {
            let mut request = Vec::new();
            self.page(self.continuations.len(), &mut request);
            let page: Value = serde_json::from_slice(connection.call(&request).await?).unwrap_or_default();
            let token = page["continuationToken"].as_str().or(page["links"]["next"]["headers"][0]["value"].as_str());
            let token = token.ok_or_else(|| Error::Unread { what: "the continuation of a list".to_owned() })?;
            self.continuations.push(token.to_owned());
        }
        Ok(())
    }

    fn page(&self, number: usize, request: &mut Vec<u8>) {
        let (seek, header) = match number.checked_sub(1).and_then(|before| self.continuations.get(before)) {
            Some(token) => ("&seekOperation=Next", format!("MS-ContinuationToken: {token}\r\n")),
            None => ("", String::new()),
        };
        request.extend_from_slice(get(&format!("?size=100{seek}"), &self.token, &header).as_bytes());
    }

    fn requests(&self, call: Call) -> Requests {
        let (token, customers) = (self.token.clone(), self.customers);
        let filter = |value: &str| {
            format!(
                "?size=100&filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22{}%22%2C%22Operator%22%3A%22starts_with%22%7D",
                value.replace(' ', "%20")
            )
        };
        match call {
            Call::ById => Box::new(reads::by_id(&token, customers)),
            Call::Page => {
                let mut pages = vec![Vec::new(); self.continuations.len() + 1];
                pages.iter_mut().enumerate().for_each(|(number, page)| self.page(number, page));
                Box::new(move |client, call, request| {
                    request.extend_from_slice(&pages[(client * 31 + call * 17) % pages.len()]);
                })
            }
            Call::Prefix => Box::new(move |client, call, request| {
                let group = (client * 7919 + call * 104_729) % (customers / world::ALIKE);
                request.extend_from_slice(get(&filter(&world::prefix(group)), &token, "").as_bytes());
            }),
            Call::Everybody => {
                let everybody = get(&filter("Company"), &token, "");
                Box::new(move |_, _, request| request.extend_from_slice(everybody.as_bytes()))
            }
        }
    }
}

/// Writes the request of a client, by the number of its call.
type Requests = Box<dyn Fn(usize, usize, &mut Vec<u8>)>;

fn get(query: &str, token: &str, headers: &str) -> String {
    format!("GET /v1/customers{query} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{headers}\r\n")
}
