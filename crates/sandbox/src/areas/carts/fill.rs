//! Making a cart and replacing its lines: what cannot be bought stays in it with the reason.

use partner_center_model::{
    billing::BillingCycleType,
    carts::{Cart, CartError, CartLineItem, CartStatus, CreateCart, UpdateCart},
    errors,
    ids::{CartId, CustomerId},
    resource::{Attributes, Links},
};

use super::{
    groups, lines, of_call,
    record::{CartOwn, CartRecord},
    still_open,
};
use crate::{
    areas::orders::{self, Desk, Kind, Wanted},
    context::{Answer, Call, Cx, Outcome},
    refusal::{Failure, Refusal},
};

/// Fills a new cart.
///
/// Source: `create-a-cart`, `create-a-cart-with-add-ons`.
pub(super) fn create(cx: &mut Cx<'_, '_>, call: Call<CreateCart>) -> Outcome<Cart> {
    let customer = call.path.customer_id;
    let lines = judged(cx, customer, call.body.line_items)?;
    let drawn = cx.chance.guid().to_string();
    let id: CartId = drawn.parse().map_err(|_| Failure::Defect(format!("{drawn} is no cart id")))?;
    let own = CartOwn::new(cx.now);
    let cart = Cart {
        id: Some(drawn),
        creation_timestamp: Some(cx.now),
        last_modified_timestamp: Some(cx.now),
        expiration_timestamp: Some(own.expires),
        last_modified_user: Some(user(cx)),
        status: Some(CartStatus::Active),
        line_items: lines,
        links: Some(Links::to_self(format!("/customers/{customer}/carts/{id}"))),
        attributes: Some(Attributes::of("Cart")),
    };
    let key = CartRecord::key(&cx.customer_root(customer), &id);
    Ok(Answer::created(cx.insert::<CartRecord>(key, cart, own)?.body))
}

/// Replaces the lines of a cart. It is there as long as before.
///
/// Source: `update-a-cart`, which answers 201.
pub(super) fn update(cx: &mut Cx<'_, '_>, call: Call<UpdateCart>) -> Outcome<Cart> {
    let mut cart = of_call(cx, &call.path)?;
    still_open(cx, &cart)?;
    cart.body.line_items = judged(cx, call.path.customer_id, call.body.line_items)?;
    cart.body.last_modified_timestamp = Some(cx.now);
    cart.body.last_modified_user = Some(user(cx));
    cx.save(&mut cart)?;
    Ok(Answer::created(cart.body))
}

/// Who calls: the person, or the application where there is none.
fn user(cx: &Cx<'_, '_>) -> String {
    cx.caller.user.as_ref().map_or(cx.caller.app_id, |user| user.object_id).to_string()
}

/// The lines as they are kept, each with its group or with the reason why it cannot be bought.
fn judged(cx: &mut Cx<'_, '_>, customer: CustomerId, sent: Vec<CartLineItem>) -> Result<Vec<CartLineItem>, Failure> {
    let mut kept = lines::shape(sent)?;
    let entries = lines::entries(&kept);
    let account = cx.account.clone();
    let all: Vec<Wanted<'_>> = entries.iter().enumerate().map(|(place, entry)| entry.wanted(place)).collect();
    let desk = Desk::open(cx, &account, customer, &all)?;
    let (currency, _) = orders::currency(desk.country());
    let mut found: Vec<Result<Kind, Refusal>> = Vec::with_capacity(all.len());
    for (wanted, (entry, line)) in all.iter().zip(entries.iter().zip(lines::all(&kept))) {
        let base = entry.base.and_then(|base| entries.get(base)).map(|base| &base.line);
        let of_base = entry.base.and_then(|base| found.get(base)).and_then(|found| found.as_ref().ok());
        let said = line
            .billing_cycle
            .as_ref()
            .filter(|cycle| !matches!(cycle, BillingCycleType::None | BillingCycleType::Unspecified));
        let cycle = said.or(of_base.map(|base| &base.cycle));
        let kind = match lines::currency(line, currency) {
            Ok(()) => refusal(desk.judge(cx, wanted, base, cycle))?,
            Err(refusal) => Err(refusal),
        };
        found.push(kind.and_then(|kind| with_base(kind, of_base)));
    }
    let kinds: Vec<Option<Kind>> = found.iter().map(|found| found.as_ref().ok().cloned()).collect();
    let mut outcomes = found.into_iter().zip(groups::groups(&kinds));
    let mut flawed = Vec::new();
    let mut settle = |line: &mut CartLineItem| {
        let unjudged = || Failure::Defect("a line of a cart was not judged".to_owned());
        let (found, group) = outcomes.next().ok_or_else(unjudged)?;
        line.currency_code = Some(currency.to_owned());
        match found {
            Ok(kind) => line.billing_cycle = Some(kind.cycle),
            Err(refusal) => {
                flawed.extend(line.id);
                line.error = Some(error(&refusal));
            }
        }
        line.order_group = group;
        Ok::<_, Failure>(())
    };
    for line in &mut kept {
        settle(line)?;
        line.addon_items.iter_mut().try_for_each(&mut settle)?;
    }
    if !flawed.is_empty() {
        let flawed = flawed.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        cx.explain(format!(
            "Lines with these ids cannot be bought, as their error says: {flawed}. PUT the cart without."
        ));
    }
    Ok(kept)
}

/// An add-on is bought in the order of its base, which has one cycle.
///
/// Source: `create-a-cart-with-add-ons`, `error-codes`. What a base that cannot be bought does to it is inferred.
fn with_base(kind: Kind, base: Option<&Kind>) -> Result<Kind, Refusal> {
    match base {
        Some(base) if *base != kind => Err(Refusal::new(errors::BILLING_CYCLE_DIFFERS_FROM_ORDER)
            .explain(format!("An add-on is bought in the order of its base, which is billed {}.", base.cycle))),
        _ => Ok(kind),
    }
}

/// What a rule found, be it a refusal; only what is no rule's doing fails.
pub(super) fn refusal<T>(outcome: Result<T, Failure>) -> Result<Result<T, Refusal>, Failure> {
    match outcome {
        Ok(found) => Ok(Ok(found)),
        Err(Failure::Refused(refusal)) => Ok(Err(*refusal)),
        Err(failure) => Err(failure),
    }
}

/// A refusal as a line of a cart shows it.
fn error(refusal: &Refusal) -> CartError {
    CartError { error_code: Some(refusal.code.code), error_description: Some(describe(refusal)) }
}

/// The text of the table, what it is about, and which rule decided.
///
/// Source: `cart-resources`.
pub(super) fn describe(refusal: &Refusal) -> String {
    let text = refusal.description();
    match &refusal.explanation {
        Some(explanation) => format!("{}. {explanation}", text.trim_end_matches('.')),
        None => text,
    }
}
