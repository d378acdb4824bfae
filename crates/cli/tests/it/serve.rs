//! `backlot serve`: what it prints, what it keeps, how it ends.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
};

use backlot_sandbox::limits::{LONGEST_HEAD, MOST_HEADERS, STREAMS};

use super::program::{Server, accounts, backlot, named};

#[test]
fn it_serves_in_memory_and_tells_how_to_try_it() {
    let mut server = Server::start(&["--memory"]);
    let header = server.line("ACCOUNT");
    assert_eq!(header.split_whitespace().collect::<Vec<_>>(), ["ACCOUNT", "TYPE", "ENVIRONMENT", "CLOUD", "TENANT"]);
    let row = server.line("direct-sandbox ");
    assert_eq!(
        row.split_whitespace().collect::<Vec<_>>(),
        ["direct-sandbox", "direct_bill", "sandbox", "global", "a0000000-0000-4000-8000-000000000002"]
    );
    let secrets = server.line("Ids and secrets: ");
    let tried = Command::new("sh").args(["-c", secrets.split_once(": ").unwrap().1]).output().unwrap();
    assert!(String::from_utf8_lossy(&tried.stdout).contains("direct-sandbox-app-secret"), "{secrets}: {tried:?}");
    let example = server.line("curl ");
    let tried = Command::new("sh").args(["-c", &example]).output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(answer["attributes"]["objectType"], "Collection", "{answer}");
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn no_command_means_serve() {
    let mut child =
        backlot().args(["--memory", "--listen", "127.0.0.1:0"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut printed = [0; 7];
    child.stdout.take().unwrap().read_exact(&mut printed).unwrap();
    assert_eq!(&printed, b"Backlot");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn settings_come_from_the_environment_too() {
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        backlot().args(arguments).envs(variables.iter().copied()).output().unwrap()
    };
    let remote = run(&[], &[("BACKLOT_LISTEN", "0.0.0.0:0")]);
    assert_eq!(remote.status.code(), Some(2), "{remote:?}");
    let directory = home.path().join("none");
    let data = [("BACKLOT_DATA", directory.to_str().unwrap()), ("BACKLOT_MEMORY", "0")];
    let accounts = run(&["accounts"], &data);
    assert!(String::from_utf8_lossy(&accounts.stderr).contains("holds no data yet"), "{accounts:?}");
}

#[test]
fn what_it_prints_leads_to_the_secrets_and_to_no_other_directory() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::on(home.path());
    let secrets = server.line("Ids and secrets: ");
    assert!(secrets.ends_with(&format!(" accounts --data {}", home.path().display())), "{secrets}");
}

#[test]
fn a_restart_keeps_tokens_secrets_and_data() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::on(home.path());
    let before = accounts(home.path());
    let token = server.token(named(&before, "direct-sandbox"));
    let (status, customers) = server.customers(&token);
    assert_eq!(status, 200, "{customers}");
    let change = r#"{"auth":{"tokenLifetime":1234}}"#;
    let (status, settings) = server.call("PATCH", "/_backlot/settings", &["Content-Type: application/json"], change);
    assert_eq!(status, 200, "{settings}");
    assert_eq!(server.end("-INT"), Some(0));

    let server = Server::on(home.path());
    assert_eq!(accounts(home.path()), before);
    assert_eq!(server.customers(&token), (200, customers), "a token outlives the process that gave it");
    let (_, settings) = server.call("GET", "/_backlot/settings", &[], "");
    assert_eq!(settings["auth"]["tokenLifetime"], 1234);
}

#[test]
fn requests_under_way_are_finished() {
    let server = Server::start(&["--memory"]);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let body = "grant_type=none";
    let head = format!(
        "POST /common/oauth2/token HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // Once the server asks for the body, the request is under way.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    let address = server.address().to_owned();
    let ending = std::thread::spawn(move || server.end("-TERM"));
    // The listener is closed first, so that nothing new comes while the rest is finished.
    while TcpStream::connect(&address).is_ok() {
        std::thread::yield_now();
    }
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert_eq!(ending.join().unwrap(), Some(0));
}

#[test]
fn heads_have_limits() {
    let server = Server::start(&["--memory"]);
    // The status of a request with a head of this length.
    let long = |length: usize| {
        let (start, end) = ("GET /_backlot/health HTTP/1.1\r\nHost: localhost\r\nX-Long: ", "\r\n\r\n");
        let head = format!("{start}{}{end}", "x".repeat(length - start.len() - end.len()));
        let mut stream = TcpStream::connect(server.address()).unwrap();
        // The server may answer and hang up before all of it is sent.
        let _ = stream.write_all(head.as_bytes());
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        String::from_utf8_lossy(&status).into_owned()
    };
    assert_eq!(long(LONGEST_HEAD - 1), "HTTP/1.1 200");
    for length in [LONGEST_HEAD + 1, 2 * LONGEST_HEAD, 100 * LONGEST_HEAD] {
        assert_eq!(long(length), "HTTP/1.1 431");
    }
    // The call has headers of its own: Host, Connection and Content-Length.
    let many: Vec<String> = (3..=MOST_HEADERS).map(|number| format!("X-{number}: x")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(server.call("GET", "/_backlot/health", &many[1..], "").0, 200);
    assert_eq!(server.call("GET", "/_backlot/health", &many, "").0, 431);
}

#[test]
fn an_http_2_client_is_told_its_limits() {
    let server = Server::start(&["--memory"]);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").unwrap();
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).unwrap();
    assert_eq!(frame[3], 4, "the first frame holds the settings");
    let mut settings = vec![0; usize::from(frame[1]) << 8 | usize::from(frame[2])];
    stream.read_exact(&mut settings).unwrap();
    let setting = |wanted: u16| {
        let found = settings.chunks(6).find(|setting| setting[..2] == wanted.to_be_bytes()).unwrap();
        u32::from_be_bytes(found[2..].try_into().unwrap())
    };
    const MAX_CONCURRENT_STREAMS: u16 = 3;
    const MAX_HEADER_LIST_SIZE: u16 = 6;
    assert_eq!(setting(MAX_CONCURRENT_STREAMS), STREAMS);
    assert_eq!(setting(MAX_HEADER_LIST_SIZE) as usize, LONGEST_HEAD);
}

#[test]
fn the_control_token_is_its_owner_s_alone() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::on(home.path());
    let file = home.path().join("control-token");
    let token = std::fs::read_to_string(&file).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let forwarded = "X-Forwarded-For: 203.0.113.5";
    assert_eq!(server.call("GET", "/_backlot/accounts", &[forwarded], "").0, 401);
    let authorization = format!("Authorization: Bearer {}", token.trim());
    assert_eq!(server.call("GET", "/_backlot/accounts", &[forwarded, &authorization], "").0, 200);
}
