//! Subscriptions: what a customer uses over a term, born of an order.

mod azure;
mod conversions;
mod support;
mod upgrades;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    azure::{AzureEntitlement, RegistrationStatus, SubscriptionRegistrationStatus},
    conversions::{Conversion, ConversionError, ConversionErrorCode, ConversionResult},
    support::{ProvisioningStatus, SubscriptionActivationResult, SubscriptionProvisioningStatus, SupportContact},
    upgrades::{Upgrade, UpgradeError, UpgradeErrorCode, UpgradeResult, UpgradeType, UserLicenseError},
};
use crate::{
    billing::{BillingCycleType, BillingType},
    customers::CustomerPath,
    ids::{CustomerId, SubscriptionId},
    open_enum,
    operation::Nothing,
    operations,
    resource::{Attributes, Collection, Link},
};

operations! {
    /// Lists the subscriptions of a customer: all, those of one order, or those of one reseller.
    ListSubscriptions = GET "/v1/customers/{customer_id}/subscriptions"
        (Either, EVERYWHERE, Nothing) CustomerPath, SubscriptionsQuery, Nothing => Collection<Subscription>,
        "get-all-of-a-customer-s-subscriptions";

    /// Gets a subscription.
    GetSubscription = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}"
        (Either, EVERYWHERE, Nothing) SubscriptionPath, Nothing, Nothing => Subscription, "get-a-subscription-by-id";

    /// Changes the quantity, status, name or renewal of a subscription.
    UpdateSubscription = PATCH "/v1/customers/{customer_id}/subscriptions/{subscription_id}"
        (Either, EVERYWHERE, Customer, IfMatch) SubscriptionPath, Nothing, Subscription => Subscription,
        "change-the-quantity-of-a-subscription";

    /// Activates a marketplace subscription in the integration sandbox.
    ActivateSubscription = POST "/v1/customers/{customer_id}/subscriptions/{subscription_id}/activate"
        (Either, GLOBAL, Customer) SubscriptionPath, Nothing, Nothing => SubscriptionActivationResult,
        "activate-sandbox-subscription-azure-marketplace-products";

    /// Lists the add-ons of a subscription.
    ListSubscriptionAddons = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/addons"
        (Either, EVERYWHERE, Nothing) SubscriptionPath, Nothing, Nothing => Collection<Subscription>,
        "get-a-list-of-add-ons-for-a-subscription";

    /// Lists the Azure subscriptions under an Azure plan.
    ListAzureEntitlements = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/azureentitlements"
        (Either, GLOBAL, Nothing) SubscriptionPath, Nothing, Nothing => Collection<AzureEntitlement>,
        "get-a-list-of-azure-entitlements-for-subscription";

    /// Lists what a trial can be converted to.
    ListConversions = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/conversions"
        (User, GLOBAL, Nothing) SubscriptionPath, Nothing, Nothing => Collection<Conversion>,
        "get-a-list-of-trial-conversion-offers";

    /// Converts a trial to a paid subscription.
    ConvertSubscription = POST "/v1/customers/{customer_id}/subscriptions/{subscription_id}/conversions"
        (User, GLOBAL, Customer) SubscriptionPath, Nothing, Conversion => ConversionResult,
        "convert-a-trial-subscription-to-paid";

    /// Says how far a subscription is provisioned.
    GetSubscriptionProvisioningStatus = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/provisioningstatus"
        (User, EVERYWHERE, Nothing) SubscriptionPath, Nothing, Nothing => SubscriptionProvisioningStatus,
        "get-subscription-provisioning-status";

    /// Registers an Azure subscription, so that reservations can be bought for it.
    RegisterSubscription = POST "/v1/customers/{customer_id}/subscriptions/{subscription_id}/registrations"
        (Either, GLOBAL, Customer) SubscriptionPath, Nothing, Nothing => Nothing, "register-a-subscription";

    /// Says how far the registration of a subscription has come.
    GetRegistrationStatus = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/registrationstatus"
        (Either, GLOBAL, Nothing) SubscriptionPath, Nothing, Nothing => SubscriptionRegistrationStatus,
        "get-subscription-registration-status";

    /// Gets who supports a subscription.
    GetSupportContact = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact"
        (User, OUTSIDE_CHINA, Nothing) SubscriptionPath, Nothing, Nothing => SupportContact,
        "get-a-subscription-s-support-contact";

    /// Sets who supports a subscription.
    UpdateSupportContact = PUT "/v1/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact"
        (User, OUTSIDE_CHINA, Customer) SubscriptionPath, Nothing, SupportContact => SupportContact,
        "update-a-subscription-s-support-contact";

    /// Lists what a subscription can be moved to.
    ListUpgrades = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/upgrades"
        (Either, EVERYWHERE, Nothing) SubscriptionPath, Nothing, Nothing => Collection<Upgrade>, "transition-a-subscription";

    /// Moves a subscription to another offer.
    CreateUpgrade = POST "/v1/customers/{customer_id}/subscriptions/{subscription_id}/upgrades"
        (Either, EVERYWHERE, Customer) SubscriptionPath, Nothing, Upgrade => UpgradeResult, "transition-a-subscription";
}

/// The path to a subscription of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubscriptionPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The subscription's id: a GUID.
    pub subscription_id: SubscriptionId,
}

/// Which subscriptions to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SubscriptionsQuery {
    /// Only those that this order brought about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Only those whose reseller on record has this MPN id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mpn_id: Option<String>,
}

/// What a customer uses over a term.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Subscription {
    /// The subscription's id: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the entitlement behind it: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement_id: Option<String>,
    /// What was bought: an offer's id, or `product:sku:availability` from the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<String>,
    /// The name of what was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_name: Option<String>,
    /// The name that the partner gives the subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// How many licences or instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// What is counted, such as `Licenses`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_type: Option<String>,
    /// The subscription that this one is an add-on of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_subscription_id: Option<String>,
    /// Whether add-ons can be bought for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_purchasable_addons: Option<bool>,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<Timestamp>,
    /// When it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_start_date: Option<Timestamp>,
    /// When its term ends. For Azure, which has no term, far in the future.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment_end_date: Option<Timestamp>,
    /// How it stands. A PATCH suspends it, reactivates it or, if it is from the marketplace, cancels it with `deleted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<SubscriptionStatus>,
    /// Whether it renews by itself at the end of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_renew_enabled: Option<bool>,
    /// Whether it is a trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_trial: Option<bool>,
    /// What is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_type: Option<BillingType>,
    /// How often it is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_cycle: Option<BillingCycleType>,
    /// How long the term is, as an ISO 8601 duration: `P1M`, `P1Y`, `P3Y`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_duration: Option<String>,
    /// How long the term after this one is, as an ISO 8601 duration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renewal_term_duration: Option<String>,
    /// What is paid back if it is cancelled, and until when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refund_options: Vec<RefundOption>,
    /// Whether Microsoft itself publishes the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_microsoft_product: Option<bool>,
    /// The MPN id of the reseller on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_id: Option<String>,
    /// Why it is suspended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suspension_reasons: Vec<String>,
    /// What can be done with it: `edit`, `cancel`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// What kind of contract it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract_type: Option<ContractType>,
    /// The links to the subscription and what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<SubscriptionLinks>,
    /// Who publishes the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher_name: Option<String>,
    /// The order that brought it about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// What kind of resource this is, and its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// The links to a subscription and what it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SubscriptionLinks {
    /// The offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<Link>,
    /// The entitlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<Link>,
    /// The subscription that this one is an add-on of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_subscription: Option<Link>,
    /// The product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Link>,
    /// The SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<Link>,
    /// The availability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Link>,
    /// How the customer activates what was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_links: Option<Link>,
    /// The subscription.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub self_link: Option<Link>,
}

/// What is paid back if a subscription is cancelled.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RefundOption {
    /// How much is paid back.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub refund_type: Option<RefundType>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

open_enum! {
    /// How a subscription stands.
    ///
    /// The Java client reads the first four alone.
    pub enum SubscriptionStatus {
        /// Not said.
        None = "none" (0),
        /// It can be used.
        Active = "active" (1),
        /// It cannot be used: the partner or the service has stopped it.
        Suspended = "suspended" (2),
        /// It is cancelled.
        Deleted = "deleted" (3),
        /// Its term has ended.
        Expired = "expired" (4),
        /// It is being provided.
        Pending = "pending" (5),
        /// It cannot be used any more, after its term has ended.
        Disabled = "disabled" (6),
        /// Not said: a default of clients. It is taken and never answered.
        Unspecified = "unknown",
    }
}

open_enum! {
    /// What kind of contract a subscription is.
    pub enum ContractType {
        /// A subscription.
        Subscription = "subscription" (0),
        /// A product key.
        ProductKey = "productKey" (1),
        /// A code to redeem.
        RedemptionCode = "redemptionCode" (2),
    }
}

open_enum! {
    /// How much of the price is paid back.
    pub enum RefundType {
        /// The part that is not used.
        Partial = "Partial",
        /// All of it.
        Full = "Full",
    }
}
