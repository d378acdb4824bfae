//! The proxy loses what it is told to lose, and nothing else.

use std::{error::Error, net::SocketAddr};

use backlot_test_postgres::{Proxy, Server};

use crate::session::Session;

/// A proxy before the shared server, if that has an address of its own.
fn proxy() -> Result<Option<Proxy>, Box<dyn Error>> {
    let Some(server) = Server::shared()? else { return Ok(None) };
    let address: Option<SocketAddr> = server.url().split(['@', '/']).find_map(|part| part.parse().ok());
    Ok(address.map(Proxy::start).transpose()?)
}

#[test]
fn connections_are_cut_and_new_ones_are_refused_while_it_says_so() -> Result<(), Box<dyn Error>> {
    let Some(proxy) = proxy()? else { return Ok(()) };
    let mut sessions = [Session::open(proxy.address())?, Session::open(proxy.address())?];
    assert_eq!(sessions[0].ask("SELECT 'here'")?, ["here"]);
    assert_eq!(proxy.connections(), 2);
    proxy.cut();
    assert!(sessions.iter_mut().all(|session| session.ask("SELECT 1").is_err()));
    assert_eq!((proxy.connections(), proxy.cuts()), (0, 2));

    let mut old = Session::open(proxy.address())?;
    proxy.refuse(true);
    assert!(Session::open(proxy.address()).is_err());
    assert_eq!(old.ask("SELECT 'still'")?, ["still"]);
    proxy.refuse(false);
    assert!(Session::open(proxy.address()).is_ok());
    Ok(())
}

#[test]
fn an_answer_is_lost_and_what_it_answers_has_happened() -> Result<(), Box<dyn Error>> {
    let Some(proxy) = proxy()? else { return Ok(()) };
    let mut other = Session::open(proxy.address())?;
    other.ask("DROP TABLE IF EXISTS lost; CREATE TABLE lost (n int)")?;
    let losses: [fn(&Proxy); 2] = [|proxy| proxy.cut_after(3), |proxy| proxy.lose_the_answer(b"COMMIT\0")];
    for (n, lose) in losses.into_iter().enumerate() {
        let mut session = Session::open(proxy.address())?;
        session.ask(&format!("BEGIN; INSERT INTO lost VALUES ({n})"))?;
        lose(&proxy);
        assert!(session.ask("COMMIT").is_err());
        assert_eq!(other.ask("SELECT count(*) FROM lost")?, [(n + 1).to_string()], "the other connection goes on");
    }
    Ok(())
}

#[test]
fn a_request_is_lost_and_what_it_asks_for_never_happens() -> Result<(), Box<dyn Error>> {
    let Some(proxy) = proxy()? else { return Ok(()) };
    let mut other = Session::open(proxy.address())?;
    other.ask("DROP TABLE IF EXISTS unasked; CREATE TABLE unasked (n int)")?;
    let mut session = Session::open(proxy.address())?;
    proxy.cut_request_after(20);
    assert!(session.ask("INSERT INTO unasked VALUES (1)").is_err());
    assert_eq!(other.ask("SELECT count(*) FROM unasked")?, ["0"]);
    Ok(())
}
