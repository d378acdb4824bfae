//! Worlds that the programs of earlier releases wrote: today's program opens them, and serves what is in them.

use std::collections::BTreeMap;

use backlot_store::{Error, Options, Store};
use backlot_testkit::earlier::Earlier;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    program::{Server, named, run},
    socket::connection::customer,
};

const JSON: &str = "Content-Type: application/json";
const QUOTA: &str = "/_backlot/accounts/a0000000-0000-4000-8000-000000000002/quota";

/// A server of today on a world of earlier, a token of a person of each account, and under no name that of the control API.
struct Opened<'e> {
    earlier: &'e Earlier,
    server: Server,
    tokens: BTreeMap<String, String>,
}

impl<'e> Opened<'e> {
    fn new(earlier: &'e Earlier) -> Self {
        let arguments: Vec<&str> = earlier.arguments.iter().map(String::as_str).collect();
        let server = Server::start(&arguments);
        let control = run(&[&["database", "token"], &arguments[..]].concat()).stdout;
        let control = String::from_utf8(control).unwrap().trim().to_owned();
        let mut opened = Self { earlier, server, tokens: BTreeMap::from([(String::new(), control)]) };
        let accounts = opened.accounts();
        for name in ["direct", "direct-sandbox", "provider", "reseller"] {
            let user = &named(&accounts, name)["users"][0];
            let form = [
                ("grant_type", "password"),
                ("username", text(&user["userPrincipalName"])),
                ("password", text(&user["password"])),
                ("scope", "https://api.partnercenter.microsoft.com/.default"),
            ];
            let (status, answer) = opened.sign_in(&accounts, name, &form);
            assert_eq!(status, 200, "{answer}");
            opened.tokens.insert(name.to_owned(), text(&answer["access_token"]).to_owned());
        }
        opened
    }

    fn accounts(&self) -> Vec<Value> {
        self.get("", "/_backlot/accounts").as_array().unwrap().clone()
    }

    /// Asks for a token of the account's application.
    fn sign_in(&self, accounts: &[Value], account: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let app = &named(accounts, account)["apps"][0];
        let app = [("client_id", text(&app["clientId"])), ("client_secret", text(&app["clientSecret"]))];
        let escaped = |text: &str| text.replace('@', "%40").replace(':', "%3A").replace('/', "%2F");
        let form: Vec<String> =
            app.iter().chain(form).map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let path = format!("/{account}.example/oauth2/v2.0/token");
        self.server.call("POST", &path, &["Content-Type: application/x-www-form-urlencoded"], &form.join("&"))
    }

    /// A call of an account, or of the control API.
    fn call(&self, account: &str, method: &str, target: &str, header: &str, body: &str) -> (u16, Value) {
        let authorization = self.tokens.get(account).map(|token| format!("Authorization: Bearer {token}"));
        let headers: Vec<&str> =
            authorization.as_deref().into_iter().chain([JSON, header]).filter(|header| !header.is_empty()).collect();
        self.server.call(method, target, &headers, body)
    }

    fn get(&self, account: &str, target: &str) -> Value {
        let (status, answer) = self.call(account, "GET", target, "", "");
        assert_eq!(status, 200, "{}: {target}: {answer}", self.earlier.name);
        answer
    }

    /// What is answered today to what an earlier program was asked, and what that one answered.
    fn again(&self, told: &Value) -> [(u16, Value); 2] {
        let of = |property: &str| told[property].as_str().unwrap_or_default();
        let today = self.call(of("account"), of("method"), of("target"), of("header"), of("body"));
        let status = told["status"].as_u64().unwrap().try_into().unwrap();
        let mut both = [today, (status, told["answer"].clone())];
        if of("target") == "/_backlot/clock" {
            // The clock stands still, and real time does not.
            for (_, clock) in &mut both {
                *clock = json!([clock["now"], clock["frozen"]]);
            }
        }
        both
    }

    fn advance(&self, by: &str) {
        let (status, answer) = self.call("", "PUT", "/_backlot/clock", "", &json!({ "advance": by }).to_string());
        assert_eq!(status, 200, "{answer}");
    }

    /// Everything is there and answered as it was, etags and counted quotas among it.
    fn reads(&self) {
        let reads = self.earlier.told("read");
        assert!(reads.len() > 50, "{} reads are not all", reads.len());
        for told in reads {
            let [today, then] = self.again(told);
            assert_eq!(today, then, "{}: {}", self.earlier.name, told["target"]);
        }
    }

    /// Orders that wait arrive when their time comes, or when they have been read as often as they waited for.
    fn waits(&self) {
        let due = self.earlier.told("due")[0];
        let status = || self.get(text(&due["account"]), text(&due["target"]))["status"].clone();
        assert_ne!(due["answer"]["status"], "cancelled");
        assert_eq!(status(), due["answer"]["status"]);
        self.advance("PT1H");
        assert_eq!(status(), due["answer"]["status"]);
        self.advance("PT1H");
        assert_eq!(status(), "cancelled");

        // It was read once of three times.
        let seen = self.earlier.told("seen")[0];
        let status = || self.get(text(&seen["account"]), text(&seen["target"]))["status"].clone();
        assert_ne!(status(), "cancelled");
        assert_eq!(status(), "cancelled");
    }

    /// Old documents are changed under their old etags, once.
    fn writes(&self) {
        let subscriptions = "/v1/customers/d0000000-0000-4000-8000-000000000202/subscriptions";
        let target = format!("{subscriptions}/e0000000-0000-4000-8000-000000000201");
        let before = &self.earlier.read(&target)["answer"];
        assert_eq!(before["status"], "suspended");
        let etag = text(&before["attributes"]["etag"]);
        let matches = format!("If-Match: \"{etag}\"");
        let body = json!({ "status": "active" }).to_string();
        let (status, changed) = self.call("direct-sandbox", "PATCH", &target, &matches, &body);
        assert_eq!((status, &changed["status"]), (200, &json!("active")), "{changed}");
        assert_ne!(changed["attributes"]["etag"], etag);
        let (status, refused) = self.call("direct-sandbox", "PATCH", &target, &matches, &body);
        assert_eq!((status, &refused["code"]), (400, &json!(2055)), "the etag is another one now");
    }

    /// New documents count with the old ones, up to the quotas.
    fn quotas(&self) {
        let then = &self.earlier.read(QUOTA)["answer"];
        let (status, answer) = self.call("direct-sandbox", "POST", "/v1/customers", "", &customer("sorrel"));
        assert_eq!(status, 201, "{answer}");
        let used = self.get("", QUOTA)["used"]["customers"].as_u64();
        assert_eq!(used, then["used"]["customers"].as_u64().map(|used| used + 1));

        // The customer that the order was kept for has two subscriptions of five.
        let orders = text(&self.earlier.told("kept")[1]["target"]);
        let line = json!({ "lineItemNumber": 0, "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 1 });
        let body = json!({ "lineItems": [line] }).to_string();
        let place = || self.call("direct-sandbox", "POST", orders, "", &body).0;
        assert_eq!([place(), place(), place(), place()], [201, 201, 201, 403]);
    }

    /// What was kept for a day is answered within it and judged anew after it; sessions last for ninety.
    fn times(&self) {
        let time = |clock: &Value| -> Timestamp { text(&clock["realTime"]).parse().unwrap() };
        let made = time(&self.earlier.read("/_backlot/clock")["answer"]);
        let age = time(&self.get("", "/_backlot/clock")).duration_since(made);
        for told in self.earlier.told("kept") {
            let [today, then] = self.again(told);
            assert_eq!(today == then, age < SignedDuration::from_hours(24), "{}: {today:?}", self.earlier.name);
        }
        let accounts = self.accounts();
        for (what, good) in [("session", true), ("spent", false)] {
            let session = self.earlier.told(what)[0];
            let form = [("grant_type", "refresh_token"), ("refresh_token", text(&session["refresh_token"]))];
            let (status, answer) = self.sign_in(&accounts, text(&session["account"]), &form);
            let renewed = good && age < SignedDuration::from_hours(24 * 90);
            assert_eq!(status, if renewed { 200 } else { 400 }, "{}: {answer}", self.earlier.name);
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// Everything that the store holds agrees with itself.
fn verify(earlier: &Earlier) {
    let store = Store::open(Options::new(earlier.place.clone())).unwrap();
    let mut flaws = Vec::new();
    let looked = store.read_blocking(|tx| {
        tx.check(|flaw| {
            flaws.push(flaw.to_string());
            Ok::<_, Error>(())
        })
    });
    assert!(looked.unwrap() > 100);
    assert_eq!(flaws, [""; 0], "{}", earlier.name);
}

#[test]
fn a_world_that_an_earlier_program_wrote_opens_and_serves() {
    let worlds = Earlier::all();
    assert!(worlds.iter().any(|earlier| !earlier.is_shared()));
    for earlier in &worlds {
        let opened = Opened::new(earlier);
        opened.reads();
        opened.waits();
        opened.writes();
        opened.quotas();
        opened.times();
        assert_eq!(opened.server.end("-TERM"), Some(0));
        verify(earlier);

        let opened = Opened::new(earlier);
        let due = earlier.told("due")[0];
        assert_eq!(
            opened.get(text(&due["account"]), text(&due["target"]))["status"],
            "cancelled",
            "what was done stays"
        );
    }
}

#[test]
fn the_control_token_of_an_earlier_program_is_the_same() {
    for earlier in Earlier::all().iter().filter(|earlier| !earlier.is_shared()) {
        let backlot_store::Place::Directory(directory) = &earlier.place else { panic!("{}", earlier.name) };
        let kept = std::fs::read(directory.join("control-token")).unwrap();
        let _server = Opened::new(earlier);
        let token = run(&["database", "token", "--data", directory.to_str().unwrap()]).stdout;
        assert_eq!(token, kept);
    }
}
