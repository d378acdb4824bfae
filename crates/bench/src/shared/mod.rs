//! What one, two and three processes on one PostgreSQL carry, beside what `pgbench` gets out of the same server and a bare
//! append out of the same disk; prints a table of rates and ratios.

mod load;
mod pgbench;
mod processes;

use std::{io::Write, path::PathBuf, time::Duration};

use backlot_test_postgres::{Cluster, Disk};

use self::{load::Load, processes::Processes};
use crate::{disk, error::Error, rounds::median, world};

/// What is measured, and how often.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The `backlot` program, built with --release [default: the one beside this program]
    #[arg(long, value_name = "FILE")]
    backlot: Option<PathBuf>,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How many times everything is measured; the medians are printed.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many clients call at once.
    #[arg(long, value_delimiter = ',', default_values_t = [16, 64])]
    clients: Vec<usize>,
    /// How many processes there are.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 3])]
    processes: Vec<usize>,
}

/// What is measured with so many clients, a figure a round.
#[derive(Debug, Default)]
struct Figures {
    /// Appends of 4 KiB and their syncs, a second.
    disk: Vec<f64>,
    /// Transactions of one SELECT, a second.
    select: Vec<f64>,
    /// For each number of processes: reads and writes a second.
    reads: Vec<Vec<f64>>,
    writes: Vec<Vec<f64>>,
}

/// Measures it, and prints a table.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Error> {
    let program = crate::program(arguments.backlot.as_deref())?;
    let span = Duration::from_secs(arguments.seconds);
    let directory = tempfile::tempdir().map_err(Error::system("making a directory"))?;
    let Some(cluster) = Cluster::start_new(Disk::Synced)? else { return Err(Error::NoPostgres) };
    pgbench::prepare(&cluster)?;
    let world = world::write(directory.path(), &[load::CUSTOMERS])?;

    let mut out = std::io::stdout().lock();
    let mut say = |line: String| writeln!(out, "{line}").map_err(Error::system("writing"));
    for clients in &arguments.clients {
        let mut figures = Figures::default();
        figures.reads.resize(arguments.processes.len(), Vec::new());
        figures.writes.resize(arguments.processes.len(), Vec::new());
        for round in 0..arguments.rounds {
            figures.disk.push(disk::appends(directory.path(), span)?);
            figures.select.push(pgbench::select_only(&cluster, *clients, span)?);
            for (place, number) in arguments.processes.iter().enumerate() {
                let schema = format!("throughput_{clients}_{round}_{number}");
                let processes = Processes::start(&program, &cluster, &schema, &world, *number)?;
                let load = Load { addresses: processes.addresses(), clients: *clients, span };
                figures.reads[place].push(load.reads()?);
                figures.writes[place].push(load.writes()?);
            }
        }
        let (disk, select) = (median(figures.disk), median(figures.select));
        say(format!("{clients} clients: disk {disk:.0} appends and syncs/s, pgbench select-only {select:.0}/s"))?;
        for (place, number) in arguments.processes.iter().enumerate() {
            let (reads, writes) = (median(figures.reads[place].clone()), median(figures.writes[place].clone()));
            say(format!(
                "  {number} processes: {reads:.0} reads/s ({:.2} of pgbench), {writes:.0} orders/s ({:.2} of the disk)",
                reads / select,
                writes / disk
            ))?;
        }
    }
    Ok(())
}
