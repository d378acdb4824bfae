//! The control API of a server that others reach: nothing of it without its token, whatever else is sent.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket},
};

use backlot_sandbox::control::PATHS;
use serde_json::Value;

use super::program::{Server, accounts, named};

const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];

/// What a load balancer asks, from wherever it is.
const PROBES: [&str; 2] = ["health", "ready"];

const ALONE: &[&str] = &["Host: localhost"];

/// Headers that would mean something to one server or another.
const TRICKS: &[&[&str]] = &[
    ALONE,
    &["Host: 127.0.0.1"],
    &["Host: [::1]"],
    &["Host: localhost:7070"],
    &["Host: "],
    &["Host: backlot.example"],
    &["Host: localhost", "Origin: http://localhost"],
    &["Host: localhost", "Origin: null"],
    &["Host: localhost", "Origin: https://elsewhere.example"],
    &["Host: localhost", "Referer: http://localhost/"],
    &["Host: localhost", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors"],
    &["Host: localhost", "Sec-Fetch-Site: cross-site"],
    &["Host: localhost", "Forwarded: for=127.0.0.1;host=localhost;proto=http"],
    &["Host: localhost", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: localhost", "X-Forwarded-Proto: http"],
    &["Host: localhost", "X-Real-IP: 127.0.0.1", "X-Client-IP: 127.0.0.1", "True-Client-IP: 127.0.0.1"],
    &["Host: localhost", "Via: 1.1 localhost"],
    &["Host: localhost", "X-Original-URL: /_backlot/health", "X-Rewrite-URL: /_backlot/health"],
    &["Host: localhost", "X-HTTP-Method-Override: GET"],
    &["Host: localhost", "Authorization: "],
    &["Host: localhost", "Authorization: Bearer"],
    &["Host: localhost", "Authorization: Bearer "],
    &["Host: localhost", "Authorization: Bearer null"],
    &["Host: localhost", "Cookie: control-token=x; access_token=x"],
];

/// A server that others reach, and its control token.
fn remote(home: &std::path::Path) -> (Server, String) {
    let server = Server::start_at("0.0.0.0:0", &["--data", home.to_str().unwrap(), "--allow-remote"]);
    let token = fs::read_to_string(home.join("control-token")).unwrap().trim().to_owned();
    (server, token)
}

/// Where the server is reached: at a loopback address, and at one of another kind if this machine has any.
fn addresses(server: &Server) -> Vec<SocketAddr> {
    let port = server.address().parse::<SocketAddr>().unwrap().port();
    let mut addresses = vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))];
    // Nothing is sent: this asks the system which of its addresses it would send from.
    let own = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("203.0.113.1:9")?;
        socket.local_addr()
    });
    match own.map(|address| address.ip()) {
        Ok(IpAddr::V4(ip)) if !ip.is_loopback() => addresses.push(SocketAddr::from((ip, port))),
        _ => {}
    }
    addresses
}

/// The status of the answer.
fn ask(address: SocketAddr, method: &str, target: &str, headers: &[&str]) -> u16 {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let request = format!(
        "{method} {target} HTTP/1.1\r\n{headers}Content-Type: application/json\r\nContent-Length: 2\r\n\
         Connection: close\r\n\r\n{{}}"
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).unwrap();
    status.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{target}: {status:?}"))
}

fn target(path: &str, tenant: &str) -> String {
    format!("/_backlot/{}", path.replace("{tenantId}", tenant).replace("{user}", "admin@direct.example"))
}

/// What the control API tells, as far as a change would show.
fn state(server: &Server, token: &str) -> Vec<Value> {
    let authorization = format!("Authorization: Bearer {token}");
    let tell = |path| server.call("GET", &format!("/_backlot/{path}"), &[&authorization], "");
    ["accounts", "settings", "about"]
        .map(tell)
        .into_iter()
        .map(|(status, body)| {
            assert_eq!(status, 200, "{body}");
            body
        })
        .collect()
}

#[test]
fn nothing_is_reached_without_the_token() {
    let home = tempfile::tempdir().unwrap();
    let (server, token) = remote(home.path());
    let before = state(&server, &token);
    let accounts = accounts(home.path());
    let account = named(&accounts, "direct");
    let tenant = account["tenantId"].as_str().unwrap();
    let (shorter, longer) = (&token[..token.len() - 1], format!("{token}0"));
    let flipped = format!("{shorter}{}", if token.ends_with('0') { '1' } else { '0' });
    // Who may do everything in an account may do nothing here.
    let of_an_account = server.token(account);
    let mut tricks: Vec<Vec<String>> =
        TRICKS.iter().map(|headers| headers.iter().map(|header| (*header).to_owned()).collect()).collect();
    for wrong in [shorter, &longer, &flipped, &token.to_uppercase(), &of_an_account, "x".repeat(20_000).as_str()] {
        tricks.push(vec!["Host: localhost".to_owned(), format!("Authorization: Bearer {wrong}")]);
    }
    for scheme in ["Basic", "Token", "bearer:", "BearerBearer"] {
        tricks.push(vec!["Host: localhost".to_owned(), format!("Authorization: {scheme} {token}")]);
    }
    for name in ["X-Authorization", "Control-Token", "Cookie"] {
        tricks.push(vec!["Host: localhost".to_owned(), format!("{name}: Bearer {token}")]);
    }
    let mut asked = 0;
    for address in addresses(&server) {
        for (path, _) in PATHS {
            let target = target(path, tenant);
            for method in METHODS.iter().filter(|method| **method != "GET" || !PROBES.contains(path)) {
                for headers in &tricks {
                    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
                    assert_eq!(ask(address, method, &target, &headers), 401, "{address} {method} {target} {headers:?}");
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 1000, "{asked} requests are not all");
    assert_eq!(state(&server, &token), before);
}

#[test]
fn no_spelling_of_a_path_leads_around_the_guard() {
    let home = tempfile::tempdir().unwrap();
    let (server, token) = remote(home.path());
    let before = state(&server, &token);
    for address in addresses(&server) {
        for (path, methods) in PATHS.iter().filter(|(path, _)| !PROBES.contains(path)) {
            let target = target(path, "a0000000-0000-4000-8000-000000000001");
            let spelt = [
                format!("http://localhost{target}"),
                format!("http://localhost:1@127.0.0.1{target}"),
                format!("{target}?access_token={token}"),
                format!("{target}#/_backlot/health"),
                format!("{target}/"),
                format!("{target};/_backlot/health"),
                format!("/{target}"),
                format!("/./{target}"),
                format!("/v1/..{target}"),
                format!("/_backlot/health/..{}", &target["/_backlot".len()..]),
                format!("/_backlot/health/%2e%2e{}", &target["/_backlot".len()..]),
                format!("/_backlot//{}", &target["/_backlot/".len()..]),
                target.to_uppercase(),
                target.replace("_backlot", "%5Fbacklot"),
                target.replace("_backlot/", "_backlot%2F"),
                target.replace("_backlot/", "_backlot\\"),
            ];
            for method in methods.split(", ") {
                for target in &spelt {
                    let status = ask(address, method, target, ALONE);
                    assert!([400, 401, 404].contains(&status), "{address} {method} {target}: {status}");
                }
            }
        }
    }
    assert_eq!(state(&server, &token), before);
}

#[test]
fn the_token_opens_everything_and_the_probes_need_none() {
    let home = tempfile::tempdir().unwrap();
    let (server, token) = remote(home.path());
    let authorization = format!("Authorization: Bearer {token}");
    for address in addresses(&server) {
        for (path, methods) in PATHS.iter().filter(|(path, _)| *path != "reset") {
            let target = target(path, "a0000000-0000-4000-8000-000000000001");
            for method in methods.split(", ") {
                let status = ask(address, method, &target, &["Host: backlot.example", &authorization]);
                assert!(status == 200 || status == 400, "{method} {target}: {status}");
            }
        }
        for probe in PROBES {
            assert_eq!(ask(address, "GET", &target(probe, ""), &["Host: backlot.example"]), 200);
        }
    }
}
