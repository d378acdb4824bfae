#!/bin/sh
# Places an order for a customer of an indirect reseller, and finds its subscription by the reseller's MPN id.
# Source: create-an-order-for-a-customer-of-an-indirect-reseller.
#
# Usage: order-for-a-reseller.sh [COMPANY [RESELLER]]
. "$(dirname "$0")/session.sh"
COMPANY=${1:-Copperfield}
RESELLER=${2:-Harborlight}
OFFER=DB2E705F-B82A-4024-A3D5-D88E12F2DB35

sign_in provider admin
echo "# Find the reseller among the provider's relationships, and take its MPN id."
call 200 GET '/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf'
MPN=$(resources | grep "\"name\":\"$RESELLER" | grep -o '"mpnId":"[^"]*"' | cut -d '"' -f 4)
[ -n "$MPN" ] || { echo "no reseller named $RESELLER" >&2; exit 1; }

customer_named "$COMPANY"
echo "# Place the order, with the reseller on record."
call 201 POST "/v1/customers/$CUSTOMER/orders" "{
    \"Id\": null,
    \"ReferenceCustomerId\": \"$CUSTOMER\",
    \"BillingCycle\": \"unknown\",
    \"LineItems\": [{
        \"LineItemNumber\": 0,
        \"OfferId\": \"$OFFER\",
        \"SubscriptionId\": null,
        \"ParentSubscriptionId\": null,
        \"FriendlyName\": \"New offer purchase.\",
        \"Quantity\": 5,
        \"PartnerIdOnRecord\": \"$MPN\",
        \"Attributes\": { \"ObjectType\": \"OrderLineItem\" }
    }],
    \"CreationDate\": null,
    \"Attributes\": { \"ObjectType\": \"Order\" }
}"
printf '%s\n' "$ANSWER"
SUBSCRIPTION=$(field subscriptionId)

echo "# It is found by the reseller's MPN id."
call 200 GET "/v1/customers/$CUSTOMER/subscriptions?mpn_id=$MPN"
printf '%s' "$ANSWER" | grep -q "\"$SUBSCRIPTION\"" || { echo "not found by MPN id $MPN" >&2; exit 1; }
echo "ordered $SUBSCRIPTION for a customer of $RESELLER ($MPN)"
