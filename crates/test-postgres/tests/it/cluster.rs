//! A cluster: what it keeps, and that it goes with its process.

use std::{
    env,
    error::Error,
    fs,
    io::{self, BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use backlot_test_postgres::{Cluster, Disk, Server, Shutdown};

use crate::session::Session;

const CHILD: &str = "BACKLOT_TEST_POSTGRES_CHILD";

#[test]
fn one_server_serves_all_tests_and_each_has_a_place_of_its_own() -> Result<(), Box<dyn Error>> {
    let Some(server) = Server::shared()? else { return Ok(()) };
    let (one, other) = (server.database(), server.database());
    assert_eq!((&one.url, &other.url), (&Server::shared()?.ok_or("there was one")?.url().to_owned(), &one.url));
    assert_ne!(one.schema, other.schema);
    Ok(())
}

#[test]
fn what_was_committed_survives_however_the_server_ends() -> Result<(), Box<dyn Error>> {
    let Some(mut cluster) = Cluster::start_new(Disk::Synced)? else { return Ok(()) };
    let address = cluster.address();
    Session::open(address)?.ask("CREATE TABLE kept (n int)")?;
    for n in 0..6 {
        // The connection stays open, as those of a pool do.
        let mut session = Session::open(address)?;
        session.ask(&format!("INSERT INTO kept VALUES ({n})"))?;
        match n % 3 {
            0 => cluster.stop(Shutdown::Fast)?,
            1 => cluster.stop(Shutdown::Immediate)?,
            _ => cluster.kill()?,
        }
        assert!(TcpStream::connect(address).is_err(), "nobody listens");
        cluster.start()?;
        assert!(session.ask("SELECT 1").is_err(), "its server has gone");
        assert_eq!(Session::open(address)?.ask("SELECT count(*) FROM kept")?, [(n + 1).to_string()]);
    }
    assert_eq!(Session::open(address)?.ask("SHOW fsync")?, ["on"]);
    Ok(())
}

#[test]
fn a_server_that_does_not_end_is_killed_and_told_of() -> Result<(), Box<dyn Error>> {
    let Some(mut cluster) = Cluster::start_new(Disk::Synced)? else { return Ok(()) };
    let mut session = Session::open(cluster.address())?;
    session.ask("CREATE TABLE kept (n int)")?;
    let lock = PathBuf::from(session.ask("SHOW data_directory")?.concat()).join("postmaster.pid");
    let pid = fs::read_to_string(lock)?.lines().next().ok_or("no pid")?.to_owned();
    // It hears nothing any more.
    assert!(Command::new("/bin/sh").args(["-c", "kill -STOP \"$0\"", &pid]).status()?.success());
    cluster.be_patient(Duration::from_millis(50));
    let refused = cluster.stop(Shutdown::Fast).err().ok_or("it has ended")?.to_string();
    assert!(refused.contains("had to be killed") && refused.contains("ready to accept connections"), "{refused}");
    cluster.be_patient(Duration::from_secs(120));
    cluster.start()?;
    assert_eq!(Session::open(cluster.address())?.ask("SELECT count(*) FROM kept")?, ["0"]);
    Ok(())
}

#[test]
fn a_killed_process_leaves_nothing_behind() -> Result<(), Box<dyn Error>> {
    if env::var_os(CHILD).is_some() {
        return child();
    }
    let mut child = Command::new(env::current_exe()?)
        .args(["--exact", "cluster::a_killed_process_leaves_nothing_behind", "--nocapture"])
        .env(CHILD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines().map_while(Result::ok);
    let told: Vec<String> = lines.take_while(|line| line != "waits").collect();
    let told = |what: &str| told.iter().find_map(|line| line.strip_prefix(what));
    if told("none").is_some() {
        return Ok(());
    }
    let address: SocketAddr = told("address ").ok_or("no address")?.parse()?;
    let home = PathBuf::from(told("data ").ok_or("no directory")?);
    assert!(Session::open(address).is_ok() && home.exists());
    child.kill()?;
    child.wait()?;
    // It would be tried for ever if something were left.
    while TcpStream::connect(address).is_ok() || home.exists() {
        thread::yield_now();
    }
    Ok(())
}

fn child() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    writeln!(out)?;
    let cluster = Cluster::start_new(Disk::Careless)?;
    match &cluster {
        None => writeln!(out, "none")?,
        Some(cluster) => {
            let data = Session::open(cluster.address())?.ask("SHOW data_directory")?;
            writeln!(out, "address {}\ndata {}", cluster.address(), data.concat())?;
        }
    }
    writeln!(out, "waits")?;
    out.flush()?;
    // Until it is killed.
    io::stdin().read_line(&mut String::new())?;
    Ok(())
}
