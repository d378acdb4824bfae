//! What happened to customers and to what they have, oldest first.

use backlot_store::Plan;
use partner_center_model::{ids::CustomerId, read};
use serde::Deserialize;
use uuid::Uuid;

use super::{Answer, ControlError, Page, account};
use crate::{
    account::{Account, accounts},
    events::{self, Asked, Position},
    sandbox::Inner,
    stack,
};

/// How many events are shown where the query does not say, and at most.
const SHOWN: (usize, usize) = (100, 1000);

/// Which events one wants to see.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    account: Option<Uuid>,
    customer: Option<CustomerId>,
    after: Option<Position>,
    limit: Option<usize>,
}

/// The events that the query asks for, and from where to go on.
pub(super) async fn read(inner: &Inner, query: &str) -> Answer {
    let unread = |error: read::ReadError| ControlError::bad_request(format!("the query does not read: {error}"));
    let query: Query = read::from_pairs(read::query(query).map_err(unread)?).map_err(unread)?.value;
    let Query { account: tenant, customer, after, limit } = query;
    let behind = after.clone();
    let looked = inner.look(Plan::new().lists(), move |records, _| {
        let accounts = match tenant {
            Some(tenant) => vec![account(records, tenant)?.body.tenant_id],
            None => records.all::<Account>(&accounts())?.iter().map(|account| account.body.tenant_id).collect(),
        };
        let limit = limit.unwrap_or(SHOWN.0).min(SHOWN.1);
        events::listed(records, &Asked { accounts, customer, after: after.clone(), limit })
    });
    let listed = looked.await?;
    let after = listed.last().map(|(place, _)| place.clone()).or(behind);
    let after = after.map_or_else(|| "null".to_owned(), |place| format!("\"{place}\""));
    let bodies: Vec<&[u8]> = listed.iter().map(|(_, body)| body.as_ref()).collect();
    let mut page = b"{\"events\":[".to_vec();
    page.extend_from_slice(&bodies.join(&b","[..]));
    page.extend_from_slice(format!("],\"after\":{after}}}").as_bytes());
    Ok(Page { kind: stack::JSON, bytes: page.into() })
}
