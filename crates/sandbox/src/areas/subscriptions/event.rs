//! How a change of a subscription is told.

use partner_center_model::subscriptions::SubscriptionStatus as Status;

use super::rules::Change;
use crate::events::What;

impl Change {
    /// What happens to a subscription that is changed so.
    pub(super) fn what(&self) -> What {
        match &self.status {
            Some(Status::Suspended) => What::SubscriptionSuspended,
            Some(Status::Active) => What::SubscriptionReactivated,
            Some(Status::Deleted) => What::SubscriptionCancelled,
            _ => What::SubscriptionUpdated,
        }
    }

    /// The properties that change, with what they become.
    pub(super) fn details(&self) -> Vec<(&'static str, String)> {
        let name = self.friendly_name.as_ref().map(|name| ("friendlyName", name.clone()));
        let quantity = self.quantity.map(|quantity| ("quantity", quantity.to_string()));
        let renew = self.auto_renew.map(|renew| ("autoRenewEnabled", renew.to_string()));
        let partner = self.partner.as_ref().map(|partner| ("partnerId", partner.clone()));
        [name, quantity, renew, partner].into_iter().flatten().collect()
    }
}
