//! The log: off unless asked for, for people or for programs, and without secrets.

use std::{fs::File, io::Write, net::TcpStream, path::PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    program::{Server, accounts, backlot, named},
    socket::connection::Connection,
};

/// A server whose log goes to a file.
struct Logged {
    server: Server,
    home: TempDir,
}

impl Logged {
    fn start(log: &str, arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = backlot();
        command.args(["--listen", "127.0.0.1:0", "--data", home.path().to_str().unwrap()]).args(arguments);
        command.env("BACKLOT_LOG", log).stderr(File::create(home.path().join("log")).unwrap());
        Self { server: Server::run(&mut command), home }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// What was logged until the server ended.
    fn end(self) -> Vec<String> {
        let file = self.file("log");
        assert_eq!(self.server.end("-TERM"), Some(0));
        std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
    }

    /// What was logged, a JSON object on each line.
    fn end_json(self) -> Vec<Value> {
        let read = |line: &String| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let lines: Vec<Value> = self.end().iter().map(read).collect();
        for line in &lines {
            assert!(line["timestamp"].is_string() && line["level"].is_string() && line["target"].is_string(), "{line}");
        }
        lines
    }
}

#[test]
fn a_log_that_cannot_be_asked_for_is_complained_of() {
    let run = |value: &str| {
        let output = backlot().args(["accounts", "--data", "none"]).env("BACKLOT_LOG", value).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let said = run("garbage");
    assert_eq!(
        said.lines().filter(|line| line.starts_with("backlot: BACKLOT_LOG: \"garbage\" is no level")).count(),
        1
    );
    assert!(!run("debug").contains("BACKLOT_LOG"));
    let format = backlot().args(["--memory"]).env("BACKLOT_LOG_FORMAT", "xml").output().unwrap();
    assert_eq!(format.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&format.stderr).contains("text, json"), "{format:?}");
}

#[test]
fn a_log_that_goes_to_a_file_has_no_colours() {
    let logged = Logged::start("debug", &[]);
    // What is no HTTP makes the server note that the connection broke off.
    let mut stream = TcpStream::connect(logged.server.address()).unwrap();
    stream.write_all(b"no HTTP\r\n\r\n").unwrap();
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
    let lines = logged.end();
    assert!(lines.iter().any(|line| line.contains("DEBUG")), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains('\u{1b}')), "{lines:?}");
}

#[test]
fn what_goes_well_is_not_logged_unless_asked_for() {
    for (log, logged_lines) in [("", 0), ("warn", 0), ("info", 2), ("warn,access=info", 2), ("warn,access=debug", 3)] {
        let logged = Logged::start(log, &[]);
        logged.server.token(named(&accounts(logged.home.path()), "direct-sandbox"));
        assert_eq!(logged.server.customers("nobody").0, 401);
        assert_eq!(logged.server.call("GET", "/_backlot/ready", &[], "").0, 200);
        let lines = logged.end();
        assert_eq!(lines.len(), logged_lines, "{log}: {lines:#?}");
        assert!(lines.iter().all(|line| line.contains(" access: answered ")), "{lines:#?}");
    }
}

#[test]
fn a_request_is_a_line_of_json() {
    let logged = Logged::start("warn,access=info", &["--log-format", "json"]);
    let account = named(&accounts(logged.home.path()), "direct-sandbox").clone();
    let token = logged.server.token(&account);
    let (request, correlation) = ("0b1e3f0c-3b0e-4c39-93a7-2f4f4a7c6d11", "7D3F0C1E-3b0e-4c39-93a7-2f4f4a7c6d22");
    let headers = [
        &format!("Authorization: Bearer {token}"),
        &format!("MS-RequestId: {request}"),
        &format!("MS-CorrelationId: {correlation}"),
    ];
    let headers = headers.map(String::as_str);
    assert_eq!(logged.server.call("GET", "/v1/customers?size=3", &headers, "").0, 200);
    assert_eq!(logged.server.call("DELETE", "/v1/nowhere", &["MS-CorrelationId: build 42"], "").0, 404);
    let lines = logged.end_json();
    let expected = json!({
        "level": "INFO", "target": "access", "message": "answered", "method": "GET", "operation": "ListCustomers",
        "status": 200, "tenant": account["tenantId"], "request_id": request, "correlation_id": correlation.to_lowercase(),
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&lines[1][name], value, "{name}: {}", lines[1]);
    }
    assert!(lines[1]["microseconds"].is_u64());
    let (operation, status) = (&lines[2]["operation"], &lines[2]["status"]);
    assert_eq!((operation, status), (&json!("unknown_path"), &json!(404)));
    assert!(lines[2]["request_id"].is_string(), "one was made");
    assert!(lines[2].get("correlation_id").is_none() && lines[2].get("tenant").is_none(), "{}", lines[2]);
    assert_eq!(lines.len(), 3);
}

#[test]
fn the_format_comes_from_the_environment_too() {
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("log");
    let mut command = backlot();
    command.args(["--memory", "--listen", "127.0.0.1:0"]).env("BACKLOT_LOG", "info").env("BACKLOT_LOG_FORMAT", "json");
    let server = Server::run(command.stderr(File::create(&log).unwrap()));
    assert_eq!(server.customers("nobody").0, 401);
    assert_eq!(server.end("-TERM"), Some(0));
    let line: Value = serde_json::from_str(std::fs::read_to_string(log).unwrap().trim()).unwrap();
    assert_eq!(line["operation"], "ListCustomers");
}

/// Every place of a request into which somebody may put a secret, by mistake or not.
fn requests_with(secret: &str) -> Vec<String> {
    let form = |body: &str| {
        let length = body.len();
        format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    let object = |body: &str| {
        let length = body.len();
        format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    let mut requests: Vec<String> = [
        "Authorization",
        "Cookie",
        "MS-RequestId",
        "MS-CorrelationId",
        "X-Locale",
        "If-Match",
        "MS-ContinuationToken",
        "X-Api-Key",
        "User-Agent",
        "Origin",
        "X-Forwarded-For",
        "traceparent",
        "tracestate",
        "Referer",
        "Accept",
    ]
    .iter()
    .map(|header| format!("GET /v1/customers HTTP/1.1\r\nHost: localhost\r\n{header}: {secret}\r\n\r\n"))
    .collect();
    for scheme in ["Bearer", "Basic", "bearer  Bearer"] {
        requests.push(format!("GET /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: {scheme} {secret}\r\n\r\n"));
    }
    for path in [
        format!("/{secret}"),
        format!("/v1/customers/{secret}"),
        format!("/v1/customers/{secret}/orders?token={secret}"),
        format!("/v1/customers?filter={secret}&access_token={secret}&size={secret}"),
        format!("/{secret}/oauth2/token?client_secret={secret}"),
        format!("/_backlot/{secret}?token={secret}"),
    ] {
        requests.push(format!("GET {path} HTTP/1.1\r\nHost: {secret}\r\n\r\n"));
    }
    for head in ["POST /common/oauth2/token", "POST /common/oauth2/v2.0/token", "POST /v1/customers"] {
        for grant in ["password", "refresh_token", "client_credentials", secret] {
            let body = format!(
                "grant_type={grant}&client_id={secret}&client_secret={secret}&refresh_token={secret}&username={secret}\
                 &password={secret}&resource={secret}&scope={secret}&client_assertion={secret}"
            );
            requests.push(format!("{head} HTTP/1.1\r\nHost: localhost\r\n{}", form(&body)));
        }
    }
    for body in
        [format!(r#"{{"companyProfile":"{secret}","{secret}":1}}"#), format!(r#""{secret}""#), secret.to_owned()]
    {
        requests.push(format!("PATCH /_backlot/settings HTTP/1.1\r\nHost: localhost\r\n{}", object(&body)));
        requests.push(format!("POST /v1/customers HTTP/1.1\r\nHost: localhost\r\n{}", object(&body)));
    }
    requests.push(format!("{} /v1/customers HTTP/1.1\r\nHost: localhost\r\n\r\n", secret.replace('.', "x")));
    // No HTTP at all.
    requests.push(format!("{secret}\r\n\r\n"));
    requests.push(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{secret}\r\n\r\n"));
    requests
}

#[test]
fn no_secret_is_ever_logged_however_much_is_asked_for() {
    let logged = Logged::start("trace", &["--log-format", "json"]);
    let account = named(&accounts(logged.home.path()), "direct-sandbox").clone();
    let (app, user) = (&account["apps"][0], &account["users"][0]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (secret, password) = (text(&app["clientSecret"]), text(&user["password"]));
    let form = format!(
        "grant_type=password&client_id={}&client_secret={secret}&username={}&password={password}\
         &resource=https%3A%2F%2Fapi.partnercenter.microsoft.com",
        text(&app["clientId"]),
        text(&user["userPrincipalName"]).replace('@', "%40"),
    );
    let path = format!("/{}/oauth2/token", text(&account["tenantId"]));
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let (status, given) = logged.server.call("POST", &path, &[kind], &form);
    assert_eq!(status, 200, "{given}");
    let (token, refresh) = (text(&given["access_token"]), text(&given["refresh_token"]));
    assert_eq!(logged.server.customers(&token).0, 200);
    let control = std::fs::read_to_string(logged.file("control-token")).unwrap().trim().to_owned();

    let secrets = [secret, password, token, refresh, control];
    for secret in &secrets {
        for request in requests_with(secret) {
            let mut connection = Connection::to(&logged.server);
            connection.write(request.as_bytes());
            // Some are answered, others are broken off.
            connection.try_answer(false);
        }
    }
    let lines = logged.end_json();
    let answered = lines.iter().filter(|line| line["target"] == "access").count();
    assert!(answered > 40 * secrets.len(), "{answered} of {}", lines.len());
    for line in &lines {
        let line = line.to_string();
        let kept = secrets.iter().flat_map(|secret| [secret.as_str(), &secret[secret.len() - 12..]]);
        for secret in kept {
            assert!(!line.contains(secret), "{secret} in {line}");
        }
    }
}
