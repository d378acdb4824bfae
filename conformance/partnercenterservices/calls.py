"""A call of each operation that is served, in an order in which each finds what it needs."""

from microsoft.store.partnercenterservices import models

CONTRACTS = "MicrosoftPartnerSdkContractsV1"

#: Customers and subscriptions of the demo world, which tells of them in its comments.
SALTMARSH, OUTSIDE, TANGLEWOOD = (f"d0000000-0000-4000-8000-000000000{number}" for number in (101, 103, 105))
LICENCE, TRIAL, AZURE = (f"e0000000-0000-4000-8000-000000000{number}" for number in (101, 106, 107))
LARKSPUR, COPPERFIELD = "d0000000-0000-4000-8000-000000000202", "d0000000-0000-4000-8000-000000000301"

E1 = "91FD106F-4B2C-4938-95AC-F54F74E9A239"
SOFTWARE = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR"

CALLS = {}


def call(operation):
    """Has a function call an operation."""

    def enter(function):
        CALLS[operation] = function
        return function

    return enter


def model(kind, **fields):
    """An object of the client."""
    return getattr(models, CONTRACTS + kind)(**fields)


def address():
    """An address that the sandbox takes for a real one."""
    return model(
        "Address",
        country="US",
        city="Portland",
        state="OR",
        address_line1="12 Quarry Lane",
        postal_code="97205",
        first_name="Accounts",
        last_name="Payable",
        phone_number="5035550142",
    )


@call("POST /generatetoken")
def _(operation, world):
    # The client makes nothing of the answer. The calls that follow are made with the token.
    answer = operation.send("jwt_token").response
    assert answer.status_code == 200, answer.text
    world.tokens["direct"] = answer.json()["access_token"]


@call("GET /v1/countryvalidationrules/{}")
def _(operation, world):
    assert operation("US").iso2_code == "US"


@call("POST /v1/validations/address")
def _(operation, world):
    operation(address())


@call("HEAD /v1/domains/{}")
def _(operation, world):
    operation("saltmarsh.example")
    operation("nobody-has-this.example", status=404)


@call("POST /v1/customers")
def _(operation, world):
    company = model("CustomerCompanyProfile", domain="fieldfare.example", company_name="Fieldfare Tea")
    billing = model(
        "CustomerBillingProfile",
        culture="EN-US",
        language="En",
        email="accounts@fieldfare.example",
        company_name="Fieldfare Tea",
        default_address=address(),
    )
    operation(model("Customer", company_profile=company, billing_profile=billing), status=201)
    assert world.told("GET", '/v1/customers?filter={"Field":"CompanyName","Value":"Fieldfare","Operator":"starts_with"}')["items"]


@call("GET /v1/customers")
def _(operation, world):
    assert operation(size=2).items
    found = operation(filter='{"Field":"CompanyName","Value":"Saltmarsh","Operator":"starts_with"}')
    assert [customer.id for customer in found.items] == [SALTMARSH]


@call("GET /v1/customers/{}")
def _(operation, world):
    assert operation(SALTMARSH).company_profile.company_name == "Saltmarsh Outfitters"


@call("GET /v1/customers/{}/profiles/billing")
def _(operation, world):
    assert operation(SALTMARSH).default_address.country == "US"


@call("PUT /v1/customers/{}/profiles/billing")
def _(operation, world):
    told = world.told("GET", f"/v1/customers/{SALTMARSH}/profiles/billing")
    billing = models.MicrosoftPartnerSdkContractsV1CustomerBillingProfile.deserialize(told)
    billing.email = "payments@saltmarsh.example"
    # The client takes attributes for what only the service writes, so the etag needs the header.
    headers = {"If-Match": told["attributes"]["etag"]}
    assert operation(SALTMARSH, billing, custom_headers=headers).email == "payments@saltmarsh.example"


@call("GET /v1/customers/{}/profiles/company")
def _(operation, world):
    assert operation(SALTMARSH).domain == "saltmarsh.example"


@call("POST /v1/customers/{}/verifieddomain")
def _(operation, world):
    domain = model(
        "DomainManagementDomain",
        authentication_type="managed",
        capability="email",
        is_default=False,
        is_initial=False,
        name="saltmarsh-shop.example",
        root_domain=None,
        status="verified",
        verification_method="dns_record",
    )
    body = model("DomainManagementVerifiedDomain", verified_domain_name="saltmarsh-shop.example", domain=domain)
    assert operation(SALTMARSH, body, status=201).name == "saltmarsh-shop.example"


@call("GET /v1/offercategories")
def _(operation, world):
    assert operation(country="US").items


@call("GET /v1/offers")
def _(operation, world):
    assert operation(country="US").items


@call("GET /v1/offers/{}")
def _(operation, world):
    assert operation(E1, country="US").name == "Office 365 Enterprise E1"


@call("GET /v1/offers/{}/addons")
def _(operation, world):
    assert operation(E1, country="US").items


@call("POST /v1/customers/{}/orders")
def _(operation, world):
    line = model("OrderLineItem", line_item_number=0, offer_id=E1, friendly_name="Front office", quantity=5)
    order = model("Order", reference_customer_id=OUTSIDE, billing_cycle="monthly", line_items=[line])
    [made] = operation(OUTSIDE, order, status=201).line_items
    assert made.subscription_id


@call("GET /v1/customers/{}/orders")
def _(operation, world):
    assert operation(OUTSIDE).items


@call("GET /v1/customers/{}/orders/{}")
def _(operation, world):
    order = world.told("GET", f"/v1/customers/{OUTSIDE}/orders")["items"][0]
    assert operation(OUTSIDE, order["id"]).creation_date


@call("PATCH /v1/customers/{}/orders/{}")
def _(operation, world):
    line = {"id": 0, "catalogItemId": SOFTWARE, "quantity": 1, "billingCycle": "one_time"}
    cart = world.told("POST", f"/v1/customers/{LARKSPUR}/carts", {"lineItems": [line]}, "direct-sandbox")
    path = f"/v1/customers/{LARKSPUR}/carts/{cart['id']}/checkout"
    [order] = world.told("POST", path, account="direct-sandbox")["orders"]
    cancelled = model("Order", id=order["id"], reference_customer_id=LARKSPUR, status="cancelled", line_items=[])
    assert operation(LARKSPUR, order["id"], cancelled, account="direct-sandbox").status == "cancelled"


@call("POST /v1/customers/{}/carts/{}/checkout")
def _(operation, world):
    line = {"id": 0, "catalogItemId": SOFTWARE, "quantity": 1, "billingCycle": "one_time"}
    cart = world.told("POST", f"/v1/customers/{OUTSIDE}/carts", {"lineItems": [line]})
    assert operation(OUTSIDE, cart["id"], status=201).orders


@call("GET /v1/customers/{}/subscriptions")
def _(operation, world):
    assert operation(SALTMARSH).items


@call("GET /v1/customers/{}/subscriptions/{}")
def _(operation, world):
    assert operation(SALTMARSH, LICENCE).commitment_end_date


@call("PATCH /v1/customers/{}/subscriptions/{}")
def _(operation, world):
    path = f"/v1/customers/{SALTMARSH}/subscriptions/{LICENCE}"
    subscription = models.MicrosoftPartnerSdkContractsV1Subscription.deserialize(world.told("GET", path))
    subscription.friendly_name = "Warehouse"
    assert operation(SALTMARSH, LICENCE, subscription).friendly_name == "Warehouse"


@call("GET /v1/customers/{}/subscriptions/{}/addons")
def _(operation, world):
    assert operation(SALTMARSH, LICENCE).items


@call("GET /v1/customers/{}/subscriptions/{}/provisioningstatus")
def _(operation, world):
    assert operation(SALTMARSH, LICENCE).sku_id


@call("POST /v1/customers/{}/subscriptions/{}/registrations")
def _(operation, world):
    operation(TANGLEWOOD, AZURE, status=202)


@call("GET /v1/customers/{}/subscriptions/{}/registrationstatus")
def _(operation, world):
    assert operation(TANGLEWOOD, AZURE).status == "Registered"


@call("GET /v1/customers/{}/subscriptions/{}/supportcontact")
def _(operation, world):
    assert operation(SALTMARSH, LICENCE).support_tenant_id


@call("PUT /v1/customers/{}/subscriptions/{}/supportcontact")
def _(operation, world):
    path = f"/v1/customers/{SALTMARSH}/subscriptions/{LICENCE}/supportcontact"
    contact = models.MicrosoftPartnerSdkContractsV1SubscriptionsSupportContact.deserialize(world.told("GET", path))
    assert operation(SALTMARSH, LICENCE, contact).support_tenant_id == contact.support_tenant_id


@call("GET /v1/customers/{}/subscriptions/{}/upgrades")
def _(operation, world):
    [upgrade] = operation(SALTMARSH, LICENCE).items
    assert upgrade.target_offer.id


@call("POST /v1/customers/{}/subscriptions/{}/upgrades")
def _(operation, world):
    orders = world.told("GET", f"/v1/customers/{OUTSIDE}/orders")["items"]
    [licence] = [line["subscriptionId"] for order in orders for line in order["lineItems"] if line.get("subscriptionId")]
    [upgrade] = world.told("GET", f"/v1/customers/{OUTSIDE}/subscriptions/{licence}/upgrades")["items"]
    upgrade = models.MicrosoftPartnerSdkContractsV1SubscriptionsUpgrade.deserialize(upgrade)
    assert operation(OUTSIDE, licence, upgrade).target_subscription_id


@call("GET /v1/customers/{}/subscriptions/{}/conversions")
def _(operation, world):
    [conversion] = operation(TANGLEWOOD, TRIAL).items
    assert conversion.target_offer_id


@call("POST /v1/customers/{}/subscriptions/{}/conversions")
def _(operation, world):
    path = f"/v1/customers/{TANGLEWOOD}/subscriptions/{TRIAL}/conversions"
    [conversion] = world.told("GET", path)["items"]
    conversion = models.MicrosoftPartnerSdkContractsV1SubscriptionsConversion.deserialize(conversion)
    assert operation(TANGLEWOOD, TRIAL, conversion).target_offer_id == conversion.target_offer_id


@call("GET /v1/customers/relationshiprequests")
def _(operation, world):
    assert operation().url


@call("GET /v1/relationships")
def _(operation, world):
    assert operation(relationship_type="is_indirect_cloud_solution_provider_of", account="provider").items


@call("GET /v1/customers/{}/relationships")
def _(operation, world):
    assert operation(COPPERFIELD, account="provider").items


@call("PATCH /v1/customers/{}")
def _(operation, world):
    customer = world.told("GET", f"/v1/customers/{OUTSIDE}")
    for subscription in world.told("GET", f"/v1/customers/{OUTSIDE}/subscriptions")["items"]:
        path = f"/v1/customers/{OUTSIDE}/subscriptions/{subscription['id']}"
        world.told("PATCH", path, {**subscription, "status": "suspended"})
    customer = models.MicrosoftPartnerSdkContractsV1Customer.deserialize(customer)
    customer.relationship_to_partner = "none"
    assert operation(OUTSIDE, customer).relationship_to_partner == "none"


@call("DELETE /v1/customers/{}")
def _(operation, world):
    operation(LARKSPUR, account="direct-sandbox", status=204)
