//! The collections below a subscription.

use partner_center_model::subscriptions::{
    Conversion, ConvertSubscription, CreateUpgrade, ListAzureEntitlements, ListConversions, ListSubscriptionAddons,
    ListUpgrades, SubscriptionPath, Upgrade,
};

use crate::{fetched::Content, list::List, place::Place, prepared::Prepared};

/// What was bought on top of a subscription.
#[derive(Debug, Clone)]
pub struct Addons(pub(super) Place<SubscriptionPath>);

impl Addons {
    /// Lists the add-ons, which are subscriptions themselves.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions/{subscription_id}/addons`.
    /// Source: `get-a-list-of-add-ons-for-a-subscription`.
    pub fn list(&self) -> List<ListSubscriptionAddons> {
        self.0.list()
    }
}

/// The Azure subscriptions under an Azure plan.
#[derive(Debug, Clone)]
pub struct AzureEntitlements(pub(super) Place<SubscriptionPath>);

impl AzureEntitlements {
    /// Lists them.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions/{subscription_id}/azureentitlements`.
    /// Source: `get-a-list-of-azure-entitlements-for-subscription`.
    pub fn list(&self) -> List<ListAzureEntitlements> {
        self.0.list()
    }
}

/// What a trial can be converted to.
#[derive(Debug, Clone)]
pub struct Conversions(pub(super) Place<SubscriptionPath>);

impl Conversions {
    /// Lists what the trial can be converted to.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions/{subscription_id}/conversions`.
    /// Source: `get-a-list-of-trial-conversion-offers`.
    pub fn list(&self) -> List<ListConversions> {
        self.0.list()
    }

    /// Converts the trial to a paid subscription, which keeps its id. If that was not possible, the `error` of the answer
    /// says why.
    ///
    /// `POST /v1/customers/{customer_id}/subscriptions/{subscription_id}/conversions`.
    /// Source: `convert-a-trial-subscription-to-paid`.
    pub fn create(&self, conversion: &impl Content<Conversion>) -> Prepared<ConvertSubscription> {
        self.0.send(conversion)
    }
}

/// What a subscription can be moved to.
#[derive(Debug, Clone)]
pub struct Upgrades(pub(super) Place<SubscriptionPath>);

impl Upgrades {
    /// Lists what the subscription can be moved to, and what is in the way.
    ///
    /// `GET /v1/customers/{customer_id}/subscriptions/{subscription_id}/upgrades`. Source: `transition-a-subscription`.
    pub fn list(&self) -> List<ListUpgrades> {
        self.0.list()
    }

    /// Moves the subscription to another offer. If that was not possible, the `upgrade_errors` of the answer say why.
    ///
    /// `POST /v1/customers/{customer_id}/subscriptions/{subscription_id}/upgrades`. Source: `transition-a-subscription`.
    pub fn create(&self, upgrade: &impl Content<Upgrade>) -> Prepared<CreateUpgrade> {
        self.0.send(upgrade)
    }
}
