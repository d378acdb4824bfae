//! `backlot login`: a person signs in by a code, with a browser.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
    time::Duration,
};

use super::{DIRECT, Desk};
use crate::proxy::{Fault, Proxy};

/// Adds a profile of people of `direct`, called `live`, at this address.
#[track_caller]
fn add(desk: &Desk, url: &str) {
    // The public client of `direct`.
    let client = "b0000000-0000-4000-8000-000000000101";
    let add = ["profile", "add", "live", "--environment", "production", "--tenant", "direct.example"];
    let who = ["--client-id", client, "--api", url, "--account-type", "direct_bill", "--user"];
    assert_eq!(desk.plain(&[&add[..], &who].concat()).code, Some(0));
}

/// Signs in to `live` as this person of `direct`.
#[track_caller]
fn login(desk: &Desk, name: &str) {
    let mut login = desk.command(&desk.server.url, &["login", "--profile", "live"]);
    let mut login = login.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(login.stderr.take().unwrap()).lines().map(Result::unwrap);
    let message = said.next().unwrap();
    let is_code = |word: &&str| word.len() == 9 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let code = message.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code);
    sign_in(desk, code.unwrap_or_else(|| panic!("no code in {message:?}")), name);
    assert_eq!(said.next().unwrap(), format!("signed in for live as {name}@direct.example"));
    assert!(login.wait().unwrap().success());
}

#[test]
fn a_person_signs_in_once_and_their_token_is_for_this_user_alone() {
    let desk = Desk::new();
    add(&desk, &desk.server.url);
    login(&desk, "admin");
    let tokens = desk.home.path().join(".local/state/backlot/tokens/live");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&tokens).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let first = fs::read_to_string(&tokens).unwrap();
    let customers = desk.json(&["customer", "list", "--profile", "live"]);
    assert_eq!(customers.as_array().unwrap().len(), 5);
    assert_ne!(fs::read_to_string(&tokens).unwrap(), first, "a refresh token is good for one use");
    // What an application alone may not.
    assert_eq!(desk.run(&["relationship", "request", "--profile", "live"]).code, Some(0));
}

#[test]
fn a_sign_in_that_nobody_carries_out_leaves_who_was_signed_in() {
    let desk = Desk::new();
    add(&desk, &desk.server.url);
    login(&desk, "admin");
    let person = desk.home.path().join(".local/state/backlot/tokens/live.person");
    let before = fs::read_to_string(&person).unwrap();
    assert!(before.contains("admin@direct.example"), "{before}");
    assert_eq!(desk.run(&["login", "--profile", "live", "--timeout", "1"]).code, Some(5));
    assert_eq!(fs::read_to_string(&person).unwrap(), before);
}

#[test]
fn an_order_that_somebody_else_began_under_the_same_profile_is_not_placed_in_another_name() {
    let desk = Desk::new();
    let proxy = Proxy::before(desk.server.address());
    add(&desk, &proxy.url);
    login(&desk, "admin");
    let create = |item| ["order", "create", "Fernhill Dental", "--item", item, "--yes", "--profile", "live"];
    // One that nothing befalls shows which call orders.
    proxy.next(None);
    assert_eq!(desk.run(&create("DB2E705F-B82A-4024-A3D5-D88E12F2DB35=4")).code, Some(0));
    let post = proxy.lines().iter().position(|line| line.starts_with("POST /v1/")).unwrap() + 1;
    let create = create("DB2E705F-B82A-4024-A3D5-D88E12F2DB35=5");
    proxy.next(Some((post, Fault::HeldAfter)));
    let mut child = desk.start(&proxy.url, &create);
    assert!(proxy.holds(Duration::from_secs(20)), "nothing was ordered");
    child.kill().unwrap();
    child.wait().unwrap();
    proxy.next(None);
    login(&desk, "agent");
    let ended = desk.run(&create);
    assert!(ended.complaint(2).contains("begun with --profile live, by admin@direct.example,"), "{}", ended.err);
    assert_eq!(desk.count(DIRECT, "order-created"), 2);

    login(&desk, "admin");
    let ended = desk.run(&create);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.err.contains("it was sent again as the same order"), "{}", ended.err);
    assert_eq!(desk.count(DIRECT, "order-created"), 2);
}

/// Enters the code in a browser, and signs in as this person of `direct`.
fn sign_in(desk: &Desk, code: &str, name: &str) {
    let mut browser = Browser { desk, cookies: BTreeMap::new() };
    let page = browser.get("/common/oauth2/deviceauth");
    let mut page = browser.submit(&page, &[("user_code", code)]);
    let (login, password) = (format!("{name}@direct.example"), format!("direct-{name}-password"));
    for fields in [[("login", login.as_str())], [("passwd", &password)], [("otc", "123456")], [("consent", "accept")]] {
        // Whoever has consented is not asked again.
        if page.contains("<h1>You are signed in</h1>") {
            break;
        }
        page = browser.submit(&page, &fields);
    }
    assert!(page.contains("<h1>You are signed in</h1>"), "{page}");
}

/// A browser that keeps cookies and fills in forms.
struct Browser<'d> {
    desk: &'d Desk,
    cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    fn get(&mut self, path: &str) -> String {
        self.send("GET", path, "")
    }

    /// Sends the page's form with these fields filled in.
    fn submit(&mut self, page: &str, fields: &[(&str, &str)]) -> String {
        let action = between(page, "<form method=\"post\" action=\"", "\"");
        let hidden = page.split("<input type=\"hidden\" name=\"").skip(1);
        let hidden = hidden.map(|input| {
            let (name, rest) = input.split_once("\" value=\"").unwrap();
            format!("{name}={}", escaped(&unescaped(rest.split_once("\">").unwrap().0)))
        });
        let fields = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
        let body = hidden.chain(fields).collect::<Vec<_>>().join("&");
        self.send("POST", &unescaped(action), &body)
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> String {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = format!("Cookie: {}", cookies.join("; "));
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let answer = self.desk.server.exchange(method, path, &[kind, &cookies], body);
        let (head, html) = answer.split_once("\r\n\r\n").unwrap();
        for line in head.lines() {
            let Some((name, cookie)) = line.split_once(": ") else { continue };
            if name.eq_ignore_ascii_case("set-cookie") {
                let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        html.to_owned()
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {text}"));
    rest.split_once(after).unwrap().0
}

/// As it stands in a form that is sent.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// As it stands in an attribute of HTML.
fn unescaped(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&amp;", "&")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#x2F;", "/")
}
