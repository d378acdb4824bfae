//! The same tests on the other engine.

use std::{env, process::Command};

use backlot_test_postgres::{Server, VARIABLE};
use backlot_testkit::ENGINE;

/// Runs this program again, with the worlds of all its tests in PostgreSQL.
#[test]
fn all_of_this_holds_on_postgresql() {
    if env::var_os(ENGINE).is_some() {
        return;
    }
    let Some(server) = Server::shared().unwrap() else { return };
    let mut again = Command::new(env::current_exe().unwrap());
    let output = again.env(ENGINE, "postgres").env(VARIABLE, server.url()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    let passed = told.lines().find_map(|line| line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse().ok());
    assert!(passed.is_some_and(|passed: u32| passed > 100), "{told}");
}
