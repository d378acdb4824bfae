//! What a client does: each action, the request that it is, and what its answer shows.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The offer that is bought: licences, which can be given back.
const OFFER: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";

/// The accounts of the demo world that clients work for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Account {
    /// With quotas, and customers that can be deleted.
    Sandbox,
    /// Without.
    Production,
}

impl Account {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Sandbox, Self::Production];

    /// Its name in the demo world.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "direct-sandbox",
            Self::Production => "direct",
        }
    }

    /// The id of its application in the demo world.
    pub(crate) fn client_id(self) -> &'static str {
        match self {
            Self::Sandbox => "b0000000-0000-4000-8000-000000000002",
            Self::Production => "b0000000-0000-4000-8000-000000000001",
        }
    }
}

/// What a client does. Its name, such as `c7n123`, stands in whatever it makes or changes.
#[expect(missing_docs, reason = "fields are named for what they hold")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Creates a customer whose domain begins with the action's name.
    CreateCustomer { account: Account },
    /// Deletes a customer and everything beneath.
    DeleteCustomer { account: Account, customer: String },
    /// Places an order of one line, with the action's name.
    PlaceOrder { account: Account, customer: String, quantity: i64 },
    /// Gives a subscription the action's name, and changes it.
    Change { account: Account, customer: String, subscription: String, change: Change, etag: Option<String> },
    /// Reads a customer.
    ReadCustomer { account: Account, customer: String },
    /// Lists all customers.
    ListCustomers { account: Account },
    /// Reads a subscription.
    ReadSubscription { account: Account, customer: String, subscription: String },
    /// Lists the subscriptions of a customer.
    ListSubscriptions { account: Account, customer: String },
}

/// How a subscription is changed, beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// To so many licences.
    Quantity(i64),
    /// It is suspended.
    Suspend,
    /// It is active again.
    Reactivate,
}

/// How a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// It counts to the quota.
    Active,
    /// It does not.
    Suspended,
}

/// What an answer shows.
#[expect(missing_docs, reason = "fields are named for what they hold")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seen {
    /// Nothing, or nothing of interest.
    Nothing,
    /// The id of a customer that was made.
    Customer(String),
    /// An order that was placed.
    Order { id: String, subscription: String },
    /// A subscription.
    Subscription(View),
    /// The subscriptions of a customer.
    Subscriptions(Vec<View>),
    /// The customers of an account: ids and domains, and how many the answer says that there are.
    Customers { total: u64, listed: Vec<(String, String)> },
    /// Something else than was expected.
    Unreadable(String),
}

/// A subscription as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// Its id.
    pub id: String,
    /// The name of the action that changed it last.
    #[serde(alias = "friendlyName")]
    pub name: String,
    /// Its licences.
    pub quantity: i64,
    /// How it stands.
    pub status: Status,
    /// Which version it is.
    pub etag: String,
}

/// A request, but for the ids and the token.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: reqwest::Method,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    pub(crate) if_match: Option<String>,
}

impl Action {
    /// For which account it is.
    pub(crate) fn account(&self) -> Account {
        match self {
            Self::CreateCustomer { account }
            | Self::ListCustomers { account }
            | Self::DeleteCustomer { account, .. }
            | Self::PlaceOrder { account, .. }
            | Self::Change { account, .. }
            | Self::ReadCustomer { account, .. }
            | Self::ReadSubscription { account, .. }
            | Self::ListSubscriptions { account, .. } => *account,
        }
    }

    /// The customer that it needs.
    pub(crate) fn customer(&self) -> Option<&str> {
        match self {
            Self::CreateCustomer { .. } | Self::ListCustomers { .. } => None,
            Self::DeleteCustomer { customer, .. }
            | Self::PlaceOrder { customer, .. }
            | Self::Change { customer, .. }
            | Self::ReadCustomer { customer, .. }
            | Self::ReadSubscription { customer, .. }
            | Self::ListSubscriptions { customer, .. } => Some(customer),
        }
    }

    /// Whether it changes something.
    pub fn is_write(&self) -> bool {
        matches!(
            self,
            Self::CreateCustomer { .. } | Self::DeleteCustomer { .. } | Self::PlaceOrder { .. } | Self::Change { .. }
        )
    }

    /// The request that carries it out under this name.
    pub(crate) fn request(&self, name: &str) -> Request {
        use reqwest::Method;
        let (method, path, body) = match self {
            Self::CreateCustomer { .. } => (Method::POST, "/v1/customers".to_owned(), Some(new_customer(name))),
            Self::DeleteCustomer { customer, .. } => (Method::DELETE, format!("/v1/customers/{customer}"), None),
            Self::PlaceOrder { customer, quantity, .. } => {
                let line = json!({
                    "lineItemNumber": 0, "offerId": OFFER, "quantity": quantity, "friendlyName": name,
                });
                let body = json!({ "referenceCustomerId": customer, "lineItems": [line] });
                (Method::POST, format!("/v1/customers/{customer}/orders"), Some(body))
            }
            Self::Change { customer, subscription, change, .. } => {
                let body = match change {
                    Change::Quantity(quantity) => json!({ "friendlyName": name, "quantity": quantity }),
                    Change::Suspend => json!({ "friendlyName": name, "status": "suspended" }),
                    Change::Reactivate => json!({ "friendlyName": name, "status": "active" }),
                };
                (Method::PATCH, format!("/v1/customers/{customer}/subscriptions/{subscription}"), Some(body))
            }
            Self::ReadCustomer { customer, .. } => (Method::GET, format!("/v1/customers/{customer}"), None),
            Self::ListCustomers { .. } => (Method::GET, "/v1/customers?size=0".to_owned(), None),
            Self::ReadSubscription { customer, subscription, .. } => {
                (Method::GET, format!("/v1/customers/{customer}/subscriptions/{subscription}"), None)
            }
            Self::ListSubscriptions { customer, .. } => {
                (Method::GET, format!("/v1/customers/{customer}/subscriptions"), None)
            }
        };
        let if_match = match self {
            Self::Change { etag, .. } => etag.clone(),
            _ => None,
        };
        Request { method, path, body, if_match }
    }

    /// What a successful answer to it shows.
    pub(crate) fn seen(&self, body: &[u8]) -> Seen {
        let read = || match self {
            Self::DeleteCustomer { .. } | Self::ReadCustomer { .. } => Ok(Seen::Nothing),
            Self::CreateCustomer { .. } => text(&json_of(body)?, "/id").map(Seen::Customer),
            Self::PlaceOrder { .. } => {
                let order = json_of(body)?;
                let subscription = text(&order, "/lineItems/0/subscriptionId")?;
                Ok(Seen::Order { id: text(&order, "/id")?, subscription })
            }
            Self::Change { .. } | Self::ReadSubscription { .. } => view(json_of(body)?).map(Seen::Subscription),
            Self::ListSubscriptions { .. } => {
                items(json_of(body)?)?.into_iter().map(view).collect::<Result<_, _>>().map(Seen::Subscriptions)
            }
            Self::ListCustomers { .. } => {
                let list = json_of(body)?;
                let total = list["totalCount"].as_u64().ok_or("no totalCount")?;
                let one = |item: Value| Ok((text(&item, "/id")?, text(&item, "/companyProfile/domain")?));
                let listed = items(list)?.into_iter().map(one).collect::<Result<_, String>>()?;
                Ok(Seen::Customers { total, listed })
            }
        };
        read().unwrap_or_else(|why: String| Seen::Unreadable(format!("{why}: {}", String::from_utf8_lossy(body))))
    }
}

fn new_customer(name: &str) -> Value {
    let address = json!({
        "firstName": "Accounts", "lastName": "Payable", "addressLine1": "12 Quarry Lane", "city": "Portland",
        "state": "OR", "postalCode": "97205", "country": "US",
    });
    json!({
        "companyProfile": { "domain": format!("{name}.example") },
        "billingProfile": {
            "culture": "en-US", "language": "en", "email": "accounts@fernhill.example", "companyName": "Fernhill Tools",
            "defaultAddress": address,
        },
    })
}

fn json_of(body: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

/// The items of a list that is there as a whole.
pub(crate) fn items(mut list: Value) -> Result<Vec<Value>, String> {
    match list["items"].take() {
        Value::Array(items) => Ok(items),
        _ => Err("no items".to_owned()),
    }
}

/// A text that an answer must have.
pub(crate) fn text(value: &Value, pointer: &str) -> Result<String, String> {
    value.pointer(pointer).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("no {pointer}"))
}

/// A subscription that an answer shows.
pub(crate) fn view(mut value: Value) -> Result<View, String> {
    let etag = value["attributes"]["etag"].take();
    value["etag"] = etag;
    serde_json::from_value(value).map_err(|error| error.to_string())
}
