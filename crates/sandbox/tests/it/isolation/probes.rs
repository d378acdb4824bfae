//! Requests of one partner that name what another one holds, wherever a request of any operation can name anything.

use std::{env, fmt};

use backlot_testkit::ENGINE;
use partner_center_model::{
    filter::FieldFilterOperation,
    operation::{Header, Method, OperationInfo, Root, Segment},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    holdings::{Holdings, Kind, Name},
    places::{Asked, operations},
};
use crate::{ask::Ask, partners::company};

/// A request that names something of somebody else's, or nothing but what is one's own.
pub(super) struct Probe {
    /// Tells it from all others.
    pub(super) number: usize,
    pub(super) operation: &'static str,
    /// Where it names it: a placeholder, a query parameter, a header, a place of the body.
    pub(super) place: String,
    /// What it names, in words.
    pub(super) what: String,
    pub(super) ask: Ask,
    /// The `MS-RequestId` that it repeats.
    pub(super) repeats: Option<String>,
    /// Whether it must come to nothing, not only to the same.
    pub(super) is_refused: bool,
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, place, what, ask, .. } = self;
        write!(f, "{ask} ({operation}, {place}) tells of {what}:")
    }
}

/// Queries without which an operation lists nothing.
const QUERIES: &[(&str, &str)] = &[
    ("GetOffer", "country=US"),
    ("ListOffers", "country=US"),
    ("ListOfferAddons", "country=US"),
    ("ListOfferCategories", "country=US"),
    ("ListProducts", "country=US&targetView=OnlineServices"),
    ("GetProduct", "country=US"),
    ("ListSkus", "country=US"),
    ("GetSku", "country=US"),
    ("ListAvailabilities", "country=US"),
    ("GetAvailability", "country=US"),
    ("CheckInventory", "country=US"),
    ("ListCustomerProducts", "targetView=OnlineServices"),
    ("ListRelationships", "relationship_type=IsIndirectCloudSolutionProviderOf"),
    ("ListRelationships", "relationship_type=IsIndirectResellerOf"),
    ("ListCustomers", "size=1"),
];

/// The fields that any filter knows, each with its operator.
const FILTERED: &[(&str, FieldFilterOperation)] = &[
    ("CompanyName", FieldFilterOperation::StartsWith),
    ("Domain", FieldFilterOperation::StartsWith),
    ("IndirectReseller", FieldFilterOperation::StartsWith),
    ("IndirectCloudSolutionProvider", FieldFilterOperation::StartsWith),
    ("Name", FieldFilterOperation::Substring),
];

/// Whether every name is tried everywhere. On the second engine one of each kind is enough, and operations that read and
/// write nothing are not asked again: what is asked is the same, and only what keeps it is not.
pub(super) fn in_full() -> bool {
    env::var_os(ENGINE).is_none()
}

/// Every probe of the holder of `mine` into `theirs`; `repeated` is what they asked for, with its `MS-RequestId`.
pub(super) fn probes(mine: &Holdings, theirs: &Holdings, repeated: &[(String, Ask)]) -> Vec<Probe> {
    let emulated = backlot_sandbox::emulated();
    let mut probes = Probes { mine, theirs, emulated, made: Vec::new() };
    for asked in operations() {
        if !in_full() && !probes.emulated.contains(&asked.info.name) {
            continue;
        }
        probes.plain(asked.info);
        probes.in_path(asked.info);
        probes.in_query(&asked);
        probes.in_headers(asked.info);
        probes.in_body(&asked);
    }
    for (method, target) in &theirs.links {
        probes.add("any", "a link", target, Ask::new(method, target));
    }
    for (id, ask) in repeated {
        let what = format!("what was asked for under {id}");
        probes.add("any", "MS-RequestId", what, ask.clone()).repeats = Some(id.clone());
    }
    probes.made
}

/// A request of the operation, with all values of its path the holder's own. The least that its page allows, and more
/// where more is needed to come far.
fn body(info: &OperationInfo, number: usize) -> Value {
    let line = json!({ "lineItemNumber": 0, "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 3 });
    match (info.name, info.method) {
        ("CreateCustomer", _) => company("Fernhill Tools", &format!("fernhill-{number}.example")),
        ("UpdateCustomer", _) => json!({ "relationshipToPartner": "none" }),
        ("UpdateCustomerBillingProfile", _) => {
            let mut profile = company("Fernhill Tools", "fernhill.example")["billingProfile"].take();
            profile["attributes"] = json!({ "etag": "*" });
            profile
        }
        ("ValidateAddress", _) => {
            company("Fernhill Tools", "fernhill.example")["billingProfile"]["defaultAddress"].take()
        }
        ("CreateOrder" | "UpdateOrder", _) => json!({ "billingCycle": "monthly", "lineItems": [line] }),
        ("CreateCart" | "UpdateCart", _) => {
            let line = json!({ "catalogItemId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 3 });
            json!({ "lineItems": [line] })
        }
        ("CheckInventory", _) => json!({ "targetItems": [{ "productId": "18181A46-0D4E-45CD-891E-60AABD171B4E" }] }),
        ("UpdateSubscription", _) => json!({ "status": "active", "quantity": 3 }),
        (_, Method::POST | Method::PUT | Method::PATCH) => json!({}),
        _ => Value::Null,
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The path of an operation.
fn path(info: &OperationInfo, value: impl Fn(&'static str) -> String) -> String {
    let segment = |segment| match segment {
        Segment::Literal(literal) => format!("/{literal}"),
        Segment::Parameter(name) => format!("/{}", value(name)),
    };
    info.segments().map(segment).collect()
}

fn placeholders(info: &OperationInfo) -> Vec<&'static str> {
    let name = |segment| match segment {
        Segment::Parameter(name) => Some(name),
        Segment::Literal(_) => None,
    };
    info.segments().filter_map(name).collect()
}

struct Probes<'h> {
    mine: &'h Holdings,
    theirs: &'h Holdings,
    /// The operations that read what they are sent; others answer 501 when they have looked for the customer.
    emulated: Vec<&'static str>,
    made: Vec<Probe>,
}

impl<'h> Probes<'h> {
    fn add(
        &mut self,
        operation: &'static str,
        place: impl Into<String>,
        what: impl Into<String>,
        ask: Ask,
    ) -> &mut Probe {
        let (number, place, what) = (self.made.len(), place.into(), what.into());
        self.made.push(Probe { number, operation, place, what, ask, repeats: None, is_refused: false });
        &mut self.made[number]
    }

    /// Their names of some kinds: one for an operation that reads none.
    fn names(&self, info: &OperationInfo, is_kind: impl Fn(Kind) -> bool) -> Vec<&'h Name> {
        let mut names: Vec<&Name> = self.theirs.names.iter().filter(|name| is_kind(name.kind)).collect();
        names.sort_by_key(|name| name.kind);
        if !self.emulated.contains(&info.name) {
            names.truncate(1);
        }
        if !in_full() {
            names.dedup_by_key(|name| name.kind);
        }
        names
    }

    fn own(&self, name: &str) -> String {
        let known = match name {
            "offer_id" | "sku_id" => "91FD106F-4B2C-4938-95AC-F54F74E9A239",
            "product_id" => "18181A46-0D4E-45CD-891E-60AABD171B4E",
            "availability_id" => "DZ91FD106F4B",
            "country" => "US",
            _ => "0",
        };
        self.mine.path.get(name).cloned().unwrap_or_else(|| known.to_owned())
    }

    fn own_path(&self, info: &OperationInfo) -> String {
        path(info, |name| escaped(&self.own(name)))
    }

    /// A request of the operation, with a body that is good where everything in the path is.
    fn ask(&self, info: &OperationInfo, target: String) -> Ask {
        let body = body(info, self.made.len());
        let body = if body.is_null() { String::new() } else { body.to_string() };
        Ask::new(info.method.as_str(), target).header("content-type", "application/json").body(body)
    }

    /// What is one's own, asked for as anybody would.
    fn plain(&mut self, info: &'static OperationInfo) {
        let queries = QUERIES.iter().filter(|(operation, _)| *operation == info.name);
        for query in queries.map(|(_, query)| format!("?{query}")).chain([String::new()]) {
            let target = format!("{}{query}", self.own_path(info));
            self.add(info.name, "nothing", "what it does not name", self.ask(info, target));
        }
    }

    /// Mixtures of mine and theirs, in many spellings; and each name of theirs for each placeholder.
    fn in_path(&mut self, info: &'static OperationInfo) {
        let (placeholders, theirs) = (placeholders(info), self.theirs);
        let fitting: Vec<&str> = placeholders.iter().copied().filter(|name| theirs.path.contains_key(name)).collect();
        for mixture in 1..(1_usize << fitting.len()) {
            let is_theirs =
                |name: &str| fitting.iter().position(|one| *one == name).is_some_and(|at| mixture >> at & 1 == 1);
            let value = |name: &str| if is_theirs(name) { theirs.path[name].clone() } else { self.own(name) };
            let plain = path(info, |name| escaped(&value(name)));
            let beside = |between: &str| {
                path(info, |name| match value(name) {
                    value if is_theirs(name) => format!("{}{between}{value}", self.own(name)),
                    value => value,
                })
            };
            let spellings = [plain.to_uppercase(), plain.replace('/', "//"), beside("/../"), beside("%2F..%2F"), plain];
            for target in spellings {
                self.add(info.name, "the path", &target, self.ask(info, target.clone())).is_refused = true;
            }
        }
        for placeholder in &placeholders {
            for name in self.names(info, |kind| !matches!(kind, Kind::Etag | Kind::Continuation)) {
                let value = |other: &str| if other == *placeholder { name.text.clone() } else { self.own(other) };
                let ask = self.ask(info, path(info, |other| escaped(&value(other))));
                self.add(info.name, *placeholder, &name.of, ask);
            }
        }
    }

    fn in_query(&mut self, asked: &Asked) {
        let info = asked.info;
        for place in &asked.query {
            let parameter = place.name();
            for name in self.names(info, |kind| kind != Kind::Etag) {
                let values = if parameter == "filter" { filters(&name.text) } else { vec![name.text.clone()] };
                for value in values {
                    let target = format!("{}?{parameter}={}", self.own_path(info), escaped(&value));
                    self.add(info.name, &parameter, &name.of, self.ask(info, target));
                }
            }
        }
    }

    /// Their tokens for pages of mine, their etags for documents of mine and theirs.
    fn in_headers(&mut self, info: &'static OperationInfo) {
        for name in self.names(info, |kind| kind == Kind::Continuation) {
            for query in ["", "?size=1&seekOperation=Next"] {
                let ask = self.ask(info, format!("{}{query}", self.own_path(info)));
                let ask = ask.header("ms-continuationtoken", &name.text);
                let probe = self.add(info.name, "MS-ContinuationToken", &name.of, ask);
                probe.is_refused = info.headers.contains(&Header::ContinuationToken);
            }
        }
        if info.root == Root::Nothing {
            return;
        }
        let theirs = path(info, |name| self.theirs.path.get(name).cloned().unwrap_or_else(|| "0".to_owned()));
        for name in self.names(info, |kind| kind == Kind::Etag) {
            for target in [self.own_path(info), theirs.clone()] {
                let ask = self.ask(info, target).header("if-match", format!("\"{}\"", name.text));
                self.add(info.name, "If-Match", &name.of, ask);
            }
        }
    }

    fn in_body(&mut self, asked: &Asked) {
        let info = asked.info;
        for place in &asked.body {
            let fits = |kind| match place.name() {
                name if name.ends_with("etag") => kind == Kind::Etag,
                _ => matches!(kind, Kind::Id | Kind::Domain),
            };
            // Links are the service's to write, and many; one name shows that they are not followed.
            let most = if place.name().contains("inks.") { 1 } else { usize::MAX };
            for name in self.names(info, fits).into_iter().take(most) {
                let mut body = body(info, self.made.len());
                place.put(&mut body, &name.text);
                let ask = self.ask(info, self.own_path(info)).body(body.to_string());
                self.add(info.name, place.name(), &name.of, ask);
            }
        }
    }
}

/// Filters for a value by every field.
fn filters(value: &str) -> Vec<String> {
    let filter = |(field, operator): &_| json!({ "Field": field, "Value": value, "Operator": operator }).to_string();
    FILTERED.iter().map(filter).collect()
}
