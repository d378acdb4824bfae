//! A run from beginning to end.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use fastrand::Rng;
use tokio::{runtime::Runtime, task::JoinSet};

use crate::{
    Error, History, Plan, Report,
    board::Board,
    chaos::{self, Chaos},
    client::Client,
    clock::Clock,
    engine::Engine,
    error::{file, system},
    fleet::Fleet,
    history, last_look, log,
    log::Log,
    service::Service,
};

/// How often it is looked whether the time is over.
const PACE: Duration = Duration::from_millis(20);

/// Carries out a plan; none where PostgreSQL is wanted and not installed.
///
/// # Errors
///
/// If the torture itself fails. What the sandbox does wrong stands in the report.
pub fn run(plan: &Plan) -> Result<Option<Report>, Error> {
    let clients = plan.directory.join(log::CLIENTS);
    fs::create_dir_all(&clients).map_err(file(&clients))?;
    let Some(engine) = Engine::start(plan.store, plan.processes)? else { return Ok(None) };
    let mut fleet = Fleet::default();
    for process in 0..plan.processes {
        let log = plan.directory.join(format!("process-{process}.log"));
        fleet.add(plan.program.clone(), engine.arguments(process, &plan.directory), log)?;
    }
    chaos::muster(&mut fleet)?;
    let runtime = Runtime::new().map_err(system("starting threads"))?;
    let clock = Clock::start();
    let mut rng = Rng::with_seed(plan.seed);
    let mut service = Service::new(fleet.addresses(), clock)?;
    let before = runtime.block_on(last_look::customers(&mut service, &mut rng))?;
    write(plan, log::BEFORE, &before)?;

    let over = Arc::new(AtomicBool::new(false));
    let chaos = Chaos {
        fleet,
        engine,
        rng: rng.fork(),
        clock,
        log: Log::create(plan.directory.join(log::EVENTS))?,
        peace: plan.peace.clone(),
        over: Arc::clone(&over),
    };
    let addresses = chaos.fleet.addresses();
    let raging = chaos::begin(chaos)?;
    let worked = runtime.block_on(work(plan, &addresses, clock, &mut rng));
    over.store(true, Ordering::Relaxed);
    let mut chaos = raging.join().map_err(|_| Error::Panicked)??;
    worked?;

    chaos.power_cut()?;
    let operations = history::operations(&plan.directory)?;
    let repeats = runtime.block_on(last_look::repeat(&mut service, &operations, plan.repeats, &mut rng))?;
    write(plan, log::REPEATS, &repeats)?;
    let after = runtime.block_on(last_look::look(&mut service, &before, clock, &mut rng))?;
    write(plan, log::AFTER, &[after])?;
    chaos.finish()?;
    Ok(Some(Report::of(&History::read(&plan.directory)?)))
}

/// Has all clients work until they have done enough, or the time is over.
async fn work(plan: &Plan, addresses: &[std::net::SocketAddr], clock: Clock, rng: &mut Rng) -> Result<(), Error> {
    let board = Arc::new(Board::default());
    let enough = Arc::new(AtomicBool::new(false));
    let mut clients = JoinSet::new();
    for number in 0..plan.clients {
        let client = Client {
            number,
            service: Service::new(addresses.to_vec(), clock)?,
            board: Arc::clone(&board),
            rng: rng.fork(),
            clock,
            log: Log::create(plan.directory.join(log::CLIENTS).join(format!("{number}.jsonl")))?,
            enough: Arc::clone(&enough),
        };
        clients.spawn(client.work(plan.operations));
    }
    let begun = clock.elapsed();
    let mut outcome = Ok(());
    loop {
        match tokio::time::timeout(PACE, clients.join_next()).await {
            Ok(None) => return outcome,
            Ok(Some(ended)) => {
                outcome = outcome.and(ended.map_err(|_| Error::Panicked).flatten());
            }
            Err(_) => {}
        }
        if outcome.is_err() || clock.elapsed() > begun + plan.time {
            enough.store(true, Ordering::Relaxed);
        }
    }
}

fn write<T: serde::Serialize>(plan: &Plan, name: &str, values: &[T]) -> Result<(), Error> {
    let mut log = Log::create(plan.directory.join(name))?;
    values.iter().try_for_each(|value| log.write(value))?;
    log.finish()
}
