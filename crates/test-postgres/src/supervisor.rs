//! Sees to it that a cluster goes with the process that started it, however that process ends.

use std::{
    path::Path,
    process::{Child, Stdio},
};

use crate::{Error, error::system, installed::Installed};

/// Waits for the end of its input, which the system closes whatever happens, then ends the server at once and removes
/// its directory. A server that outlives this notices within a minute that its directory has gone, and ends.
const SCRIPT: &str = r#"
cat >/dev/null
cd /
if read -r pid <"$1/data/postmaster.pid"; then
    kill -QUIT "$pid"
    for wait in $(seq 100); do
        [ -e "$1/data/postmaster.pid" ] || break
        sleep 0.05
    done
fi
rm -rf "$1"
"#;

/// The shell that waits for the end of this process.
#[derive(Debug)]
pub(crate) struct Supervisor(Child);

impl Supervisor {
    /// Watches over the cluster in this directory.
    pub(crate) fn start(installed: &Installed, home: &Path) -> Result<Self, Error> {
        let mut command = installed.command(Path::new("/bin/sh"), home);
        command.args(["-c", SCRIPT, "sh"]).arg(home).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().map(Self).map_err(system("starting sh"))
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Nothing is left to do for one that cannot be waited for.
        let _ = self.0.wait();
    }
}
