//! Whose processor time it is: of a process, of everybody, and on which core a process runs.

use std::{
    fs,
    time::{Duration, Instant},
};

use crate::error::Error;

/// What was used until a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    at: Instant,
    /// Of the process that is measured.
    server: Duration,
    /// Of this process.
    client: Duration,
    /// Of everybody, and of whoever else the hardware serves.
    everybody: Duration,
}

/// What was used between two moments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used {
    pub(crate) elapsed: Duration,
    pub(crate) server: Duration,
    /// What neither of the two used, as a share of one core.
    pub(crate) foreign: f64,
}

impl Usage {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
    pub(crate) fn now(server: u32) -> Result<Self, Error> {
        let (server, client) = (of_process(server)?, of_process(std::process::id())?);
        Ok(Self { at: Instant::now(), server, client, everybody: of_everybody()? })
    }

    pub(crate) fn since(&self, before: &Self) -> Used {
        let elapsed = self.at - before.at;
        let (server, client) = (self.server - before.server, self.client - before.client);
        let foreign = self.everybody.saturating_sub(before.everybody).saturating_sub(server + client);
        Used { elapsed, server, foreign: foreign.as_secs_f64() / elapsed.as_secs_f64() }
    }
}

/// The time that a process has used, in its own code and in the system's.
pub(crate) fn of_process(pid: u32) -> Result<Duration, Error> {
    let path = format!("/proc/{pid}/stat");
    let text = fs::read_to_string(&path).map_err(Error::system("reading /proc"))?;
    // The name of the program may have blanks, and ends with the last bracket; user time is the 14th field of all.
    let fields = text.rsplit_once(") ").map(|(_, rest)| rest.split(' ').skip(11).take(2));
    let ticks = fields.map(|fields| fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>());
    ticks.map(time).ok_or(Error::Unread { what: path })
}

/// The time in which the processors did something else than wait, except for interrupts, which belong to nobody.
fn of_everybody() -> Result<Duration, Error> {
    let text = fs::read_to_string("/proc/stat").map_err(Error::system("reading /proc"))?;
    let fields: Vec<u64> = text
        .lines()
        .next()
        .into_iter()
        .flat_map(|line| line.split(' '))
        .filter_map(|field| field.parse().ok())
        .collect();
    // user, nice, system, idle, iowait, irq, softirq, steal
    match fields.as_slice() {
        [user, nice, system, _, _, _, _, steal, ..] => Ok(time(user + nice + system + steal)),
        _ => Err(Error::Unread { what: "/proc/stat".to_owned() }),
    }
}

fn time(ticks: u64) -> Duration {
    Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// The memory of a process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// All that it has in memory, in bytes.
    pub(crate) resident: u64,
    /// What of it is in no file.
    pub(crate) anonymous: u64,
    /// The most that it had, since it started or since this was forgotten.
    pub(crate) peak: u64,
}

impl Memory {
    pub(crate) fn of(pid: u32) -> Result<Self, Error> {
        let path = format!("/proc/{pid}/status");
        let text = fs::read_to_string(&path).map_err(Error::system("reading /proc"))?;
        let of = |name: &str| {
            let rest = text.lines().find_map(|line| line.strip_prefix(name));
            let kibibytes = rest.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<u64>().ok());
            kibibytes.map(|kibibytes| kibibytes * 1024).ok_or_else(|| Error::Unread { what: path.clone() })
        };
        Ok(Self { resident: of("VmRSS:")?, anonymous: of("RssAnon:")?, peak: of("VmHWM:")? })
    }

    /// Has the peak begin anew.
    pub(crate) fn forget_peak(pid: u32) -> Result<(), Error> {
        fs::write(format!("/proc/{pid}/clear_refs"), "5").map_err(Error::system("resetting the peak of memory"))
    }
}

/// Runs something on some cores alone; what it starts stays there. Where cores cannot be chosen, it runs anywhere.
#[cfg(target_os = "linux")]
pub(crate) fn on<T>(cores: &[usize], run: impl FnOnce() -> T) -> T {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let mut chosen = CpuSet::new();
    cores.iter().for_each(|core| chosen.set(*core));
    let before = sched_getaffinity(None);
    // Refused, it runs anywhere, which the table shows as foreign time or as a server that is not busy.
    let moved = sched_setaffinity(None, &chosen).is_ok();
    let result = run();
    if moved && let Ok(before) = before {
        let _ = sched_setaffinity(None, &before);
    }
    result
}

/// Runs something; cores cannot be chosen here.
#[cfg(not(target_os = "linux"))]
pub(crate) fn on<T>(_: &[usize], run: impl FnOnce() -> T) -> T {
    run()
}
