//! What can happen, and what it is called where Partner Center tells of it.

use serde::{Deserialize, Serialize};

/// What happened, as `{resource}-{action}`, the form of names that webhooks use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
    /// A customer was added to the account.
    CustomerCreated,
    /// A customer accepted the account's request for a relationship.
    CustomerAccepted,
    /// How a customer is billed was changed.
    CustomerBillingProfileUpdated,
    /// A customer's tenant has one more domain.
    CustomerDomainAdded,
    /// The relationship with a customer was removed.
    CustomerRemoved,
    /// A sandbox customer was deleted.
    CustomerDeleted,
    /// An order was placed.
    OrderCreated,
    /// An order was changed, or begins to be cancelled.
    OrderUpdated,
    /// What an order waited for has come, and it is completed.
    OrderCompleted,
    /// An order or some of its lines are cancelled.
    OrderCancelled,
    /// What a line of an order entitled to has ended.
    EntitlementExpired,
    /// A subscription was bought.
    SubscriptionCreated,
    /// Something about a subscription was changed.
    SubscriptionUpdated,
    /// A subscription was suspended.
    SubscriptionSuspended,
    /// A suspended subscription is active again.
    SubscriptionReactivated,
    /// A subscription is deleted.
    SubscriptionCancelled,
    /// A marketplace subscription was activated.
    SubscriptionActivated,
    /// A trial became a paid subscription.
    SubscriptionConverted,
    /// A subscription became one to another offer.
    SubscriptionUpgraded,
    /// A subscription was registered for Azure reservations.
    SubscriptionRegistered,
    /// A term has ended and the next one begun.
    SubscriptionRenewed,
    /// The last term has ended.
    SubscriptionExpired,
    /// Nothing is given back any more to whoever cancels.
    SubscriptionRefundEnded,
}

impl What {
    /// The webhook event that tells of it.
    ///
    /// Source: `partner-center-webhook-events`. That buying a subscription is a change of it is inferred.
    pub(super) fn webhook(self) -> Option<&'static str> {
        match self {
            Self::SubscriptionCreated
            | Self::SubscriptionUpdated
            | Self::SubscriptionSuspended
            | Self::SubscriptionReactivated
            | Self::SubscriptionCancelled
            | Self::SubscriptionActivated
            | Self::SubscriptionConverted
            | Self::SubscriptionUpgraded
            | Self::SubscriptionRegistered
            | Self::SubscriptionRenewed
            | Self::SubscriptionExpired
            | Self::SubscriptionRefundEnded => Some("subscription-updated"),
            Self::CustomerCreated
            | Self::CustomerAccepted
            | Self::CustomerBillingProfileUpdated
            | Self::CustomerDomainAdded
            | Self::CustomerRemoved
            | Self::CustomerDeleted
            | Self::OrderCreated
            | Self::OrderUpdated
            | Self::OrderCompleted
            | Self::OrderCancelled
            | Self::EntitlementExpired => None,
        }
    }

    /// The operation type of the audit record, where somebody of the partner's did it. What an order buys, and what time
    /// does, has no record of its own.
    ///
    /// Source: `auditing-resources`.
    pub(super) fn operation(self) -> Option<&'static str> {
        match self {
            Self::CustomerCreated => Some("add_customer"),
            Self::CustomerBillingProfileUpdated => Some("update_customer_billing_profile"),
            Self::CustomerRemoved => Some("remove_partner_customer_relationship"),
            Self::CustomerDeleted => Some("delete_customer"),
            Self::OrderCreated => Some("create_order"),
            Self::OrderUpdated | Self::OrderCancelled => Some("update_order"),
            Self::SubscriptionUpdated
            | Self::SubscriptionSuspended
            | Self::SubscriptionReactivated
            | Self::SubscriptionCancelled
            | Self::SubscriptionActivated
            | Self::SubscriptionRegistered => Some("update_subscription"),
            Self::SubscriptionConverted => Some("convert_trial_subscription"),
            Self::SubscriptionUpgraded => Some("upgrade_subscription"),
            Self::CustomerAccepted
            | Self::CustomerDomainAdded
            | Self::OrderCompleted
            | Self::EntitlementExpired
            | Self::SubscriptionCreated
            | Self::SubscriptionRenewed
            | Self::SubscriptionExpired
            | Self::SubscriptionRefundEnded => None,
        }
    }
}
