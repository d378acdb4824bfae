//! A customer read by id, the whole way, beside bare hyper.

use crate::{
    bench::{Bench, wait},
    error::Error,
    http::Connection,
    load::Sample,
    process::Process,
    report::{Goal, Report},
    rounds::Rounds,
    world,
};

/// How many clients there are.
const CLIENTS: usize = 32;
pub(crate) const CUSTOMERS: usize = 10_000;

const PART: &str = "a customer by id, beside bare hyper";

/// Measures it.
pub(crate) fn measure(bench: &Bench, report: &mut Report) -> Result<(), Error> {
    let backlot = bench.pinned(&bench.filled(CUSTOMERS)?, None)?;
    let token = wait(world::token(backlot.address(), 0))?;
    let get = by_id(&token, CUSTOMERS);
    let mut first = Vec::new();
    get(0, 0, &mut first);
    let body = wait(async { Ok(Connection::open(backlot.address()).await?.call(&first).await?.len()) })?;
    let reference = bench.on_server(|| Process::reference(&bench.group, bench.directory.path(), body))?;
    let rounds = Rounds::<_, 2>::take(bench.rounds, |which| {
        let load = bench.pinned_load(if which == 0 { &backlot } else { &reference }, CLIENTS);
        bench.step(|| bench.on_client(|| load.run(by_id(&token, CUSTOMERS))))
    })?;

    let busy = |sample: &Sample| sample.used.server.as_secs_f64() / sample.used.elapsed.as_secs_f64();
    report.add(PART, "body", body as f64, "bytes");
    for (which, name) in [(0, "Backlot"), (1, "hyper")] {
        report.add(PART, format!("{name}: processor time a request"), rounds.median(which, Sample::cost), "us");
        report.add(PART, format!("{name}: answers a second"), rounds.median(which, Sample::rate), "");
        report.add(PART, format!("{name}: share of its core in use"), rounds.median(which, busy), "");
        report.add(PART, format!("{name}: 99 of 100 answers within"), rounds.median(which, |s| s.latency(0.99)), "us");
    }
    report.add(PART, "answers a second, to hyper's", rounds.ratio(0, 1, Sample::rate), "");
    report.judge(PART, "hyper's processor time to ours", rounds.ratio(1, 0, Sample::cost), "", Goal::AtLeast(0.4));
    rounds.tell(PART, report);
    Ok(())
}

/// Reads customers by id, all over the place.
pub(crate) fn by_id(token: &str, customers: usize) -> impl Fn(usize, usize, &mut Vec<u8>) + 'static {
    let rest =
        format!(" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n\r\n");
    move |client, call, request| {
        // Odd, so that every customer has its turn.
        let number = (client * 7919 + call * 104_729) % customers;
        request.extend_from_slice(b"GET /v1/customers/");
        request.extend_from_slice(world::customer(number).as_bytes());
        request.extend_from_slice(rest.as_bytes());
    }
}
