//! A program and all that it starts, which end together.

use std::{
    io,
    os::unix::process::CommandExt,
    process::{Child, Command},
};

use rustix::process::{Pid, Signal, kill_process_group};

/// Starts a program in a group of its own.
pub(super) fn spawn(command: &mut Command) -> io::Result<Child> {
    command.process_group(0).spawn()
}

/// Kills a program that [`spawn`] started and nobody has waited for, and all that it has started.
pub(super) fn kill(leader: &Child) -> io::Result<()> {
    let group = i32::try_from(leader.id()).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::NotFound)?;
    Ok(kill_process_group(group, Signal::KILL)?)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Read},
        process::{Command, Stdio},
    };

    use super::{kill, spawn};

    #[test]
    fn what_a_program_has_started_is_killed_with_it() {
        let mut command = Command::new("sh");
        command.args(["-c", "(sleep 60; echo alive >&2) & echo started; wait"]);
        let mut program = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped())).unwrap();
        let mut said = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said, "started\n");
        kill(&program).unwrap();
        assert!(!program.wait().unwrap().success());
        // It ends when nobody is left who could write.
        let mut complaints = String::new();
        program.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
        assert_eq!(complaints, "");
    }
}
