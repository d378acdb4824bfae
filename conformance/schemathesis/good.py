"""A request of each operation that goes well in a fresh world: the examples that others are made up from."""

ACCOUNT = "direct-sandbox"

QUARRY, LARKSPUR, IRONWOOD = (f"d0000000-0000-4000-8000-000000000{number}" for number in (201, 202, 204))
LICENCE, TRIAL, AZURE = (f"e0000000-0000-4000-8000-000000000{number}" for number in (201, 203, 204))

#: A marketplace product, the Azure plan, and software.
SAAS, PLAN, SOFTWARE = "DZH318Z0BXWC", "DZH318Z0BPS6", "DG7GMGF0DWT0"

OFFER = "91FD106F-4B2C-4938-95AC-F54F74E9A239"

ADDRESS = {
    "firstName": "Accounts",
    "lastName": "Payable",
    "addressLine1": "12 Quarry Lane",
    "city": "Portland",
    "state": "OR",
    "postalCode": "97205",
    "country": "US",
    "phoneNumber": "5035550142",
}

#: What needs a partner in production.
ELSEWHERE = ["getRelationshipRequest"]


def company(domain):
    """A customer that can be made."""
    profile = {"culture": "en-US", "language": "en", "email": f"accounts@{domain}", "companyName": "Tern Island Tours"}
    return {"companyProfile": {"domain": domain}, "billingProfile": {**profile, "defaultAddress": ADDRESS}}


def each(told):
    """The values and the body of each operation's request. `told` asks and answers what is told."""
    customers = f"/v1/customers/{LARKSPUR}"

    def line(product):
        sku = told("GET", f"/v1/products/{product}/skus?country=US")["items"][0]
        path = f"/v1/products/{product}/skus/{sku['id']}/availabilities?country=US"
        availability = told("GET", path)["items"][0]
        terms = availability.get("terms") or [{}]
        cycle = {"billingCycle": sku["supportedBillingCycles"][0], "termDuration": terms[0].get("duration")}
        item = {"id": 0, "catalogItemId": availability["catalogItemId"], "quantity": 1, **cycle}
        return {name: value for name, value in item.items() if value is not None}

    def cart(product):
        return told("POST", f"{customers}/carts", {"lineItems": [line(product)]})

    def bought(product):
        [order] = told("POST", f"{customers}/carts/{cart(product)['id']}/checkout")["orders"]
        return order

    def made(domain):
        return {"customer_id": told("POST", "/v1/customers", company(domain))["id"]}

    def subscription(order):
        return {**larkspur, "subscription_id": order["lineItems"][0]["subscriptionId"]}

    def becomes(subscription, what):
        """What a subscription may become, and that it does."""
        path = {**larkspur, "subscription_id": subscription}
        return path, told("GET", f"{customers}/subscriptions/{subscription}/{what}")["items"][0]

    larkspur, quarry = {"customer_id": LARKSPUR}, {"customer_id": QUARRY}
    licence, azure = {**larkspur, "subscription_id": LICENCE}, {"customer_id": IRONWOOD, "subscription_id": AZURE}
    software, kept = bought(SOFTWARE), {**larkspur, "cart_id": cart(SOFTWARE)["id"]}
    order = {**larkspur, "order_id": software["id"]}
    sku = {"product_id": SOFTWARE, "sku_id": "0001"}
    availability, us = {**sku, "availability_id": "DG7GMGF0DSQR"}, {"country": "US"}
    view = {"targetView": "Software"}
    reserved = next(
        artifact["link"]["uri"].split("/")
        for entitlement in told("GET", f"/v1/customers/{QUARRY}/entitlements")["items"]
        for artifact in entitlement.get("entitledArtifacts", [])
        if "link" in artifact
    )
    place = dict(zip(("group_id", "line_item_id", "resource_id"), reserved[-5::2]))
    contact = told("GET", f"{customers}/subscriptions/{LICENCE}/supportcontact")
    contact = {name: contact[name] for name in ("supportTenantId", "supportMpnId", "name") if name in contact}
    domain = {"verifiedDomainName": "tern-island.example", "domain": {"name": "tern-island.example"}}
    domain["domain"] |= {"status": "verified", "authenticationType": "managed", "capability": "Email", "verificationMethod": "none"}
    profile = {**company("larkspur.direct-sandbox.example")["billingProfile"], "attributes": {"etag": "*"}}
    ordered = {"lineItemNumber": 0, "offerId": OFFER, "quantity": 1}

    return {
        "createCart": (larkspur, {"lineItems": [line(SOFTWARE)]}),
        "getCart": (kept, None),
        "updateCart": (kept, {"lineItems": [line(SOFTWARE)]}),
        "checkoutCart": ({**larkspur, "cart_id": cart(SOFTWARE)["id"]}, None),
        "listCustomers": ({}, None),
        "createCustomer": ({}, company("tern-island-tours.example")),
        "getCustomer": (larkspur, None),
        "updateCustomer": (made("tern-island-one.example"), {"relationshipToPartner": "none"}),
        "deleteCustomer": (made("tern-island-two.example"), None),
        "getCustomerBillingProfile": (larkspur, None),
        "updateCustomerBillingProfile": (larkspur, profile),
        "getCustomerCompanyProfile": (larkspur, None),
        "checkDomain": ({"domain": "larkspur.direct-sandbox.example"}, None),
        "addVerifiedDomain": (larkspur, domain),
        "listEntitlements": (quarry, None),
        "getReservedInstanceArtifact": ({**quarry, **place}, None),
        "getVirtualMachineReservedInstanceArtifact": ({**quarry, **place}, None),
        "listOfferCategories": (us, None),
        "listOffers": (us, None),
        "getOffer": ({**us, "offer_id": OFFER}, None),
        "listOfferAddons": ({**us, "offer_id": OFFER}, None),
        "listOrders": (larkspur, None),
        "createOrder": ({"customer_id": IRONWOOD}, {"billingCycle": "monthly", "lineItems": [ordered]}),
        "getOrder": (order, None),
        "updateOrder": ({**larkspur, "order_id": bought(SOFTWARE)["id"]}, {"status": "cancelled"}),
        "getOrderProvisioningStatus": (order, None),
        "listActivationLinks": ({**order, "line_item_number": 0}, None),
        "listProducts": ({**us, **view}, None),
        "getProduct": ({**us, "product_id": SOFTWARE}, None),
        "listSkus": ({**us, "product_id": SOFTWARE}, None),
        "getSku": ({**us, **sku}, None),
        "listAvailabilities": ({**us, **sku}, None),
        "getAvailability": ({**us, **availability}, None),
        "checkInventory": (us, {"targetItems": [{"productId": SOFTWARE}]}),
        "listCustomerProducts": ({**larkspur, **view}, None),
        "getCustomerProduct": ({**larkspur, "product_id": SOFTWARE}, None),
        "listCustomerSkus": ({**larkspur, "product_id": SOFTWARE}, None),
        "getCustomerSku": ({**larkspur, **sku}, None),
        "listCustomerAvailabilities": ({**larkspur, **sku}, None),
        "getCustomerAvailability": ({**larkspur, **availability}, None),
        "listCustomerRelationships": (larkspur, None),
        "listRelationships": ({"relationship_type": "is_indirect_reseller_of"}, None),
        "listSubscriptions": (larkspur, None),
        "getSubscription": (licence, None),
        "updateSubscription": (licence, {"friendlyName": "Front desk"}),
        "activateSubscription": (subscription(bought(SAAS)), None),
        "listSubscriptionAddons": (licence, None),
        "listAzureEntitlements": (subscription(bought(PLAN)), None),
        "listConversions": ({**larkspur, "subscription_id": TRIAL}, None),
        "convertSubscription": becomes(TRIAL, "conversions"),
        "getSubscriptionProvisioningStatus": (licence, None),
        "registerSubscription": (azure, None),
        "getRegistrationStatus": (azure, None),
        "getSupportContact": (licence, None),
        "updateSupportContact": (licence, contact),
        "listUpgrades": (licence, None),
        "createUpgrade": becomes(LICENCE, "upgrades"),
        "getCountryValidationRules": (us, None),
        "validateAddress": ({}, ADDRESS),
    }
