//! How long it takes from the start of a process to its first answers, and how much memory it takes then.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    bench::{Bench, wait},
    cpu::Memory,
    error::Error,
    http::Connection,
    process::Process,
    reads,
    report::{Goal, Report},
    rounds::median,
    world,
};

/// How long a process is left alone before its memory is looked at.
const IDLE: Duration = Duration::from_secs(1);
/// How many clients read before its memory is looked at again.
const CLIENTS: usize = 32;

const PART: &str = "start and memory";
const MIB: f64 = 1024.0 * 1024.0;

/// Measures it.
pub(crate) fn measure(bench: &Bench, report: &mut Report) -> Result<(), Error> {
    let (few, most) = (bench.filled(reads::CUSTOMERS)?, bench.filled(bench.most)?);
    let one = bench.path("one");
    let world = world::write(bench.directory.path(), &[1])?;
    Process::backlot(&bench.group, &bench.program, &one, Some(&world))?.end()?;

    let mut firsts = Vec::new();
    for round in 0..bench.rounds {
        firsts.push(bench.step(|| Ok(begin(bench, &bench.path(&format!("new-{round}")))?.took))?);
    }
    report.add(PART, "a new directory, its keys and the demo world made: first answer", median(firsts), "ms");
    for (data, customers, idle) in [(&one, 1, 20.0), (&few, reads::CUSTOMERS, 20.0), (&most, bench.most, 64.0)] {
        let (mut firsts, mut customer, mut resident, mut anonymous) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut loaded = None;
        for round in 0..bench.rounds {
            bench.step(|| {
                let Begun { process, took, at } = begin(bench, data)?;
                firsts.push(took);
                // A token of an earlier process is as good, but would have to be kept; making one is taken off.
                let before = at.elapsed();
                let token = wait(world::token(process.address(), 0))?;
                let made = at.elapsed() - before;
                read(&process, &token)?;
                customer.push((at.elapsed() - made).as_secs_f64() * 1e3);
                std::thread::sleep(IDLE);
                let memory = Memory::of(process.id())?;
                resident.push(memory.resident as f64 / MIB);
                anonymous.push(memory.anonymous as f64 / MIB);
                if round + 1 == bench.rounds {
                    bench.on_client(|| bench.load(&process, CLIENTS).run(reads::by_id(&token, customers)))?;
                    loaded = Some(Memory::of(process.id())?);
                }
                process.end()
            })?;
        }
        let of = |what: &str| format!("{customers} customers: {what}");
        report.judge(PART, of("first answer"), median(firsts), "ms", Goal::AtMost(50.0));
        report.judge(PART, of("first customer by id"), median(customer), "ms", Goal::AtMost(50.0));
        report.judge(PART, of("memory when idle"), median(resident), "MiB", Goal::AtMost(idle));
        report.add(PART, of("of it in no file"), median(anonymous), "MiB");
        if let Some(memory) = loaded {
            report.judge(PART, of("memory after reads"), memory.resident as f64 / MIB, "MiB", Goal::AtMost(64.0));
        }
    }
    Ok(())
}

/// A process that has answered.
struct Begun {
    process: Process,
    /// How long its first answer took from its start, in milliseconds.
    took: f64,
    at: Instant,
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
fn begin(bench: &Bench, data: &Path) -> Result<Begun, Error> {
    let at = Instant::now();
    let process = bench.pinned(data, None)?;
    wait(async {
        let request = b"GET /_backlot/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
        Connection::open(process.address()).await?.call(request).await.map(drop)
    })?;
    Ok(Begun { process, took: at.elapsed().as_secs_f64() * 1e3, at })
}

fn read(process: &Process, token: &str) -> Result<(), Error> {
    let mut request = Vec::new();
    reads::by_id(token, 1)(0, 0, &mut request);
    wait(async { Connection::open(process.address()).await?.call(&request).await.map(drop) })
}
