//! What is there: all customers of both accounts with their orders and subscriptions, read through the API.

use fastrand::Rng;
use serde_json::Value;

use crate::{
    Error, Outcome,
    action::{Account, Request, items, text, view},
    clock::Clock,
    history::{Again, Customer, Operation, Order, Repeat, State},
    service::Service,
};

/// How many customers are asked for at a time.
const PAGE: usize = 100;

/// Reads everything; of the customers that there were before, no more than that they are there.
pub(crate) async fn look(
    service: &mut Service,
    before: &[Customer],
    clock: Clock,
    rng: &mut Rng,
) -> Result<State, Error> {
    let at = clock.now();
    let (mut customers, totals) = customers(service, rng).await?;
    for customer in customers.iter_mut().filter(|customer| before.iter().all(|known| known.id != customer.id)) {
        let path = format!("/v1/customers/{}", customer.id);
        let orders = read(service, customer.account, format!("{path}/orders"), rng).await?;
        customer.orders = each(orders, order)?;
        let subscriptions = read(service, customer.account, format!("{path}/subscriptions"), rng).await?;
        customer.subscriptions = each(subscriptions, view)?;
    }
    Ok(State { at, totals, customers })
}

/// The customers of both accounts, without what is beneath them, and how many each account says that it has.
pub(crate) async fn customers(
    service: &mut Service,
    rng: &mut Rng,
) -> Result<(Vec<Customer>, Vec<(Account, u64)>), Error> {
    let (mut all, mut totals) = (Vec::new(), Vec::new());
    for account in Account::ALL {
        let (customers, total) = customers_of(service, account, rng).await?;
        all.extend(customers);
        totals.push((account, total));
    }
    Ok((all, totals))
}

/// Sends acknowledged writes once more, as many as are wanted of those that chance picks.
pub(crate) async fn repeat(
    service: &mut Service,
    operations: &[Operation],
    count: usize,
    rng: &mut Rng,
) -> Result<Vec<Repeat>, Error> {
    let done = |operation: &&Operation| {
        let outcome = operation.ending.as_ref().map(|ending| &ending.outcome);
        operation.action.is_write() && matches!(outcome, Some(Outcome::Done { .. }))
    };
    let mut writes: Vec<&Operation> = operations.iter().filter(done).collect();
    writes.sort_by(|one, other| one.name.cmp(&other.name));
    rng.shuffle(&mut writes);
    let mut repeats = Vec::new();
    for Operation { name, request_id, action, .. } in writes.into_iter().take(count) {
        let answer = service.insist(action.account(), &action.request(name), Some(request_id), rng).await?;
        let again = Again::AtTheEnd;
        repeats.push(Repeat { name: name.clone(), again, status: answer.status, digest: answer.digest() });
    }
    Ok(repeats)
}

async fn customers_of(service: &mut Service, account: Account, rng: &mut Rng) -> Result<(Vec<Customer>, u64), Error> {
    let mut all = Vec::new();
    let mut continuation = String::new();
    loop {
        let page = read(service, account, format!("/v1/customers?size={PAGE}{continuation}"), rng).await?;
        let next = page["continuationToken"].as_str().map(str::to_owned);
        let total = page["totalCount"].as_u64();
        all.extend(each(page, |item| customer(account, &item))?);
        match next {
            Some(token) => continuation = format!("&seekOperation=Next&continuationToken={token}"),
            None => {
                let said =
                    || Error::Call { what: "the last page of customers".to_owned(), said: "no total".to_owned() };
                return Ok((all, total.ok_or_else(said)?));
            }
        }
    }
}

async fn read(service: &mut Service, account: Account, path: String, rng: &mut Rng) -> Result<Value, Error> {
    let request = Request { method: reqwest::Method::GET, path, body: None, if_match: None };
    let answer = service.insist(account, &request, None, rng).await?;
    if answer.is_success() {
        return Ok(answer.json());
    }
    let said = format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body));
    Err(Error::Call { what: request.path, said })
}

fn each<T>(list: Value, read: impl Fn(Value) -> Result<T, String>) -> Result<Vec<T>, Error> {
    let all = items(list).and_then(|items| items.into_iter().map(read).collect());
    all.map_err(|said| Error::Call { what: "the last look".to_owned(), said })
}

fn customer(account: Account, item: &Value) -> Result<Customer, String> {
    let (id, domain) = (text(item, "/id")?, text(item, "/companyProfile/domain")?);
    Ok(Customer { account, id, domain, orders: Vec::new(), subscriptions: Vec::new() })
}

fn order(item: Value) -> Result<Order, String> {
    let line = |field: &str| text(&item, &format!("/lineItems/0/{field}"));
    Ok(Order { id: text(&item, "/id")?, name: line("friendlyName")?, subscription: line("subscriptionId")? })
}
