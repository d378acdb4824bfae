//! Subscriptions: what a customer uses over a term, born of an order.

mod below;

use partner_center_model::{
    customers::CustomerPath,
    ids::SubscriptionId,
    subscriptions::{
        ActivateSubscription, GetRegistrationStatus, GetSubscription, GetSubscriptionProvisioningStatus,
        GetSupportContact, ListSubscriptions, RegisterSubscription, Subscription, SubscriptionPath, SubscriptionsQuery,
        SupportContact, UpdateSubscription, UpdateSupportContact,
    },
};

pub use self::below::{Addons, AzureEntitlements, Conversions, Upgrades};
use crate::{
    fetched::Content,
    list::List,
    place::{IntoId, Place},
    prepared::Prepared,
};

/// The subscriptions of a customer.
#[derive(Debug, Clone)]
pub struct Subscriptions(pub(super) Place<CustomerPath>);

impl Subscriptions {
    /// Lists the subscriptions.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions`. Source: `get-all-of-a-customer-s-subscriptions`.
    pub fn list(&self) -> List<ListSubscriptions> {
        self.0.list()
    }

    /// Lists those that this order brought about.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions`. Source: `get-a-list-of-subscriptions-by-order`.
    pub fn by_order(&self, order_id: impl Into<String>) -> List<ListSubscriptions> {
        let order_id = Some(order_id.into());
        self.list().query(SubscriptionsQuery { order_id, ..SubscriptionsQuery::default() })
    }

    /// Lists those whose reseller on record has this MPN id.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions`. Source: `get-all-subscriptions-by-partner`.
    pub fn by_partner(&self, mpn_id: impl Into<String>) -> List<ListSubscriptions> {
        let mpn_id = Some(mpn_id.into());
        self.list().query(SubscriptionsQuery { mpn_id, ..SubscriptionsQuery::default() })
    }

    /// One subscription.
    pub fn by_id(&self, id: impl IntoId<SubscriptionId>) -> ById {
        let path =
            |path: CustomerPath| Ok(SubscriptionPath { customer_id: path.customer_id, subscription_id: id.into_id()? });
        ById(self.0.to(path))
    }
}

/// One subscription.
#[derive(Debug, Clone)]
pub struct ById(Place<SubscriptionPath>);

impl ById {
    /// Gets the subscription.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions/{subscription_id}`. Source: `get-a-subscription-by-id`.
    pub fn get(&self) -> Prepared<GetSubscription> {
        self.0.call()
    }

    /// Changes the quantity, status, name, renewal or reseller of the subscription.
    ///
    /// `PATCH /v1/customers/{customer_id}/subscriptions/{subscription_id}`. Sources:
    /// `change-the-quantity-of-a-subscription`, `suspend-a-subscription`, `reactivate-a-suspended-a-subscription`.
    pub fn patch(&self, subscription: &impl Content<Subscription>) -> Prepared<UpdateSubscription> {
        self.0.send(subscription)
    }

    /// Activates the subscription of a marketplace product, in the integration sandbox.
    ///
    /// `POST /v1/customers/{customer_id}/subscriptions/{subscription_id}/activate`.
    /// Source: `activate-sandbox-subscription-azure-marketplace-products`.
    pub fn activate(&self) -> Prepared<ActivateSubscription> {
        self.0.call()
    }

    /// What was bought on top of it.
    pub fn addons(&self) -> Addons {
        Addons(self.0.clone())
    }

    /// The Azure subscriptions under it, if it is an Azure plan.
    pub fn azure_entitlements(&self) -> AzureEntitlements {
        AzureEntitlements(self.0.clone())
    }

    /// What it can be converted to, if it is a trial.
    pub fn conversions(&self) -> Conversions {
        Conversions(self.0.clone())
    }

    /// How far it is provisioned.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions/{subscription_id}/provisioningstatus`.
    /// Source: `get-subscription-provisioning-status`.
    pub fn provisioning_status(&self) -> Prepared<GetSubscriptionProvisioningStatus> {
        self.0.call()
    }

    /// Registers it, so that reservations can be bought for it, if it is one to Azure. That takes a while.
    ///
    /// `POST /v1/customers/{customer_id}/subscriptions/{subscription_id}/registrations`.
    /// Source: `register-a-subscription`.
    pub fn register(&self) -> Prepared<RegisterSubscription> {
        self.0.call()
    }

    /// How far its registration has come.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions/{subscription_id}/registrationstatus`.
    /// Source: `get-subscription-registration-status`.
    pub fn registration_status(&self) -> Prepared<GetRegistrationStatus> {
        self.0.call()
    }

    /// Gets who supports the customer with it.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact`.
    /// Source: `get-a-subscription-s-support-contact`.
    pub fn support_contact(&self) -> Prepared<GetSupportContact> {
        self.0.call()
    }

    /// Replaces who supports the customer with it.
    ///
    /// `PUT /v1/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact`.
    /// Source: `update-a-subscription-s-support-contact`.
    pub fn replace_support_contact(&self, contact: &impl Content<SupportContact>) -> Prepared<UpdateSupportContact> {
        self.0.send(contact)
    }

    /// What it can be moved to.
    pub fn upgrades(&self) -> Upgrades {
        Upgrades(self.0.clone())
    }
}
