//! What becomes of a run whose processes do not come up.

use std::{error::Error, fs, os::unix::fs::PermissionsExt, time::Duration};

use backlot_torture::{Plan, Store, run};

#[test]
fn a_process_that_does_not_come_up_ends_the_run_with_what_it_said() -> Result<(), Box<dyn Error>> {
    let directory = tempfile::tempdir()?;
    let program = directory.path().join("program");
    fs::write(&program, "#!/bin/sh\necho \"no room for $4\" >&2\nexit 1\n")?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700))?;
    let plan = Plan {
        program,
        directory: directory.path().join("logs"),
        store: Store::Sqlite,
        processes: 1,
        clients: 1,
        time: Duration::ZERO,
        rounds: 0,
        acknowledged: 0,
        limit: Duration::ZERO,
        stop: Default::default(),
        peace: Duration::ZERO..=Duration::ZERO,
        patience: Duration::from_millis(100),
        repeats: 0,
        seed: 1,
    };
    let said = run(&plan).err().ok_or("it came up")?.to_string();
    assert!(said.contains("process 0 does not come up") && said.contains("no room for --data"), "{said}");
    Ok(())
}
