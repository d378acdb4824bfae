//! The families of products, by which the rules of cancelling, deleting and removing tell orders apart.

use serde::{Deserialize, Serialize};

/// The family of what a line of an order buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Family {
    /// A licence-based offer.
    License,
    /// An add-on to a licence-based offer.
    AddOn,
    /// A trial.
    Trial,
    /// A CSP Azure subscription offer (`MS-AZR-0146P`).
    Azure,
    /// An Azure plan.
    AzurePlan,
    /// A commercial marketplace product (SaaS).
    Marketplace,
    /// Perpetual software.
    Software,
    /// A software subscription.
    SoftwareSubscription,
    /// An Azure Reserved VM Instance.
    Reservation,
}

impl Family {
    /// Software of either kind: its orders can be cancelled, and block the deletion of their customer until they are.
    pub(crate) fn is_software(self) -> bool {
        matches!(self, Self::Software | Self::SoftwareSubscription)
    }
}
