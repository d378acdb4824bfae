//! A small world for the tests of customers and relationships: partners of every kind, and no customers but what the
//! tests make.

use backlot_testkit::{Stage, client::Client};
use http::StatusCode;
use serde_json::{Value, json};

/// Name, type, environment, cloud, and the partners linked to it.
const PARTNERS: &[(&str, &str, &str, &str, &str)] = &[
    ("direct", "direct_bill", "production", "global", ""),
    ("direct-china", "direct_bill", "production", "china", ""),
    ("provider", "indirect_provider", "production", "global", r#""reseller", "reseller-two""#),
    ("reseller", "indirect_reseller", "production", "global", ""),
    ("reseller-two", "indirect_reseller", "production", "global", ""),
    ("lone-reseller", "indirect_reseller", "production", "global", ""),
    ("sandbox", "direct_bill", "sandbox", "global", ""),
    ("sandbox-two", "indirect_provider", "sandbox", "global", ""),
    ("sandbox-china", "direct_bill", "sandbox", "china", ""),
    ("sandbox-reseller", "indirect_reseller", "sandbox", "global", ""),
    ("provider-china", "indirect_provider", "production", "china", r#""reseller-china""#),
    ("reseller-china", "indirect_reseller", "production", "china", ""),
];

/// Those of them who are domain registrars.
const REGISTRARS: &[&str] = &["direct", "sandbox", "sandbox-two"];

/// A sandbox with these partners.
pub(crate) async fn stage() -> Stage {
    let accounts = PARTNERS.iter().enumerate().map(|(at, (name, kind, environment, cloud, partners))| {
        let registrar = REGISTRARS.contains(name);
        format!(
            r#"
[[accounts]]
name = "{name}"
type = "{kind}"
environment = "{environment}"
cloud = "{cloud}"
tenantId = "a1000000-0000-4000-8000-0000000000{at:02}"
domain = "{name}.example"
mpnId = "91000{at:02}"
country = "US"
companyName = "Partner {name}"
partners = [{partners}]
domainRegistrar = {registrar}
apps = [{{ clientId = "b1000000-0000-4000-8000-0000000000{at:02}", clientSecret = "secret-{name}" }}]
users = [
  {{ userPrincipalName = "admin@{name}.example", password = "password-{name}", roles = ["AdminAgent"] }},
  {{ userPrincipalName = "sales@{name}.example", password = "password-{name}", roles = ["SalesAgent"] }},
]
"#
        )
    });
    Stage::toml(&accounts.collect::<String>()).await
}

/// The body of a create that every environment accepts.
pub(crate) fn company(name: &str, domain: &str) -> Value {
    json!({
        "companyProfile": { "domain": domain },
        "billingProfile": {
            "culture": "en-US",
            "email": "accounts@example.com",
            "language": "en",
            "companyName": name,
            "defaultAddress": {
                "firstName": "Accounts",
                "lastName": "Payable",
                "addressLine1": "1 Pike Street",
                "city": "Seattle",
                "state": "WA",
                "postalCode": "98101",
                "country": "US",
            },
        },
    })
}

/// What was answered: the status, the body as JSON, and the explanation.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
    pub(crate) explanation: String,
}

impl Answer {
    /// The body of an answer that must have this status.
    #[track_caller]
    pub(crate) fn with(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{} ({})", self.text, self.explanation);
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The description of a refusal, which must have this status and code.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: u32) -> String {
        let body = self.with(status);
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["source"], "PartnerFD");
        body["description"].as_str().unwrap_or_default().to_owned()
    }
}

/// Calls the API without types, as a client in any language does.
pub(crate) async fn ask(client: &Client, method: &str, path: &str, body: Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = client.send_raw(method, path, body).await.unwrap();
    let explanation = answer.headers().get("backlot-explanation");
    Answer {
        status: answer.status(),
        explanation: explanation.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned(),
        text: String::from_utf8(answer.body().to_vec()).unwrap(),
    }
}

/// Creates a customer and gives its id.
pub(crate) async fn create(client: &Client, name: &str, domain: &str) -> String {
    let made = ask(client, "POST", "/v1/customers", company(name, domain)).await.with(201);
    made["id"].as_str().unwrap().to_owned()
}

/// Orders a licence-based offer for a customer and gives the answer.
pub(crate) async fn order(client: &Client, customer: &str, partner_on_record: Option<&str>) -> Value {
    let line = json!({
        "lineItemNumber": 0,
        "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239",
        "quantity": 1,
        "partnerIdOnRecord": partner_on_record,
    });
    let body = json!({ "referenceCustomerId": customer, "billingCycle": "monthly", "lineItems": [line] });
    ask(client, "POST", &format!("/v1/customers/{customer}/orders"), body).await.with(201)
}
