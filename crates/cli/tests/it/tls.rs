//! `--tls`: https under whatever name, by an authority that is kept, or with a given certificate.

mod client;
mod given;
mod kept;

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    sync::mpsc,
    time::Duration,
};

use rustls::version::{TLS12, TLS13};

use self::client::Trust;
use super::program::{Server, backlot};

/// A server in memory, and what its clients trust.
fn stage() -> (Server, Trust) {
    let mut server = Server::start(&["--memory", "--tls"]);
    let trust = Trust::told(&mut server);
    (server, trust)
}

#[test]
fn it_tells_how_it_is_trusted_and_that_does() {
    let mut server = Server::start(&["--memory", "--tls"]);
    assert!(server.url.starts_with("https://127.0.0.1:"), "{}", server.url);
    let export = server.line("export NODE_EXTRA_CA_CERTS=");
    let health = format!("{export}; curl -s {}/_backlot/health -o /dev/null -w '%{{http_code}}'", server.url);
    // Without what else this machine trusts.
    let path = std::env::var_os("PATH").unwrap();
    let tried = Command::new("sh").args(["-c", &health]).env_clear().env("PATH", path).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&tried.stdout), "200", "{health}: {tried:?}");
    let example = server.line("curl ");
    let tried = Command::new("sh").args(["-c", &example]).output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(answer["attributes"]["objectType"], "Collection", "{example}: {answer}");
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn it_is_whoever_it_is_called() {
    let (server, trust) = stage();
    let port = server.address().rsplit_once(':').unwrap().1.to_owned();
    let longest = [&"x".repeat(63)[..]; 3].join(".") + "." + &"y".repeat(40) + ".example";
    for name in ["login.microsoftonline.com", "api.partnercenter.microsoft.com", "LocalHost", &longest, "127.0.0.1"] {
        let mut versions = Vec::new();
        for (version, prefer) in [(&TLS12, false), (&TLS13, false), (&TLS13, true)] {
            let url = format!("https://{}:{port}", name.to_lowercase());
            let path = "/common/v2.0/.well-known/openid-configuration";
            let (http, answer) = trust.get(&server, &format!("{url}{path}"), version, prefer);
            for endpoint in ["token_endpoint", "authorization_endpoint", "jwks_uri"] {
                assert!(answer[endpoint].as_str().unwrap().starts_with(&format!("{url}/common/")), "{name}: {answer}");
            }
            versions.push(http);
        }
        assert_eq!(versions, ["HTTP/1.1", "HTTP/1.1", "HTTP/2.0"], "{name}");
    }
    // As where it listens at port 443: no port, and no word of the client's own about the scheme.
    let head = "GET /common/.well-known/openid-configuration HTTP/1.1\r\nHost: login.microsoftonline.com\r\n\
                X-Forwarded-Proto: http\r\nConnection: close\r\n\r\n";
    let answer = trust.connect(&server, "login.microsoftonline.com").ask(head);
    assert!(answer.contains(r#""token_endpoint":"https://login.microsoftonline.com/common/oauth2/token""#), "{answer}");
    // Certificates say the name that was asked for, and no other one.
    assert!(trust.connect(&server, "one.example").certificate() != trust.connect(&server, "two.example").certificate());
    let stranger = Trust::of(&rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap().cert.pem());
    assert!(stranger.try_connect(&server, "localhost").is_none(), "its authority is another one");
}

#[test]
fn who_speaks_no_tls_is_told_so() {
    let (server, trust) = stage();
    let told = |said: &[u8]| {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(said).unwrap();
        let mut answer = Vec::new();
        // It may be cut.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let answer = told(b"GET /_backlot/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.ends_with("Only https is served at this port"), "{answer}");
    for noise in [&b"\x16\x03\x01\x00\x05hello"[..], b"\x16\xff\xff\xff\xff", b"\x16\x03\x03\x40\x00"] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(noise).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        // Whether it is told why or not, it ends.
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert!(trust.connect(&server, "localhost").ask(client::HEALTH).starts_with("HTTP/1.1 200 "));
}

#[test]
fn the_control_api_is_for_programs_of_this_machine() {
    let (server, trust) = stage();
    for (host, status) in [("localhost", 200), ("127.0.0.1:7070", 200), ("login.microsoftonline.com", 401)] {
        let head = format!("GET /_backlot/accounts HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = trust.connect(&server, "localhost").ask(&head);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{host}: {answer}");
    }
}

#[test]
fn the_slow_hurt_nobody_and_do_not_keep_it_from_ending() {
    let (server, trust) = stage();
    let starts = [&b""[..], b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"];
    let half: Vec<TcpStream> = (0..300)
        .map(|number| {
            let mut stream = TcpStream::connect(server.address()).unwrap();
            stream.write_all(starts[number % starts.len()]).unwrap();
            stream
        })
        .collect();
    let mut kept = trust.connect(&server, "localhost");
    assert!(kept.ask_and_stay(client::HEALTH_KEPT).starts_with("HTTP/1.1 200 "));
    let silent = trust.connect(&server, "localhost");
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || ended.send(server.end("-TERM")));
    // Less than requests under way would be given.
    assert_eq!(end.recv_timeout(Duration::from_secs(8)), Ok(Some(0)));
    drop((half, kept, silent));
}

#[test]
fn requests_under_way_are_finished() {
    let (server, trust) = stage();
    let mut connection = trust.connect(&server, "localhost");
    let interim = connection.ask_and_stay(
        "POST /common/oauth2/token HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 15\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n",
    );
    assert_eq!(interim, "HTTP/1.1 100 Continue\r\n\r\n");
    let address = server.address().to_owned();
    let ending = std::thread::spawn(move || server.end("-TERM"));
    while TcpStream::connect(&address).is_ok() {
        std::thread::yield_now();
    }
    let answer = connection.ask("grant_type=none");
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert_eq!(ending.join().unwrap(), Some(0));
}

#[test]
fn keys_are_not_logged() {
    let home = tempfile::tempdir().unwrap();
    let (data, log) = (home.path().join("data"), home.path().join("log"));
    let mut command = backlot();
    command.args(["--tls", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]);
    command.env("BACKLOT_LOG", "trace").stderr(std::fs::File::create(&log).unwrap());
    let mut server = Server::run(&mut command);
    let trust = Trust::told(&mut server);
    assert!(trust.connect(&server, "localhost").ask(client::HEALTH).starts_with("HTTP/1.1 200 "));
    assert!(trust.try_connect(&server, "localhost").is_some());
    assert_eq!(server.end("-TERM"), Some(0));
    let said = std::fs::read_to_string(log).unwrap();
    let kept = std::fs::read_to_string(data.join("tls-ca-key.pem")).unwrap();
    let key = kept.split("-----").nth(2).unwrap();
    assert!(!said.is_empty() && !key.trim().is_empty());
    for line in key.lines().filter(|line| !line.is_empty()) {
        assert!(!said.contains(line), "{said}");
    }
}
