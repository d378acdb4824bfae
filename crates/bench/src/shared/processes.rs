//! The processes that are measured.

use std::{
    fs::File,
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use backlot_test_postgres::{Cluster, free_port};

use crate::error::Error;

/// How often one looks whether a process is up; after a minute one gives up.
const PACE: Duration = Duration::from_millis(20);
const LOOKS: u32 = 3000;

/// Processes on one database, killed when this is dropped.
pub(crate) struct Processes(Vec<(SocketAddr, Child)>);

impl Processes {
    pub(crate) fn start(
        backlot: &Path,
        cluster: &Cluster,
        schema: &str,
        world: &Path,
        number: usize,
    ) -> Result<Self, Error> {
        let mut processes = Self(Vec::new());
        for process in 0..number {
            let port = free_port().map_err(Error::system("finding a free port"))?;
            let address: SocketAddr = ([127, 0, 0, 1], port).into();
            let log: PathBuf = world.with_file_name(format!("{schema}_{process}.log"));
            let file = File::create(&log).map_err(Error::system("making a log"))?;
            let mut command = Command::new(backlot);
            command.arg("serve").args(["--listen", &address.to_string(), "--schema", schema, "--world"]).arg(world);
            command.args(["--database", &cluster.url()]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
            let child = command.spawn().map_err(Error::system("starting backlot"))?;
            processes.0.push((address, child));
            let is_up = (0..LOOKS).any(|_| {
                thread::sleep(PACE);
                TcpStream::connect(address).is_ok()
            });
            if !is_up {
                return Err(Error::Down { log });
            }
        }
        Ok(processes)
    }

    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.0.iter().map(|(address, _)| *address).collect()
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for (_, child) in &mut self.0 {
            // One that has ended already needs no killing.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
