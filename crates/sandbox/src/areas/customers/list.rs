//! The list of customers, page by page.

use backlot_store::{Listed, Position, Range, Set};
use partner_center_model::{
    customers::{Customer, ListCustomers},
    ids::CustomerId,
    resource::{Collection, Header, Link, Links},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

use super::{
    filter::{self, Filter},
    page,
    record::{CustomerOwn, CustomerRecord},
};
use crate::{
    account::Account,
    areas::relationships,
    capabilities::{self, Capability},
    context::{Call, Cx, Outcome},
    records,
    refusal::Failure,
    shapes,
};

/// What is escaped in the filter of a link, as `get-a-customer-by-name` prints it: all but RFC 3986's unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A page of customers.
#[derive(Default)]
struct Page {
    customers: Vec<Listed>,
    /// How many there are on all pages.
    total: u64,
    /// Whether there is a page after this one.
    more: bool,
}

/// Lists the account's customers in their brief form, ordered by name and then id; those of a domain, by domain.
///
/// Source: `get-a-list-of-customers`, `get-a-customer-by-name`, `get-customers-of-an-indirect-reseller`.
pub(super) fn list(cx: &mut Cx<'_, '_>, call: Call<ListCustomers>) -> Outcome<Collection<Customer>> {
    let Call { query, continuation, .. } = call;
    let filter = query.filter.as_deref().map_or(Ok(Filter::Everyone), filter::read)?;
    if matches!(filter, Filter::Reseller(_)) {
        cx.need_user()?;
        capabilities::need_cloud(Capability::HaveIndirectResellers, &cx.account)?;
    }
    let size = page::size(&query)?;
    let account = cx.account.tenant_id;
    let purpose = format!("customers of {account} that match {filter:?}");
    let after = page::token(&query, continuation.as_deref())?
        .map(|token| page::read(&cx.chance, &purpose, token))
        .transpose()?;

    let page = match filter {
        Filter::Everyone => stored(cx, &CustomerRecord::all(account), None, after, size)?,
        Filter::Name(name) => stored(cx, &CustomerRecord::all(account), Some(&name), after, size)?,
        Filter::Domain(domain) => stored(cx, &CustomerRecord::by_domain(account), Some(&domain), after, size)?,
        Filter::Reseller(reseller) => match partner(cx, reseller)? {
            Some(reseller) => through(cx, after, size, |cx, id, own| {
                let account = cx.account.clone();
                relationships::belongs_to(cx, &account, id, own, &reseller)
            })?,
            None => Page::default(),
        },
        Filter::Provider(provider) => match partner(cx, provider)? {
            Some(provider) => through(cx, after, size, |cx, id, _| shares(cx, id, &provider))?,
            None => Page::default(),
        },
    };

    let mut parameters = vec![format!("size={}", query.size.unwrap_or_default())];
    if let Some(filter) = &query.filter {
        parameters.push(format!("filter={}", utf8_percent_encode(filter, ESCAPED)));
    }
    let uri = format!("/customers?{}", parameters.join("&"));
    let mut links = Links::to_self(uri.clone());
    let token = page
        .customers
        .last()
        .filter(|_| page.more)
        .map(|last| page::write(&cx.chance, &purpose, &last.sort, &last.document.key.id));
    links.next = token.clone().map(|token| Link {
        headers: vec![Header { key: "MS-ContinuationToken".to_owned(), value: token }],
        ..Link::get(format!("{uri}&seekOperation=Next"))
    });
    let customers = page.customers.iter().map(shapes::brief);
    shapes::page(customers, page.total, &links, token.as_deref())
}

/// A page of a set, or of those members whose sort begins with `prefix`.
fn stored(
    cx: &mut Cx<'_, '_>,
    set: &Set,
    prefix: Option<&str>,
    after: Option<Position>,
    size: usize,
) -> Result<Page, Failure> {
    let is_first = after.is_none();
    let range = Range { prefix: prefix.map(str::to_owned), after, limit: size + 1 };
    let mut customers = cx.list(set, &range)?;
    let more = customers.len() > size;
    customers.truncate(size);
    let total = match prefix {
        None => cx.count(set)?,
        // Counting costs a step for each of them, and here they are.
        Some(_) if is_first && !more => customers.len() as u64,
        Some(prefix) => cx.count_prefix(set, prefix)?,
    };
    Ok(Page { customers, total, more })
}

/// A page of those customers that `is` picks. Subscriptions tie customers to partners too, and come and go, so this
/// looks at every customer.
fn through(
    cx: &mut Cx<'_, '_>,
    after: Option<Position>,
    size: usize,
    is: impl Fn(&mut Cx<'_, '_>, CustomerId, &CustomerOwn) -> Result<bool, Failure>,
) -> Result<Page, Failure> {
    let all = CustomerRecord::all(cx.account.tenant_id);
    let mut page = Page::default();
    for customer in cx.list(&all, &Range::all())? {
        let id = customer.document.key.id.parse().map_err(|_| Failure::Defect("a customer without an id".into()))?;
        if !is(cx, id, &records::own::<CustomerRecord>(&customer.document)?)? {
            continue;
        }
        page.total += 1;
        let place = Position::new(&customer.sort, &customer.document.key.id);
        if after.as_ref().is_some_and(|after| place <= *after) {
            continue;
        }
        if page.customers.len() < size {
            page.customers.push(customer);
        } else {
            page.more = true;
        }
    }
    Ok(page)
}

/// Whether this provider has the customer too, and sells to it through the account.
fn shares(cx: &mut Cx<'_, '_>, id: CustomerId, provider: &Account) -> Result<bool, Failure> {
    let Some(document) = cx.raw::<CustomerRecord>(&CustomerRecord::key(provider.tenant_id, id))? else {
        return Ok(false);
    };
    let own = records::own::<CustomerRecord>(&document)?;
    let account = cx.account.clone();
    Ok(own.removed.is_none() && relationships::belongs_to(cx, provider, id, &own, &account)?)
}

/// The partner of this tenant, if the account is tied to it.
fn partner(cx: &mut Cx<'_, '_>, tenant: Uuid) -> Result<Option<Account>, Failure> {
    if !cx.account.partners.contains(&tenant) {
        return Ok(None);
    }
    Ok(cx.find::<Account>(&Account::key(tenant))?.map(|partner| partner.body))
}
