//! Sees to it that processes end with the one that started them, however that ends.

use std::{
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
};

use crate::{Error, error::system};

/// Waits for the end of its input, which the system closes whatever happens, then kills its process group.
const SCRIPT: &str = "cat >/dev/null; kill -KILL 0";

/// A process group whose members are killed when this is dropped, and when the process that made it ends in any way.
#[derive(Debug)]
pub struct Group(Child);

impl Group {
    /// A group without members.
    pub fn start() -> Result<Self, Error> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // What is typed at the terminal ends this process; that then ends the group.
        command.process_group(0).spawn().map(Self).map_err(system("starting sh"))
    }

    /// Has what the command starts be a member.
    pub fn join(&self, command: &mut Command) {
        command.process_group(self.0.id().cast_signed());
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Nothing is left to do for one that cannot be waited for.
        let _ = self.0.wait();
    }
}
