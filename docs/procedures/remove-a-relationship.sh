#!/bin/sh
# Removes the reseller relationship with a customer in production, and establishes it again.
# Source: remove-a-reseller-relationship-with-a-customer.
#
# Usage: remove-a-relationship.sh [ACCOUNT [COMPANY]]
. "$(dirname "$0")/session.sh"
ACCOUNT=${1:-direct}
COMPANY=${2:-Saltmarsh}
NONE='{"relationshipToPartner":"none","attributes":{"objectType":"Customer"}}'

echo "# An app-only token is not enough."
sign_in "$ACCOUNT"
customer_named "$COMPANY"
call 403 PATCH "/v1/customers/$CUSTOMER" "$NONE"

sign_in "$ACCOUNT" admin
echo "# Reservations and active subscriptions block it, all named at once."
call 400 PATCH "/v1/customers/$CUSTOMER" "$NONE"
printf '%s\n' "$ANSWER"

echo "# Reservations are cancelled by Azure support."
TENANT=$(printf '%s' "$TOKEN" | cut -d . -f 2 | tr '_-' '/+' | base64 -d 2> /dev/null | grep -o '"tid":"[^"]*"' | cut -d '"' -f 4)
control POST "accounts/$TENANT/support/cancel-reservations" "{\"customerId\":\"$CUSTOMER\"}"
echo

echo "# Suspend every active subscription."
call 200 GET "/v1/customers/$CUSTOMER/subscriptions"
for SUBSCRIPTION in $(resources | grep '"status":"active"' | cut -d '"' -f 4); do
    call 200 PATCH "/v1/customers/$CUSTOMER/subscriptions/$SUBSCRIPTION" \
        "{\"id\":\"$SUBSCRIPTION\",\"status\":\"suspended\"}"
done

echo "# Now the relationship can be removed."
call 200 PATCH "/v1/customers/$CUSTOMER" "$NONE"
printf '%s\n' "$ANSWER"
call 404 GET "/v1/customers/$CUSTOMER"

echo "# Ask for it again; the customer accepts, and finds everything as it was."
call 200 GET /v1/customers/relationshiprequests
printf '%s\n' "$(field url)"
control POST "accounts/$TENANT/relationship-requests/accept" "{\"customerId\":\"$CUSTOMER\"}"
echo
call 200 GET "/v1/customers/$CUSTOMER"
echo "re-established the relationship of $ACCOUNT with $(field companyName)"
