//! The documented error codes as data: the error table's, then those that single pages use and the table lacks.
//!
//! One code may stand with two statuses, and one status and code for several reasons: each is a constant of its own.

use super::ErrorCode;

macro_rules! codes {
    ($($name:ident $status:literal $code:literal $text:literal;)*) => {
        $(
            #[doc = concat!("`", stringify!($status), "/", stringify!($code), " ", $text, "`")]
            pub const $name: ErrorCode =
                ErrorCode { status: $status, name: stringify!($name), code: $code, text: $text };
        )*

        /// Every documented reason: those of the error table first, in its order.
        pub const ALL: &[ErrorCode] = &[$($name),*];
    };
}

codes! {
    EXCEPTION_NOT_DEFINED 501 0 "Exception not defined";
    NOT_AUTHENTICATED 401 400 "Access denied";
    NOT_FOUND 404 1000 "Not found";
    PARTNER_NOT_VALID_FOR_OFFER 403 2006 "Partner is not valid for offer";
    SUBSCRIPTION_IDS_NOT_CONVERTIBLE 400 2012 "Unable to convert between Commerce and Azure Active Directory subscription ids.";
    PARTNER_NOT_ONBOARDED_IN_COUNTRY 403 2030 "Partner is not onboarded to sell in country";
    ACCESS_DENIED 403 2032 "Access denied";
    OFFER_NO_LONGER_AVAILABLE 403 2091 "The offer is no longer available for purchase";
    NOT_AN_OFFER 400 2100 "The Offers API does not support item with id {0}. Please try using the Products and/or SKUs APIs";
    INVALID_PROPERTY 400 3000 "Invalid property";
    NO_COMMERCE_RELATIONSHIP 403 20002 "The partner id {0} has no commerce relationship with the customer id {1}.";
    SUBSCRIPTION_NOT_FOUND 404 20003 "Subscription with id {0} not found.";
    INVALID_PROMOTION_CODE 400 27007 "Invalid promotion code";
    LICENSE_MIGRATION_FAILED 400 60000 "The customer license migration failed";
    USER_NOT_FOUND 404 60002 "User object Id is not found";
    TENANT_NOT_FOUND 404 60003 "Tenant not found";
    QUANTITY_CHANGE_WHILE_SUSPENDED 400 2001 "Subscription quantity cannot be increased or decreased while subscription is being suspended";
    QUANTITY_OUT_OF_BOUNDS 400 2002 "Subscription quantity is not within minimum and maximum allowed quantity";
    SUBSCRIPTION_UPDATES_NOT_ALLOWED 400 2006 "Updates on subscriptions for offer {0} are not allowed";
    SUBSCRIPTION_DELETED 400 2011 "Subscription with id {0} and deleted status cannot be updated.";
    BILLING_CYCLE_NEEDS_ORDER_UPDATE 400 2054 "The billing cycle for an existing subscription cannot be updated using update-subscription operation. Please use update-Order operation";
    ETAG_NOT_VALID 400 2055 "Etag is no longer valid";
    NOT_AN_ADVISOR 400 2071 "MPN Id is not a valid Advisor";
    PARTNER_ON_RECORD_IS_PROVIDER 404 2072 "MPN Id of Indirect Provider is not valid as Partner On Record";
    OFFER_NOT_ELIGIBLE 403 2085 "The offer is not eligible for purchase";
    ORDER_NOT_PROCESSED 400 4018 "Unable to process this order";
    BILLING_CYCLE_SUBSCRIPTION_NOT_ACTIVE 400 6000 "The billing cycle could not be changed because the order contains one or more subscriptions that are not active";
    BILLING_CYCLE_NOT_SUPPORTED_BY_OFFER 400 6001 "The billing cycle could not be changed because one of the order's Offer Ids does not support the billing term";
    CUSTOMER_AGREEMENT_MISSING 403 13605 "Either a partner confirmation of the customer acceptance of the Microsoft Customer Agreement must be provided or the customer must accept the Microsoft Customer Agreement in the Microsoft Admin Center before you can complete this purchase";
    ORDER_NOT_FOUND 404 20000 "Order Id not found";
    OFFER_USE_LIMIT_EXCEEDED 400 27006 "Use limit is exceeded for Offer id";
    PARENT_SUBSCRIPTION_NOT_ACTIVE 409 27009 "Cannot enable a child subscription, when the parent subscription is not Active";
    REGISTRATION_NUMBER_NOT_SUPPORTED 400 600002 "Organization registration id value is not supported";
    REGISTRATION_NUMBER_MISSING 400 600049 "Organization registration id information is missing";
    REGISTRATION_NUMBER_INVALID 400 600050 "Organization registration id information is invalid and should be of the format {0}";
    PHONE_NUMBER_MISSING 400 600051 "Customer phone number is missing";
    PARTNER_TOKEN_MISSING 401 800001 "Partner Token missing in request context";
    INVALID_INPUT 400 800002 "Invalid request input";
    UNEXPECTED_SERVICE_ERROR 500 800003 "Unexpected service error";
    INVALID_OFFER_ID 400 800004 "Invalid offer Id";
    CREATE_ORDER_FAILED 500 800005 "Create order is not successful";
    PROVISIONING_INFORMATION_NOT_FOUND 404 800007 "Unable to retrieve provisioning information";
    CART_NOT_FOUND 404 800008 "Unable to retrieve cart Id";
    CART_ITEM_ERROR 400 800009 "Error in Cart item(s)";
    INVENTORY_NOT_AVAILABLE 400 800010 "Inventory is not available for this catalog item";
    NOT_AN_AZURE_SUBSCRIPTION 400 800011 "This subscription is not a valid Azure subscription";
    NOT_AN_ACTIVE_SUBSCRIPTION 400 800012 "This subscription is not an active subscription";
    SUBSCRIPTION_NOT_ENABLED_FOR_RESERVATIONS 400 800013 "This subscription is not enabled for RI purchase";
    ORDER_ADJUSTMENT_PENDING 409 800014 "There is a pending adjustment requested for this order";
    MPN_ID_NOT_FOUND 404 800015 "MPN Id is not found";
    NOT_AN_INDIRECT_RESELLER 400 800016 "MPN Id is not a valid Indirect Reseller";
    QUANTITY_NOT_AVAILABLE 400 800017 "The quantity is not available for this catalog item";
    SANDBOX_LIMIT_MET 400 800018 "The sandbox limit has been met";
    CANCEL_ONLY_IN_SANDBOX 403 800019 "Non-Sandbox tenants are not allowed to cancel purchases other than software subscriptions and perpetual software";
    CATALOG_ITEM_NOT_ELIGIBLE 403 800020 "The catalog item is not eligible for purchase.";
    NOT_A_VALID_SUBSCRIPTION 400 800021 "This subscription is not a valid subscription";
    TRANSACTION_MAY_BE_ELIGIBLE 400 800022 "You may be eligible for this transaction. Please contact Support for help";
    CREDIT_LINE_FORBIDS 403 800023 "You are not eligible for this transaction because your Credit Line is not reaching minimum threshold for this purchase. Please update your order (or) contact Support for help";
    TRANSACTION_NOT_ELIGIBLE 400 800024 "You are not eligible for this transaction";
    CREDIT_LINE_TOO_LOW 400 800025 "You are not eligible for this transaction because your Credit Line is not reaching minimum threshold for this purchase. Please update your order (or) contact Support for help";
    TRANSACTION_NOT_ELIGIBLE_CREDIT 400 800026 "You are not eligible for this transaction";
    QUANTITY_CHANGE_NOT_ELIGIBLE 403 800027 "The catalog item is not eligible for add or remove quantity";
    INITIAL_TERM_NO_LONGER_AVAILABLE 403 800028 "The initial purchase term is no longer available for purchase/update";
    ADD_ON_NOT_RELATED_TO_PARENT 400 800029 "The add-on is not related to the specified parent subscription";
    SUBSCRIPTION_NOT_REGISTERED 400 800030 "This subscription is not registered";
    PURCHASE_SYSTEM_NOT_SUPPORTED 500 800031 "Purchase system not supported";
    PRECONDITION_FAILED 417 800036 "Pre-condition failed";
    ASSET_NOT_FOUND 404 800037 "Asset Id not found";
    ASSET_FUTURE_BILLING_NOT_FOUND 404 800038 "Asset FutureBillingInfo not found";
    RESELLER_PROGRAM_NOT_ACTIVE 403 800039 "Reseller program status is not active";
    ASSET_STATUS_CHANGE_NOT_ALLOWED 400 800040 "Asset status cannot be changed to {0} from {1}";
    ALREADY_ACTIVATED 400 800041 "This item has already been activated";
    NOT_SUPPORTED 400 800042 "Not supported";
    PRICING_ACCESS_NOT_GRANTED 403 800043 "Access to pricing information is not granted";
    ORDER_IN_PROGRESS 409 800060 "Your order is in progress. Please check your order history for recent orders in few minutes";
    ORDER_NOT_CANCELLABLE 400 800061 "Order cannot be cancelled";
    NOT_ELIGIBLE_FOR_TRANSACTION 400 800062 "You are not eligible for this transaction";
    ORDER_NEEDS_SUBSCRIPTION_SUSPENDED 400 800063 "This order {0} cannot be cancelled. Use PATCH /customers/{1}/subscriptions/<subscriptionId> to suspend subscriptions";
    CART_IN_PROCESS 409 800064 "Cart {0} is being processed by another request";
    CART_ALREADY_SUBMITTED 400 800065 "Cannot check out an already submitted cart {0}.";
    SUBSCRIPTION_LIMIT_PER_CUSTOMER 403 800066 "The desired number of subscriptions exceeded the maximum number of subscriptions allowed per customer";
    SEAT_LIMIT_PER_SUBSCRIPTION 403 800067 "The desired seat count exceeded the maximum seat count allowed per subscription";
    AZURE_SUBSCRIPTION_LIMIT_PER_PARTNER 403 800068 "The desired number of subscriptions exceeded the maximum number of Azure subscriptions allowed per partner";
    RISK_CHECK_FAILED 403 800069 "Order failed Risk Management check";
    OFFER_NOT_IN_COUNTRY 400 800070 "Offer is not available in the specified country";
    LINE_ITEM_NUMBER_INVALID 400 800071 "Line Item number should be from 0 to number of line items count";
    BILLING_CYCLE_SYNC_NOT_COMPLETED 400 800072 "Cannot change billing cycle if subscription's SyncState is not Completed";
    CUSTOMER_UNDER_REVIEW 403 800073 "Your customer account is currently under review. Check back in few days. Your patience is appreciated during this time. Learn more at {0}";
    CUSTOMER_ACCOUNT_UNDER_REVIEW 403 800074 "Your customer account is currently under review. Check back in few days. Your patience is appreciated during this time. Learn more at {0}";
    // The table prints the end of this text before its beginning.
    CUSTOMER_NOT_APPROVED 403 800075 "Your customer account was not approved. Transactions for this customer are not allowed. Please verify the customer account information is correct. For more information refer to {0}";
    SUBSCRIPTION_HISTORY_NOT_FOUND 404 800076 "Subscription history not found";
    SAAS_CANCEL_NEEDS_SUBSCRIPTION_UPDATE 403 800077 "Cancelling of seat-based SaaS is not supported via patch order. Use patch subscription instead.";
    TRANSFER_SUBSCRIPTION_INVALID 400 800078 "Transfer cannot be created with invalid subscription";
    BILLING_CYCLE_NO_MINT_ACCOUNT 400 800080 "Cannot change billing cycle if subscription is not associated with a Mint account";
    SUBSCRIPTION_NOT_ACTIVATED 400 800081 "Cannot update a subscription before activating it";
    // The table prints the end of this text before its beginning.
    SUBSCRIPTION_NOT_READY 400 800082 "Subscription is not ready to be updated. Please try again after sometime";
    SEVERAL_INCLUDED_QUANTITIES 500 800083 "Availability has more than one included quantity options";
    DURATION_NOT_SUPPORTED 500 800084 "Unsupported duration {0}";
    BILLING_CYCLE_DIFFERS_FROM_ORDER 400 800085 "Subscription's billing cycle does not match with the original order billing cycle";
    CUSTOMER_LACKS_OFFER_TAGS 400 800086 "Customer tenant does not have required tags for the offer";
    LINE_ITEM_FAILED 500 800087 "There is an issue with the line item.";
    SEAT_LIMIT_REMAINING_EXCEEDED 403 800088 "The requested number of {0} seat/s exceeded the remaining limit of {1} seats allowed per subscription for the CatalogID - {2}";
    ASSET_LIMIT_REMAINING_EXCEEDED 403 800089 "The requested number of {0} asset/s exceeded the remaining limit of {1} assets allowed per customer";
    QUANTITY_DECREASE_NOT_ALLOWED 400 800090 "Subscription quantity cannot be decreased";
    SUBSCRIPTION_SUSPENDED 400 800091 "Cannot update a subscription with suspended status";
    SOFTWARE_ASSURANCE_INCREASE_NOT_ALLOWED 400 800092 "Cannot increase the seat quantity for a subscription purchased under the Software Assurance program";
    AUTO_RENEW_NOT_ELIGIBLE 400 800093 "The subscription is not eligible to be auto-renewed";
    UPDATE_SUBSCRIPTION_FAILED 500 800094 "Update subscription is not successful";
    SEAT_QUANTITY_NOT_UPDATABLE 400 800095 "Cannot update the seat quantity for this subscription";
    STATUS_NOT_UPDATABLE 400 800096 "Cannot update the status for this subscription";
    BILLING_CYCLE_NOT_UPDATABLE 400 800097 "Cannot update the billing cycle for this subscription";
    PARTNER_ON_RECORD_NOT_UPDATABLE 400 800098 "Cannot update the partner on record for this subscription";
    TRANSFER_NOT_FOUND 404 900100 "Transfer request not found";
    TRANSFER_ORIGINAL_IN_PROGRESS 409 900101 "This transfer is not allowed as original transfer {0} is in progress";
    TRANSFER_NOT_PROCESSABLE 400 900102 "Cannot process the transfer request for {1} transfer {0}";
    TRANSFER_ORDER_FAILED 500 900103 "Transfer order is not successful";
    TRANSFER_IN_PROCESS 409 900104 "Transfer {0} is being processed by another request";
    SUSPENDED_SUBSCRIPTIONS_NOT_TRANSITIONABLE 403 900105 "You have one or more Azure subscriptions in the suspended state. These can't be transitioned to the Azure plan";
    UPGRADE_NOT_FOUND 404 900106 "No upgrade request was found";
    UPGRADE_CATALOG_ITEM_NOT_FOUND 400 900107 "Cannot process Azure upgrade since Azure catalog item was not found";
    UPGRADE_WITHOUT_AZURE_SUBSCRIPTIONS 403 900108 "Cannot process Azure upgrade since customer has no Azure subscriptions.";
    UPGRADE_ORIGINAL_IN_PROGRESS 409 900109 "This upgrade is not allowed as original upgrade {0} is in progress";
    UPGRADE_ALREADY_COMPLETED 400 900110 "Cannot process the upgrade request for completed upgrade {0}";
    UPGRADE_OF_ANOTHER_CUSTOMER 400 900111 "The upgrade ID provided does not belong to customer {0}. The customer is mapped to upgrade Id {1}";
    PURCHASE_UPGRADE_PENDING 409 900112 "This purchase is not allowed as the upgrade request {0} is in pending state";
    PURCHASE_UPGRADE_IN_PROGRESS 409 900113 "This purchase is not allowed as the upgrade request {0} is in progress";
    PURCHASE_UPGRADE_FAILED 409 900114 "This purchase is not allowed as the upgrade request {0} failed";
    AZURE_PLAN_HAS_ACTIVE_SUBSCRIPTIONS 403 900115 "Azure plan cannot be moved to suspended state since you have one or more Azure Subscriptions in the active state";
    SANDBOX_AZURE_PLAN_LIMIT 400 900116 "Unable to create order. There is a limit to how many Azure plans can be created under sandbox accounts";
    CANCELLATION_WINDOW_PASSED 400 900117 "You have passed your {0}-day cancellation window. We are unable to cancel your purchase";
    INVALID_CUSTOMER_ID 400 900118 "Invalid Customer Id";
    UPGRADE_FOR_SHARED_SERVICES 403 900119 "Cannot process Azure upgrade for Azure Partner Shared Services";
    UPGRADE_NOT_PROCESSABLE 403 900120 "Cannot process Azure upgrade";
    CREDIT_LIMIT_INSUFFICIENT 403 900121 "Unable to process order due to insufficient credit limit, please contact ucmwrcsp@microsoft.com for further assistance";
    ADVISOR_QUOTE_NOT_FOUND 404 900122 "Advisor quote not found";
    RESELLER_AGREEMENT_MISSING 403 900123 "Microsoft Partner Agreement has not been accepted by the indirect reseller";
    PARTNER_AGREEMENT_MISSING 403 900124 "Your company has not accepted the Microsoft Partner Agreement (MPA). The global admin of the CSP account must accept the MPA to resume the full transactional capabilities. Search {0} for your global admin and have them sign the MPA on the dashboard {1} to resume full transactional capabilities";
    ADVISOR_NOT_IN_CONTEXT 400 900125 "Advisor partner information not found in the request context";
    ENUM_NOT_PARSED 400 900126 "Unable to parse enum: {0} For more information, please visit {1}";
    NOT_SUPPORTED_IN_ENVIRONMENT 400 900127 "This operation is not supported in this environment";
    AZURE_PLAN_REQUIRED 400 900128 "An Azure plan is required to purchase a SaaS subscription with a metered billing plan";
    AZURE_PLAN_NOT_FOUND 400 900129 "The specified Azure plan ID was not found or there are no active Azure subscriptions under it. An Azure Plan with active subscription(s) is required to purchase a SaaS product with a metered billing plan";
    RECENT_SUBSCRIPTIONS_NOT_TRANSITIONABLE 403 900130 "One or more Azure subscriptions were purchased recently, these subscriptions cannot be transitioned at this time. Please try again later";
    TRANSFER_LEGACY_SUBSCRIPTIONS 400 900131 "This transfer request cannot be initiated as the customer has legacy Azure subscriptions";
    TRANSFER_AZURE_PLAN_NOT_ACTIVE 400 900132 "This transfer request cannot be initiated as the Azure plan is not active, please enable the Azure plan";
    TRANSFER_WITHOUT_AZURE_PLAN 400 900133 "This transfer request cannot be initiated as customer has not purchased Azure plan";
    TRANSFER_AZURE_PLAN_NOT_PURCHASABLE 400 900134 "This transfer request cannot be initiated as the Azure plan is not purchasable";
    TRANSFER_INITIATION_FAILED 500 900135 "Initiate transfer request failed. Please try again later";
    TRANSFER_SOURCE_PARTNER_MISSING 400 900136 "Transfer cannot be initiated as source partner email/domain details missing in the request";
    TRANSFER_PARTNER_NOT_ENABLED 403 900137 "Transfer cannot be created as partner: {0} not enabled for this feature";
    TRANSFER_CLOUD_NOT_SUPPORTED 403 900138 "Transfer cannot be created as partner's: {0} national cloud {1} is not supported";
    TRANSFER_WITH_AZURE_NOT_ACCEPTABLE 403 900139 "Transfer request cannot be accepted. Please request the partner to create transfer without Azure subscription(s)";
    TRANSFER_SUBSCRIPTIONS_NOT_FOUND 404 900140 "Unable to get Azure Active Directory subscriptions for a customer with tenant id {0} and source provisioning id {1}";
    OPERATION_NOT_SUPPORTED 400 900141 "This operation is not supported";
    CATALOG_ITEM_ID_MISSING 400 900142 "The catalog item id is not present";
    // The table numbers the last place `{3}` and has no `{2}`.
    AVAILABILITIES_NOT_RETRIEVED 400 900143 "The request failed to retrieve all availabilities with productId: {0}, skuId: {1} for a customer with id: {2}";
    PROVISIONING_SKU_MISSING 400 900144 "The provisioning SKU id is not present";
    TRANSFER_WITH_RESERVATIONS 400 900145 "This request for transfer of billing ownership cannot be completed as Azure reservations do not transfer with subscriptions. Cancel the Azure reservations associated with the subscriptions in your selection and try again.";
    TRANSFER_WITH_MARKETPLACE_PRODUCTS 400 900146 "This request for transfer of billing ownership cannot be completed as third-party marketplace products do not transfer with subscriptions. Remove the third-party marketplace products from your selection and try again.";
    DOMAIN_NOT_OF_PARTNER 400 900147 "Provide a valid domain associated with the current partner";
    TRANSFER_TO_ITSELF 400 900148 "Transfer creation failed due to source partner details matched with requesting partner";
    PROGRAM_NOT_ACTIVE 403 900149 "{0} program status is not active.";
    ROLE_LACKS_RIGHTS 403 900150 "The supplied role does not have the rights to perform the requested operation";

    // assign-licenses-to-a-user
    LICENSES_RUN_OUT 400 60012 "We're sorry, it looks like you've run out of licenses. Buy more licenses, and then try again.";
    // create-a-self-serve-policy
    SELF_SERVE_POLICY_EXISTS 409 600041 "Self-serve policy already exists.";
    // update-a-self-serve-policy
    SELF_SERVE_POLICY_NOT_FOUND 404 600039 "Self-serve policy was not found";
    SELF_SERVE_POLICY_ID_INCORRECT 404 600040 "Self-serve policy identifier is incorrect";
    // get-a-product-by-id
    PRODUCT_NOT_FOUND 404 400013 "Product was not found.";
    // get-a-list-of-skus-for-a-product
    PARENT_PRODUCT_NOT_FOUND 404 400013 "The parent product was not found.";
    // get-a-sku-by-id
    SKU_NOT_FOUND 404 400018 "Sku was not found.";
    // get-an-availability-by-id
    AVAILABILITY_NOT_FOUND 404 400019 "Availability not found.";
    // get-a-list-of-products
    TARGET_SEGMENT_NOT_ALLOWED 403 400030 "Access to the requested targetSegment is not allowed.";
    TARGET_VIEW_NOT_ALLOWED 403 400036 "Access to the requested targetView is not allowed.";
    // get-partner-by-mpn-id
    PARTNER_NOT_FOUND_BY_MPN_ID 404 3000 "Partner Organization with partner_id {0} could not be found";
    // validate-an-address
    // The description is JSON: a code, a reason and the corrected address.
    ADDRESS_INVALID 400 2007 "{0}";
    // verify-indirect-reseller-mpa-status
    TENANT_ID_NOT_A_GUID 400 2000 "Tenant Id must be a GUID.";
    MPN_ID_NOT_NUMERIC 400 2000 "MPN Id must be numeric.";
    MPN_ID_AND_TENANT_ID_BOTH_PRESENT 400 2000 "Both MPN Id and Tenant Id should not be passed.";
    MPN_ID_AND_TENANT_ID_BOTH_EMPTY 400 2001 "Both MPN Id and Tenant Id cannot be empty.";
    MPN_ID_NOT_MIGRATED 400 2200 "MPN Id {0} is either invalid or not yet migrated to Partner Center. Please advise your reseller to migrate the reseller MPN ID to Partner Center to continue with this order.";
    MPN_ID_OF_ANOTHER_REGION 400 2201 "The CSP region of the MPN ID {0} doesn’t match the CSP region from where you are placing the order. Provide the MPN ID for the CSP region where you are placing the order.";
    MPN_ID_AGREEMENT_NOT_SIGNED 400 2203 "MPN Id {0} has not signed Microsoft Partner Agreement (MPA) for the CSP region where the order is being placed. Please advise your reseller to sign MPA to continue with the order.";
    MPN_ID_NOT_A_RESELLER 400 2204 "MPN Id {0} is not associated with a CSP Indirect Reseller account in Partner Center. Please advise your reseller to enroll into the CSP program as an indirect reseller in Partner Center.";
    TENANT_WITHOUT_ACCOUNT 400 2205 "Partner Center doesn't find any account associated to the Tenant ID {0}";
    TENANT_AGREEMENT_NOT_SIGNED 400 2206 "Parnter Center Account associated to Tenant Id {0} hasn't signed the agreement";
}
