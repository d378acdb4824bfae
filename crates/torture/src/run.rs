//! A run from beginning to end.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use fastrand::Rng;
use tokio::{runtime::Runtime, task::JoinSet};

use crate::{
    Error, History, Plan, Report,
    board::Board,
    chaos::{self, Chaos, Progress},
    client::Client,
    clock::Clock,
    engine::Engine,
    error::{file, system},
    fleet::Fleet,
    last_look, log,
    log::Log,
    service::Service,
};

/// How often it is looked whether it is enough.
const PACE: Duration = Duration::from_millis(20);

type Raging = JoinHandle<Result<Chaos, Error>>;

/// Carries out a plan; none where PostgreSQL is wanted and not installed.
///
/// # Errors
///
/// If the torture itself fails. What the sandbox does wrong stands in the report.
pub fn run(plan: &Plan) -> Result<Option<Report>, Error> {
    let clients = plan.directory.join(log::CLIENTS);
    fs::create_dir_all(&clients).map_err(file(&clients))?;
    let Some(engine) = Engine::start(plan.store, plan.processes, plan.patience)? else { return Ok(None) };
    let mut fleet = Fleet::new(plan.patience)?;
    for process in 0..plan.processes {
        let log = plan.directory.join(format!("process-{process}.log"));
        fleet.add(plan.program.clone(), engine.arguments(process, &plan.directory), log)?;
    }
    chaos::muster(&mut fleet)?;
    let runtime = Runtime::new().map_err(system("starting threads"))?;
    let clock = Clock::start();
    let mut rng = Rng::with_seed(plan.seed);
    let mut service = Service::new(fleet.addresses(), clock, plan.patience)?;
    let (before, _) = runtime.block_on(last_look::customers(&mut service, &mut rng))?;
    write(plan, log::BEFORE, &before)?;

    let addresses = fleet.addresses();
    let progress = Arc::new(Progress::default());
    let chaos = Chaos {
        fleet,
        engine,
        rng: rng.fork(),
        clock,
        log: Log::create(plan.directory.join(log::EVENTS))?,
        peace: plan.peace.clone(),
        progress: Arc::clone(&progress),
    };
    let raging = chaos::begin(chaos)?;
    let worked = runtime.block_on(work(plan, &addresses, clock, &mut rng, &progress, &raging));
    progress.over.store(true, Ordering::Relaxed);
    let raged = raging.join().map_err(|_| Error::Panicked).flatten();
    // Clients fail where processes do not come back, so the cause comes first.
    let mut chaos = raged.and_then(|chaos| worked.map(|()| chaos)).map_err(|why| broke_off(plan, why))?;

    chaos.power_cut()?;
    let operations = History::of_clients(&plan.directory)?.operations;
    let repeats = runtime.block_on(last_look::repeat(&mut service, &operations, plan.repeats, &mut rng))?;
    write(plan, log::REPEATS, &repeats)?;
    let after = runtime.block_on(last_look::look(&mut service, &before, clock, &mut rng))?;
    write(plan, log::AFTER, &[after])?;
    write(plan, log::FAILURES, &service.failures())?;
    chaos.finish(&plan.directory)?;
    Ok(Some(Report::of(&History::read(&plan.directory)?)))
}

/// Has all clients work until they have done enough.
async fn work(
    plan: &Plan,
    addresses: &[std::net::SocketAddr],
    clock: Clock,
    rng: &mut Rng,
    progress: &Progress,
    raging: &Raging,
) -> Result<(), Error> {
    let board = Arc::new(Board::default());
    let enough = Arc::new(AtomicBool::new(false));
    let mut clients = JoinSet::new();
    for number in 0..plan.clients {
        let client = Client {
            number,
            service: Service::new(addresses.to_vec(), clock, plan.patience)?,
            board: Arc::clone(&board),
            rng: rng.fork(),
            clock,
            patience: plan.patience,
            log: Log::create(plan.directory.join(log::CLIENTS).join(format!("{number}.jsonl")))?,
            enough: Arc::clone(&enough),
        };
        clients.spawn(client.work());
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
        let passed = clock.elapsed().saturating_sub(begun);
        let is_done = passed > plan.time
            && progress.rounds.load(Ordering::Relaxed) >= plan.rounds
            && board.acknowledged() >= plan.acknowledged;
        let is_to_end = passed > plan.limit || plan.stop.load(Ordering::Relaxed) || raging.is_finished();
        if outcome.is_err() || is_done || is_to_end {
            enough.store(true, Ordering::Relaxed);
        }
    }
}

/// Says what had been done when it broke off, as far as the logs are there.
fn broke_off(plan: &Plan, why: Error) -> Error {
    let mut history = History::of_clients(&plan.directory).unwrap_or_default();
    history.events = log::lines(&plan.directory.join(log::EVENTS)).unwrap_or_default();
    Error::BrokeOff { why: Box::new(why), so_far: Box::new(Report::unjudged(&history)) }
}

fn write<T: serde::Serialize>(plan: &Plan, name: &str, values: &[T]) -> Result<(), Error> {
    let mut log = Log::create(plan.directory.join(name))?;
    values.iter().try_for_each(|value| log.write(value))?;
    log.finish()
}
