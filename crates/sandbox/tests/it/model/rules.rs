//! Which rules a call breaks, by the pages.

use jiff::SignedDuration;

use super::{
    action::{Change, Twist, Want},
    state::{Account, Customer, Order, Refusals, State, Status, Subscription},
    wares::{Kind, Once, WARES, Ware},
};

/// For how long software can be cancelled in production: inferred, a setting.
const WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The rules of this list that are broken.
fn broken<const N: usize>(rules: [(bool, (u16, u64)); N]) -> Refusals {
    rules.into_iter().filter(|(is_broken, _)| *is_broken).map(|(_, refusal)| refusal).collect()
}

impl State {
    /// What a line breaks by itself. Source: `create-an-order`, `test-and-debug`, `error-codes`.
    pub(super) fn line(&self, account: &Account, customer: &Customer, want: &Want) -> Refusals {
        let ware = &WARES[want.ware];
        let quantity = want.quantity;
        if ware.kind == Kind::Unknown {
            return vec![(400, 800_004)];
        }
        let quotas = account.quotas;
        let mut refusals = broken([
            (!ware.sold, (403, 2091)),
            (!(ware.least..=ware.most).contains(&quantity), (400, 2002)),
            (ware.has_licences() && quotas.is_some_and(|quotas| quantity > quotas.licences), (403, 800_088)),
        ]);
        if ware.kind == Kind::Reservation {
            let reserved = customer.reserved(self.now);
            refusals.extend(broken([
                (quotas.is_some() && !ware.in_sandbox, (403, 800_020)),
                (quotas.is_some_and(|quotas| reserved + quantity > quotas.reservations), (403, 800_089)),
            ]));
            refusals.extend(benefits(customer, want).map_or(vec![(400, 800_021)], reservable));
        }
        if ware.kind == Kind::Plan {
            let azure =
                customer.subscriptions.iter().any(|one| one.ware.kind == Kind::Azure && one.status != Status::Deleted);
            refusals.extend(broken([(azure, (403, 800_020))]));
        }
        refusals
    }

    /// What lines break together. Source: `test-and-debug`, `error-codes`.
    pub(super) fn together(
        &self,
        account: &Account,
        customer: &Customer,
        wants: &[Want],
        cycle: Option<&'static str>,
    ) -> Refusals {
        let wares = || wants.iter().map(|want| &WARES[want.ware]);
        let count = |is: &dyn Fn(&Ware) -> bool| wares().filter(|ware| is(ware)).count();
        let items = count(&Ware::is_item);
        let mixed = items > 0 && items < wants.len();
        let orphan = count(&|ware| ware.kind == Kind::AddOn) > 0 && count(&|ware| ware.base) == 0;
        let mut refusals = broken([
            (mixed, (400, 3000)),
            (orphan, (400, 800_029)),
            (!mixed && billed(wants, cycle).is_none(), (400, 3000)),
            (wares().any(|ware| is_used_up(customer, ware, count(&|other| other.id == ware.id))), (400, 27_006)),
        ]);
        let Some(quotas) = account.quotas else { return refusals };
        let subscribing = count(&|ware| !ware.entitles());
        let [azure, plans] = [Kind::Azure, Kind::Plan].map(|kind| count(&|ware| ware.kind == kind));
        let reserving = wants.iter().filter(|want| WARES[want.ware].kind == Kind::Reservation);
        let reserving: i64 = reserving.map(|want| want.quantity).sum();
        let of_customer = customer.subscriptions.iter();
        let of_customer =
            of_customer.filter(|one| one.ware.kind == Kind::Plan && one.status != Status::Deleted).count();
        let most = if account.provider { 3 } else { 1 };
        refusals.extend(broken([
            (subscribing > 0 && customer.counted() + subscribing > quotas.subscriptions, (403, 800_066)),
            (azure > 0 && account.azure(Kind::Azure) + azure > quotas.azure, (403, 800_068)),
            (
                plans > 0 && (account.azure(Kind::Plan) + plans > quotas.plans || of_customer + plans > most),
                (400, 900_116),
            ),
            (reserving > 0 && customer.reserved(self.now) + reserving > quotas.reservations, (403, 800_089)),
        ]));
        refusals
    }

    /// What an order breaks that is odd in this way. Source: `create-an-order`,
    /// `create-an-order-for-a-customer-of-an-indirect-reseller`.
    pub(super) fn twist(&self, account: &Account, twist: Twist) -> Refusals {
        match twist {
            Twist::Plain | Twist::NamesTheCustomer => vec![],
            Twist::NamesAnother => vec![(400, 900_118)],
            Twist::BadNumbers => vec![(400, 800_071)],
            Twist::NamesAParent => vec![(400, 3000)],
            Twist::OnRecord(_) if !account.provider => vec![(400, 800_016)],
            // Of the four accounts, the two resellers and nobody: those of another environment are not known.
            Twist::OnRecord(partner) => match (partner, account.sandbox) {
                (1, true) | (3, false) => vec![(404, 2072)],
                (0, true) | (2 | 5, false) => vec![(400, 800_016)],
                (4, false) => vec![],
                _ => vec![(404, 800_015)],
            },
        }
    }

    /// What the cancellation of these lines breaks. Source: `cancel-an-order-from-the-integration-sandbox`,
    /// `cancel-software-purchases`.
    pub(super) fn cancel(&self, account: &Account, order: &Order, places: &[usize]) -> Refusals {
        let open = places.iter().map(|place| &order.lines[*place]).filter(|line| !line.cancelled);
        let late = self.now.duration_since(order.placed) > WINDOW;
        open.filter_map(|line| match (line.ware.kind, account.sandbox) {
            (Kind::Plan, _) => Some((400, 800_061)),
            (Kind::Marketplace, false) => Some((403, 800_077)),
            (Kind::Reservation, false) => Some((403, 800_019)),
            (Kind::Software | Kind::SoftwareTerm, false) => late.then_some((400, 900_117)),
            (Kind::Marketplace | Kind::Reservation | Kind::Software | Kind::SoftwareTerm, true) => None,
            _ => Some((400, 800_063)),
        })
        .collect()
    }

    /// What a change of a subscription breaks; it changes something. Source: `change-the-quantity-of-a-subscription`,
    /// `suspend-a-subscription`, `reactivate-a-suspended-a-subscription`, `cancel-an-azure-marketplace-subscription`.
    pub(super) fn change(
        &self,
        account: &Account,
        customer: &Customer,
        one: &Subscription,
        change: Change,
    ) -> Refusals {
        let (kind, status) = (one.ware.kind, one.status);
        if status == Status::Deleted {
            return vec![(400, 2011)];
        }
        let expired = status == Status::Expired;
        match change {
            Change::Name(_) => vec![],
            Change::Quantity(_) if expired => vec![(400, 800_095)],
            Change::Renew(_) if expired => vec![(400, 800_093)],
            _ if expired => vec![(400, 800_096)],
            Change::Quantity(to) => broken([
                (status == Status::Suspended, (400, 2001)),
                (kind == Kind::Plan, (400, 800_095)),
                (!(one.ware.least..=one.ware.most).contains(&to), (400, 2002)),
                (to < one.quantity && !one.ware.decrease, (400, 800_090)),
                (
                    one.ware.has_licences()
                        && to > one.quantity
                        && account.quotas.is_some_and(|quotas| to > quotas.licences),
                    (403, 800_088),
                ),
            ]),
            Change::Renew(to) => {
                broken([(to && !one.ware.renews(), (400, 800_093)), (status == Status::Suspended, (400, 800_091))])
            }
            Change::Suspend => vec![],
            Change::Activate => {
                let parent = one.parent.as_ref().and_then(|parent| customer.subscription(parent));
                let full = account.quotas.is_some_and(|quotas| customer.counted() >= quotas.subscriptions);
                let of_azure = account.quotas.filter(|_| kind == Kind::Azure);
                let no_more_azure = of_azure.is_some_and(|quotas| account.azure(kind) >= quotas.azure);
                broken([
                    (parent.is_some_and(|parent| parent.status != Status::Active), (409, 27_009)),
                    (full, (403, 800_066)),
                    (no_more_azure, (403, 800_068)),
                ])
            }
            Change::Delete if kind != Kind::Marketplace => vec![(400, 800_096)],
            Change::Delete => {
                broken([(!account.sandbox && one.refund.is_none_or(|end| end <= self.now), (400, 900_117))])
            }
        }
    }
}

/// The subscription that a reservation is for.
pub(super) fn benefits<'a>(customer: &'a Customer, want: &Want) -> Option<&'a Subscription> {
    match want.benefits {
        0 => customer.subscriptions.iter().find(|one| one.ware.kind == Kind::Azure),
        at => customer.subscriptions.get(at - 1),
    }
}

/// Why a reservation cannot be for this. Source: `purchase-azure-reservations`, `error-codes`.
fn reservable(one: &Subscription) -> Refusals {
    broken([
        (!matches!(one.ware.kind, Kind::Azure | Kind::Plan), (400, 800_011)),
        (one.status != Status::Active, (400, 800_012)),
        (!one.registered, (400, 800_030)),
        // The two reservations that are bought are those for CSP Azure subscriptions.
        (one.ware.kind == Kind::Plan, (400, 800_013)),
    ])
}

/// Whether a customer may not have so many more of something. Source: `offer-resources`.
fn is_used_up(customer: &Customer, ware: &Ware, more: usize) -> bool {
    let Some(once) = ware.once else { return false };
    let counts = |one: &&Subscription| one.ware.id == ware.id && (once == Once::ForEver || one.is_alive());
    customer.subscriptions.iter().filter(counts).count() + more > 1
}

/// The cycle of an order of these; none if it has none. Trials have no say in it.
fn billed(wants: &[Want], cycle: Option<&'static str>) -> Option<&'static str> {
    let wares = || wants.iter().map(|want| &WARES[want.ware]);
    if wares().any(Ware::is_item) {
        let mut cycles = wares().map(|ware| ware.billed(cycle));
        let first = cycles.next()??;
        return cycles.all(|other| other == Some(first)).then_some(first);
    }
    let mut paid = wares().filter(|ware| ware.kind != Kind::Trial).peekable();
    match cycle {
        None if paid.peek().is_none() => Some("none"),
        None => Some("monthly"),
        Some(cycle) => (paid.peek().is_some() && paid.all(|ware| ware.cycles.contains(&cycle))).then_some(cycle),
    }
}
