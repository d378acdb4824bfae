//! Subscriptions: what a customer uses over a term, born of an order.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations};

operations! {
    /// Lists the subscriptions of a customer: all, those of one order, or those of one reseller.
    ListSubscriptions = GET "/v1/customers/{customer_id}/subscriptions"
        (Either, EVERYWHERE, Nothing) CustomerPath, Value, Nothing => Value, "get-all-of-a-customer-s-subscriptions";

    /// Gets a subscription.
    GetSubscription = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}"
        (Either, EVERYWHERE, Nothing) SubscriptionPath, Nothing, Nothing => Value, "get-a-subscription-by-id";

    /// Changes the quantity, status, name or renewal of a subscription.
    UpdateSubscription = PATCH "/v1/customers/{customer_id}/subscriptions/{subscription_id}"
        (Either, EVERYWHERE, Customer) SubscriptionPath, Nothing, Value => Value,
        "change-the-quantity-of-a-subscription";

    /// Activates a marketplace subscription in the integration sandbox.
    ActivateSubscription = POST "/v1/customers/{customer_id}/subscriptions/{subscription_id}/activate"
        (Either, GLOBAL, Customer) SubscriptionPath, Nothing, Nothing => Value,
        "activate-sandbox-subscription-azure-marketplace-products";

    /// Lists the add-ons of a subscription.
    ListSubscriptionAddons = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/addons"
        (Either, EVERYWHERE, Nothing) SubscriptionPath, Nothing, Nothing => Value,
        "get-a-list-of-add-ons-for-a-subscription";

    /// Lists the Azure subscriptions under an Azure plan.
    ListAzureEntitlements = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/azureentitlements"
        (Either, GLOBAL, Nothing) SubscriptionPath, Nothing, Nothing => Value,
        "get-a-list-of-azure-entitlements-for-subscription";

    /// Lists what a trial can be converted to.
    ListConversions = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/conversions"
        (User, GLOBAL, Nothing) SubscriptionPath, Nothing, Nothing => Value, "get-a-list-of-trial-conversion-offers";

    /// Converts a trial to a paid subscription.
    ConvertSubscription = POST "/v1/customers/{customer_id}/subscriptions/{subscription_id}/conversions"
        (User, GLOBAL, Customer) SubscriptionPath, Nothing, Value => Value, "convert-a-trial-subscription-to-paid";

    /// Says how far a subscription is provisioned.
    GetSubscriptionProvisioningStatus = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/provisioningstatus"
        (User, EVERYWHERE, Nothing) SubscriptionPath, Nothing, Nothing => Value, "get-subscription-provisioning-status";

    /// Registers an Azure subscription, so that reservations can be bought for it.
    RegisterSubscription = POST "/v1/customers/{customer_id}/subscriptions/{subscription_id}/registrations"
        (Either, GLOBAL, Customer) SubscriptionPath, Nothing, Nothing => Nothing, "register-a-subscription";

    /// Says how far the registration of a subscription has come.
    GetRegistrationStatus = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/registrationstatus"
        (Either, GLOBAL, Nothing) SubscriptionPath, Nothing, Nothing => Value, "get-subscription-registration-status";

    /// Gets who supports a subscription.
    GetSupportContact = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact"
        (User, OUTSIDE_CHINA, Nothing) SubscriptionPath, Nothing, Nothing => Value,
        "get-a-subscription-s-support-contact";

    /// Sets who supports a subscription.
    UpdateSupportContact = PUT "/v1/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact"
        (User, OUTSIDE_CHINA, Customer) SubscriptionPath, Nothing, Value => Value,
        "update-a-subscription-s-support-contact";

    /// Lists what a subscription can be moved to.
    ListUpgrades = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/upgrades"
        (Either, EVERYWHERE, Nothing) SubscriptionPath, Nothing, Nothing => Value, "transition-a-subscription";

    /// Moves a subscription to another offer.
    CreateUpgrade = POST "/v1/customers/{customer_id}/subscriptions/{subscription_id}/upgrades"
        (Either, EVERYWHERE, Customer) SubscriptionPath, Nothing, Value => Value, "transition-a-subscription";
}

/// A subscription of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: String,
    /// The subscription's id: a GUID.
    pub subscription_id: String,
}
