//! What makes each documented example meaningful: who sends it, and what of the world stands for what of the example.

/// A scene.
pub(super) struct Scene {
    /// The account that sends it.
    pub(super) account: &'static str,
    /// The kind of its token.
    pub(super) token: Token,
    /// What stands in the example, and what of the world takes its place.
    pub(super) replace: &'static [(&'static str, &'static str)],
    /// What takes the place of the last segment of its path.
    pub(super) last: Option<&'static str>,
    /// The customer whose first entitlement links to the artifact of the example.
    pub(super) artifact_of: Option<&'static str>,
    /// The customer for whom a cart is filled before, and what is in it: the cart of the example's path.
    pub(super) cart: Option<(&'static str, &'static str)>,
}

/// A kind of token.
pub(super) enum Token {
    App,
    User,
}

/// The scene of this example.
pub(super) fn scene(example: &str) -> Option<&'static Scene> {
    SCENES.iter().find(|(name, _)| *name == example).map(|(_, scene)| scene)
}

/// The examples that have a scene.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SCENES.iter().map(|(name, _)| *name)
}

const fn app(account: &'static str, replace: &'static [(&'static str, &'static str)]) -> Scene {
    Scene { account, token: Token::App, replace, last: None, artifact_of: None, cart: None }
}

const fn user(account: &'static str, replace: &'static [(&'static str, &'static str)]) -> Scene {
    Scene { account, token: Token::User, replace, last: None, artifact_of: None, cart: None }
}

const CATALOGUE_EXAMPLE: &[(&str, &str)] = &[("65543400-f8b0-4783-8530-6d35ab8c6801", LICENCES)];

// Customers, orders and subscriptions of `world.toml`.
const LICENCES: &str = "d0000000-0000-4000-8000-000000000001";
const LICENCE_ORDER: &str = "f0000000-0000-4000-8000-000000000001";
const ADD_ON_ORDER: &str = "f0000000-0000-4000-8000-000000000002";
const BASE: &str = "e0000000-0000-4000-8000-000000000001";
const ADD_ON: &str = "e0000000-0000-4000-8000-000000000003";
const SUSPENDED: &str = "e0000000-0000-4000-8000-000000000004";
const MARKETPLACE: &str = "e0000000-0000-4000-8000-000000000005";
const AZURE: &str = "e0000000-0000-4000-8000-000000000006";
const RESERVABLE: &str = "e0000000-0000-4000-8000-000000000008";
const MARKETPLACE_ORDER: &str = "mArKeTmArKeTmArKeTmArKeTmArKeTmA2";
const OF_TWO: &str = "e0000000-0000-4000-8000-000000000007";
const REMOVABLE: &str = "d0000000-0000-4000-8000-000000000002";
const SOFTWARE: &str = "d0000000-0000-4000-8000-000000000003";
const SOFTWARE_ORDER: &str = "sOfTwArEsOfTwArEsOfTwArEsOfTwArE1";
const PARTLY_ORDER: &str = "pArTlYpArTlYpArTlYpArTlYpArTlYpA1";
const DELETABLE: &str = "d0000000-0000-4000-8000-000000000004";
const RESERVED: &str = "d0000000-0000-4000-8000-000000000005";
const RESERVATION: &str = "rEsErVeDrEsErVeDrEsErVeDrEsErVeD1";
const OF_RESELLER: &str = "d0000000-0000-4000-8000-000000000006";
const RESELLER: &str = "a0000000-0000-4000-8000-000000000004";
const RESELLER_MPN: &str = "9000004";

const TRIED: &str = "d0000000-0000-4000-8000-000000000007";
const TRIAL_ORDER: &str = "f0000000-0000-4000-8000-000000000007";
const TRIAL: &str = "e0000000-0000-4000-8000-000000000071";
const NOT_UPGRADED: &str = "e0000000-0000-4000-8000-000000000072";
const UPGRADED: &str = "e0000000-0000-4000-8000-000000000073";
const AZURE_PLAN: &str = "e0000000-0000-4000-8000-000000000074";
const TO_ACTIVATE: &str = "d0000000-0000-4000-8000-000000000008";
const NOT_ACTIVATED: &str = "e0000000-0000-4000-8000-000000000081";
const SOLD: &str = "e0000000-0000-4000-8000-000000000091";

// What the examples have.
const CUSTOMER: &str = "<customer-tenant-id>";
const MARKETPLACE_EXAMPLE: &[(&str, &str)] = &[
    (CUSTOMER, LICENCES),
    ("<id-for-subscription>", MARKETPLACE),
    ("6e7aa601-629e-461b-8933-0898c3cc3c7c", MARKETPLACE),
];
// The change asks for two licences.
const CHANGED_EXAMPLE: &[(&str, &str)] =
    &[(CUSTOMER, LICENCES), ("<id-for-subscription>", BASE), ("83ef9d05-4169-4ef9-9657-0e86b1eab1de", BASE)];
const KEPT_EXAMPLE: &[(&str, &str)] = &[
    (CUSTOMER, LICENCES),
    ("<id-for-subscription>", OF_TWO),
    ("<subscriptionID>", OF_TWO),
    ("83ef9d05-4169-4ef9-9657-0e86b1eab1de", OF_TWO),
];
const REACTIVATED_EXAMPLE: &[(&str, &str)] =
    &[(CUSTOMER, LICENCES), ("<id-for-subscription>", SUSPENDED), ("83ef9d05-4169-4ef9-9657-0e86b1eab1de", SUSPENDED)];
const CANCELLED_EXAMPLE: &[(&str, &str)] =
    &[(CUSTOMER, SOFTWARE), ("<order-id>", SOFTWARE_ORDER), ("UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1", SOFTWARE_ORDER)];
const PARTLY_CANCELLED_EXAMPLE: &[(&str, &str)] =
    &[(CUSTOMER, SOFTWARE), ("<order-id>", PARTLY_ORDER), ("2y6dF_rVgDAXMxypQPPnTquuXhKVK_3N1", PARTLY_ORDER)];
const ENTITLED_EXAMPLE: &[(&str, &str)] = &[("18ac2950-8ea9-4dfc-92a4-ff4d4cd57796", RESERVED)];
const RESELLER_EXAMPLE: &[(&str, &str)] = &[("484e548c-f5f3-4528-93a9-c16c6373cb59", RESELLER)];
const SOLD_EXAMPLE: &[(&str, &str)] =
    &[("c501c3c4-d776-40ef-9ecf-9cefb59442c1", OF_RESELLER), ("4847383", RESELLER_MPN)];
const ORDERS_EXAMPLE: &[(&str, &str)] =
    &[("b0d70a69-4c42-4b27-b17b-91a835d8686a", RESERVED), ("3D5ECED6-1151-44C7-AEE6-70A4BB725666", RESERVABLE)];
const FILLED_EXAMPLE: &[(&str, &str)] = &[
    ("d6bf25b7-e0a8-4f2d-a31b-97b55cfc774d", RESERVED),
    ("1C461A25-F729-4FA5-AADB-280947DD05E8", RESERVABLE),
    ("3D5ECED6-1151-44C7-AEE6-70A4BB725666", RESERVABLE),
];
// Add-ons of the catalogue stand for those of the page.
const ADD_ONS_EXAMPLE: &[(&str, &str)] = &[
    ("18ac2950-8ea9-4dfc-92a4-ff4d4cd57796", LICENCES),
    ("97555B61-7461-477A-A98C-9C76148783E4", BASE),
    ("C94271D8-B431-4A25-A3C5-A57737A1C909", "45320EC9-9B8E-49D0-B900-F14141A0ABD1"),
    ("43FCE491-76D1-4BCC-B709-8A288786DBAE", "53FC25F7-6639-4F78-BB44-3C2DFEC3ED40"),
];
/// What the page of checking out has in its cart.
const CART: &str = r#"{"lineItems":[
    {"catalogItemId":"MS-AZR-0145P","quantity":1,"billingCycle":"monthly","termDuration":"P1Y"},
    {"catalogItemId":"DZH318Z0BQ36:004G:DZH318Z08C0S","quantity":1,"billingCycle":"one_time","termDuration":"P1Y",
     "provisioningContext":{"subscriptionId":"e0000000-0000-4000-8000-000000000008","scope":"shared"}},
    {"catalogItemId":"DG7GMGF0DWM3:0002:DG7GMGF0DT1M","quantity":1,"billingCycle":"one_time"},
    {"catalogItemId":"DZH318Z0BXWC:0002:DZH318Z0BMRV","quantity":1,"billingCycle":"monthly","termDuration":"P1M"}
]}"#;
const CONVERTED_EXAMPLE: &[(&str, &str)] = &[
    ("0c39d6d5-c70d-4c55-bc02-f620844f3fd1", TRIED),
    ("488745B5-2086-4912-802C-6ABB9F7C3638", TRIAL),
    ("D51A052E-043C-4A2A-AA37-2BB938CEF6C1", TRIAL_ORDER),
];
const REGISTERED_EXAMPLE: &[(&str, &str)] = &[("<customer-id>", LICENCES), ("<subscription-id>", AZURE)];
const SUPPORTED_EXAMPLE: &[(&str, &str)] = &[
    ("0c39d6d5-c70d-4c55-bc02-f620844f3fd1", OF_RESELLER),
    ("C8D8FBAB-6A62-44DC-BE50-B7C74E43A296", SOLD),
    ("3B33E682-00C3-41EE-9DD2-A548ADF56438", RESELLER),
    ("4391507", RESELLER_MPN),
];
const COUNTRY: (&str, &str) = ("<country-id>", "US");

const SCENES: &[(&str, Scene)] = &[
    ("cancel-an-azure-marketplace-subscription", app("direct", MARKETPLACE_EXAMPLE)),
    ("update-autorenew-for-an-azure-marketplace-subscription", app("direct", MARKETPLACE_EXAMPLE)),
    ("cancel-an-order-from-the-integration-sandbox", app("direct-sandbox", CANCELLED_EXAMPLE)),
    ("cancel-an-order-from-the-integration-sandbox#1", app("direct-sandbox", CANCELLED_EXAMPLE)),
    ("cancel-software-purchases", app("direct-sandbox", PARTLY_CANCELLED_EXAMPLE)),
    ("cancel-software-purchases#1", app("direct-sandbox", PARTLY_CANCELLED_EXAMPLE)),
    (
        "change-the-billing-cycle",
        app(
            "direct",
            &[
                ("4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04", LICENCES),
                ("CF3B0E37-BE0B-4CDD-B584-D1A97D98A922", ADD_ON_ORDER),
                ("69829602-C219-40FD-A3D5-4150FCA41A19", ADD_ON),
            ],
        ),
    ),
    (
        "purchase-an-add-on-to-a-subscription",
        app(
            "direct",
            &[
                ("4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04", LICENCES),
                ("CF3B0E37-BE0B-4CDD-B584-D1A97D98A922", LICENCE_ORDER),
                ("1C2B75C1-74A5-472A-A729-7F8CEFC477F9", BASE),
            ],
        ),
    ),
    ("change-the-quantity-of-a-subscription", app("direct", CHANGED_EXAMPLE)),
    ("change-the-quantity-of-a-subscription#1", app("direct", CHANGED_EXAMPLE)),
    (
        "activate-sandbox-subscription-azure-marketplace-products",
        app(
            "direct-sandbox",
            &[
                ("42b5f772-5c5c-4bce-b9d7-bdadeecca411", TO_ACTIVATE),
                ("87363db7-39ab-dd25-d371-94340aaa2f97", NOT_ACTIVATED),
            ],
        ),
    ),
    (
        "get-a-list-of-add-ons-for-a-subscription",
        app("direct", &[(CUSTOMER, LICENCES), ("<id-for-subscription>", "e0000000-0000-4000-8000-000000000002")]),
    ),
    (
        "get-a-list-of-azure-entitlements-for-subscription",
        app(
            "direct",
            &[("11f9bc2a-1f38-431c-a0b0-9455c6f5bbc0", TRIED), ("3f15978e-005c-b763-bb78-2a8fab289c58", AZURE_PLAN)],
        ),
    ),
    ("get-a-list-of-trial-conversion-offers", user("direct", CONVERTED_EXAMPLE)),
    ("convert-a-trial-subscription-to-paid", user("direct", CONVERTED_EXAMPLE)),
    (
        "get-subscription-provisioning-status",
        user(
            "direct",
            &[("0c39d6d5-c70d-4c55-bc02-f620844f3fd1", LICENCES), ("34828C05-C16C-4D6F-9CFC-4D2650EF19A1", BASE)],
        ),
    ),
    ("register-a-subscription", app("direct", REGISTERED_EXAMPLE)),
    ("get-subscription-registration-status", app("direct", REGISTERED_EXAMPLE)),
    ("get-a-subscription-s-support-contact", user("provider", SUPPORTED_EXAMPLE)),
    ("update-a-subscription-s-support-contact", user("provider", SUPPORTED_EXAMPLE)),
    (
        "transition-a-subscription--get-upgrades",
        app("direct", &[("{customer-tenant-id}", TRIED), ("{id-for-subscription}", NOT_UPGRADED)]),
    ),
    (
        "transition-a-subscription--create-upgrade",
        app("direct", &[("{customer-tenant-id}", TRIED), ("{id-for-target}", UPGRADED)]),
    ),
    ("update-the-nickname-for-a-subscription", app("direct", KEPT_EXAMPLE)),
    ("suspend-a-subscription", app("direct", KEPT_EXAMPLE)),
    ("reactivate-a-suspended-a-subscription", app("direct", REACTIVATED_EXAMPLE)),
    ("create-a-cart", app("direct", FILLED_EXAMPLE)),
    ("create-a-cart-with-add-ons", app("direct", ADD_ONS_EXAMPLE)),
    ("create-a-cart-with-add-ons#1", app("direct", ADD_ONS_EXAMPLE)),
    ("update-a-cart", Scene { cart: Some((RESERVED, CART)), ..app("direct", FILLED_EXAMPLE) }),
    ("checkout-a-cart", Scene { cart: Some((RESERVED, CART)), ..app("direct", FILLED_EXAMPLE) }),
    (
        "get-activation-link-by-order-line-item",
        app(
            "direct-sandbox",
            &[
                ("8c5b65fd-c725-4f50-8d9c-97ec9169fdd0", TO_ACTIVATE),
                ("03fb46b3-bf8c-49aa-b908-ca2e93bcc04a", MARKETPLACE_ORDER),
            ],
        ),
    ),
    ("create-a-customer", app("direct", &[])),
    ("create-a-customer-for-an-indirect-reseller", user("provider", RESELLER_EXAMPLE)),
    ("create-an-order", app("direct", ORDERS_EXAMPLE)),
    ("create-an-order-for-a-customer-of-an-indirect-reseller", user("provider", SOLD_EXAMPLE)),
    ("delete-a-customer-account-from-the-integration-sandbox", app("direct-sandbox", &[(CUSTOMER, DELETABLE)])),
    ("remove-a-reseller-relationship-with-a-customer", user("direct", &[(CUSTOMER, REMOVABLE)])),
    ("request-reseller-relationship", user("direct", &[])),
    ("get-a-collection-of-entitlements", user("direct", ENTITLED_EXAMPLE)),
    (
        "get-a-collection-of-entitlements#1",
        user("direct-sandbox", &[("de3dcef9-9991-459c-ac71-2903d1127414", SOFTWARE)]),
    ),
    (
        "get-a-collection-of-entitlements--artifact-reservedinstance",
        Scene { artifact_of: Some(RESERVED), ..user("direct", ENTITLED_EXAMPLE) },
    ),
    (
        "get-a-collection-of-entitlements--artifact-virtualmachinereservedinstance",
        Scene { artifact_of: Some(RESERVED), ..user("direct", ENTITLED_EXAMPLE) },
    ),
    ("get-a-customer-by-id", app("direct", &[(CUSTOMER, LICENCES)])),
    ("get-a-customer-by-name", app("direct", &[("%22Cont%22", "%22Lark%22")])),
    ("get-a-list-of-customers", app("direct", &[])),
    ("get-all-of-a-customer-s-billing-profiles", app("direct", &[(CUSTOMER, LICENCES)])),
    ("get-customers-of-an-indirect-reseller", user("provider", RESELLER_EXAMPLE)),
    ("get-customers-of-an-indirect-reseller#1", user("provider", RESELLER_EXAMPLE)),
    ("get-indirect-resellers-of-a-customer", user("provider", SOLD_EXAMPLE)),
    ("retrieve-a-list-of-indirect-resellers", user("provider", &[])),
    ("get-a-list-of-offer-categories-by-country-and-locale", app("direct", &[COUNTRY])),
    ("get-a-list-of-offers-for-a-market", app("direct", &[COUNTRY])),
    ("get-addon-offers-by-offer-id", app("direct", &[])),
    ("get-a-list-of-products", app("direct", &[])),
    ("get-a-list-of-products#1", app("direct", &[])),
    ("get-a-list-of-products#2", app("direct", &[])),
    ("get-a-product-by-id", app("direct", &[("{product-id}", "DZH318Z0BQ3Q")])),
    ("get-a-list-of-skus-for-a-product", app("direct", &[])),
    ("get-a-list-of-skus-for-a-product#1", app("direct", &[])),
    ("get-a-list-of-skus-for-a-product#2", app("direct", &[])),
    ("get-a-sku-by-id", app("direct", &[])),
    ("get-a-list-of-availabilities-for-a-sku", app("direct", &[])),
    ("get-a-list-of-availabilities-for-a-sku#1", app("direct", &[])),
    ("get-a-list-of-availabilities-for-a-sku#2", app("direct", &[])),
    ("get-an-availability-by-id", app("direct", &[])),
    ("get-a-list-of-products-by-customer", app("direct", CATALOGUE_EXAMPLE)),
    // The path of the page lacks its last segment.
    (
        "get-a-list-of-skus-for-a-product-by-customer",
        Scene { last: Some("DZH318Z0BPS6/skus"), ..app("direct", CATALOGUE_EXAMPLE) },
    ),
    ("get-a-list-of-availabilities-for-a-sku-by-customer", app("direct", CATALOGUE_EXAMPLE)),
    ("check-inventory", app("direct", &[("d6bf25b7-e0a8-4f2d-a31b-97b55cfc774d", LICENCES)])),
    ("get-an-offer-by-id", app("direct", &[COUNTRY, ("<offer-id>", "031C9E47-4802-4248-838E-778FB1D2CC05")])),
    ("get-a-list-of-orders-by-customer-and-billing-cycle-type", app("direct", ORDERS_EXAMPLE)),
    ("get-all-of-a-customer-s-orders", app("direct", ORDERS_EXAMPLE)),
    ("get-an-order-by-id", app("direct", &[(CUSTOMER, RESERVED), ("<id-for-order>", RESERVATION)])),
    (
        "get-a-list-of-subscriptions-by-order",
        app("direct", &[("{customer-tenant-id}", LICENCES), ("{id-for-order}", LICENCE_ORDER)]),
    ),
    ("get-all-of-a-customer-s-subscriptions", app("direct", &[(CUSTOMER, LICENCES)])),
    ("get-all-subscriptions-by-partner", app("provider", SOLD_EXAMPLE)),
    (
        "get-a-subscription-by-id",
        app(
            "direct",
            &[("4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04", LICENCES), ("A356AC8C-E310-44F4-BF85-C7F29044AF99", AZURE)],
        ),
    ),
    (
        "get-a-subscription-by-id#1",
        app(
            "direct",
            &[("4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04", LICENCES), ("A356AC8C-E310-44F4-BF85-C7F29044AF99", ADD_ON)],
        ),
    ),
    ("update-a-customer-s-billing-profile", app("direct", &[(CUSTOMER, LICENCES)])),
    ("get-a-customer-s-company-profile", user("direct", &[("4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04", LICENCES)])),
    ("add-a-verified-domain-for-a-customer", app("direct", &[("{CustomerTenantId}", LICENCES)])),
    ("get-market-specific-validation-data", app("direct", &[("{isocode-id}", "US")])),
    ("validate-an-address", app("direct", &[])),
    // The ZIP code of a neighbouring city, as the page's own failure has it.
    ("validate-an-address#1", app("direct", &[("98052", "98007")])),
    ("verify-domain-availability", Scene { last: Some("larkspur.example"), ..app("direct", &[]) }),
    ("verify-domain-availability#1", Scene { last: Some("free.example"), ..app("direct", &[]) }),
];
