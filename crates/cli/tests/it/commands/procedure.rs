//! Procedures as they are disturbed: how they begin, and how they must end.

use super::{DIRECT, DIRECT_SANDBOX, Desk, PROVIDER, QUARRY_LANE, SALTMARSH};

/// A procedure.
pub(super) struct Procedure {
    pub(super) arguments: &'static [&'static str],
    prepare: fn(&Desk),
    /// What must have happened, how often, in which account.
    happened: &'static [(&'static str, usize)],
    account: &'static str,
}

pub(super) const DELETE: Procedure = Procedure {
    arguments: &["customer", "delete", QUARRY_LANE, "--yes"],
    prepare: Desk::cancel_slowly,
    // An order that begins to be cancelled is updated.
    happened: &[("order-updated", 3), ("order-cancelled", 3), ("customer-deleted", 1)],
    account: DIRECT_SANDBOX,
};

pub(super) const REMOVE: Procedure = Procedure {
    arguments: &["relationship", "remove", SALTMARSH, "--suspend-subscriptions", "--yes", "--profile", "demo:direct"],
    prepare: call_support,
    happened: &[("subscription-suspended", 2), ("customer-removed", 1)],
    account: DIRECT,
};

pub(super) const ORDER: Procedure = Procedure {
    arguments: &[
        "order",
        "create",
        "Copperfield Bakery",
        "--item",
        "DB2E705F-B82A-4024-A3D5-D88E12F2DB35=5",
        "--reseller",
        "Harborlight",
        "--yes",
        "--profile",
        "demo:provider",
    ],
    prepare: |_| {},
    happened: &[("order-created", 1), ("subscription-created", 1)],
    account: PROVIDER,
};

pub(super) const CREATE: Procedure = Procedure {
    arguments: &[
        "customer",
        "create",
        "--company",
        "Brightwater",
        "--domain",
        "brightwater.example",
        "--email",
        "accounts@brightwater.example",
        "--first-name",
        "Accounts",
        "--last-name",
        "Payable",
        "--address-line",
        "1 Pike Street",
        "--city",
        "Seattle",
        "--state",
        "WA",
        "--postal-code",
        "98101",
    ],
    prepare: |_| {},
    happened: &[("customer-created", 1)],
    account: DIRECT_SANDBOX,
};

impl Procedure {
    /// Has the world begin anew, as the procedure finds it.
    pub(super) fn prepare(&self, desk: &Desk) {
        desk.reset();
        (self.prepare)(desk);
    }

    /// All has happened, and nothing twice.
    #[track_caller]
    pub(super) fn happened(&self, desk: &Desk, context: &str) {
        for (what, times) in self.happened {
            assert_eq!(desk.count(self.account, what), *times, "{what}: {context}");
        }
    }
}

/// Azure support cancels the reservations of a customer, as one has it do by telephone.
pub(super) fn call_support(desk: &Desk) {
    let path = format!("accounts/{DIRECT}/support/cancel-reservations");
    desk.control("POST", &path, &format!(r#"{{"customerId":"{SALTMARSH}"}}"#));
}
