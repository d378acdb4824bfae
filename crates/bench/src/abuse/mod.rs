//! Those who mean it no good, and somebody who means well beside them: memory stays bounded, and others are served.

mod hand;
mod kinds;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use self::{hand::Hands, kinds::Kind};
use crate::{
    bench::{Bench, wait},
    cpu::Memory,
    error::Error,
    load::Sample,
    process::Process,
    reads,
    report::{Goal, Report},
    world,
};

/// How many connections mean well.
const CLIENTS: usize = 4;

const PART: &str = "those who mean it no good, and who is served beside them";
const MIB: f64 = 1024.0 * 1024.0;
/// What any of them may make it take, as `SECURITY.md` has it.
const BOUND: f64 = 160.0;

/// Measures it, on a process for each of them. Who means well reads customers by id; one answer that is no success, and
/// nothing is measured.
pub(crate) fn measure(bench: &Bench, report: &mut Report) -> Result<(), Error> {
    let data = bench.filled(reads::CUSTOMERS)?;
    // The process has what the product sets itself, so this one's limit is raised for itself alone.
    let before = raise_limit()?;
    for kind in Kind::ALL {
        lower_limit(&before)?;
        let backlot = Process::backlot(&bench.group, &bench.program, &data, None)?;
        raise_limit()?;
        let token = wait(world::token(backlot.address(), 0))?;
        let load = bench.load(&backlot, CLIENTS);
        let quiet = bench.step(|| load.run(reads::by_id(&token, reads::CUSTOMERS)))?;
        Memory::forget_peak(backlot.id())?;
        let hands = Hands::start(kind, backlot.address(), &token)?;
        let disturbed = bench.step(|| {
            hands.await_first()?;
            load.run(reads::by_id(&token, reads::CUSTOMERS))
        })?;
        let done = hands.end();
        let peak = Memory::of(backlot.id())?.peak as f64 / MIB;
        backlot.end()?;
        let name = kind.name();
        report.judge(PART, format!("{name}: most memory"), peak, "MiB", Goal::AtMost(BOUND));
        report.add(PART, format!("{name}: done to it, a second"), done / bench.span.as_secs_f64(), "");
        for (what, share) in [("half of", 0.5), ("99 of 100", 0.99)] {
            let late = |sample: &Sample| sample.latency(share);
            report.add(PART, format!("{name}: {what} the good answers within"), late(&disturbed), "us");
            report.add(
                PART,
                format!("{name}: {what} the good answers, to undisturbed"),
                late(&disturbed) / late(&quiet),
                "",
            );
        }
        report.add(PART, format!("{name}: good answers a second, to undisturbed"), disturbed.rate() / quiet.rate(), "");
    }
    lower_limit(&before)
}

/// Lets this process open as many connections as it may; answers how many it might before.
fn raise_limit() -> Result<Rlimit, Error> {
    let before = getrlimit(Resource::Nofile);
    let Rlimit { current: _, maximum } = before;
    set_limit(Rlimit { current: maximum, maximum })?;
    Ok(before)
}

fn lower_limit(before: &Rlimit) -> Result<(), Error> {
    set_limit(Rlimit { current: before.current, maximum: before.maximum })
}

fn set_limit(limit: Rlimit) -> Result<(), Error> {
    setrlimit(Resource::Nofile, limit).map_err(|error| Error::system("setting the limit of open files")(error.into()))
}
