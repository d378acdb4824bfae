#!/bin/sh
# Deletes a customer from the integration sandbox, with an app-only token.
# Source: delete-a-customer-account-from-the-integration-sandbox.
#
# Usage: delete-a-customer.sh [ACCOUNT [COMPANY]]
. "$(dirname "$0")/session.sh"
ACCOUNT=${1:-direct-sandbox}
COMPANY=${2:-Quarry Lane}

# Orders are cancelled in a while, as they are for real: when they have been read twice.
control PATCH settings '{"cancellation":{"settle":{"afterReads":2}}}' > /dev/null

sign_in "$ACCOUNT"
customer_named "$COMPANY"

echo "# It cannot be deleted while it has reservation and software orders."
call 400 DELETE "/v1/customers/$CUSTOMER"
printf '%s\n' "$ANSWER"

echo "# Cancel the order of each entitlement."
call 200 GET "/v1/customers/$CUSTOMER/entitlements"
ORDERS=$(printf '%s' "$ANSWER" | grep -o '"referenceOrder":{"id":"[^"]*"' | cut -d '"' -f 6 | awk '!seen[$0]++')
for ORDER in $ORDERS; do
    call 200 PATCH "/v1/customers/$CUSTOMER/orders/$ORDER" "{\"id\":\"$ORDER\",\"status\":\"Cancelled\"}"
done

echo "# Poll until every one of them is cancelled."
for ORDER in $ORDERS; do
    reads=0
    while
        call 200 GET "/v1/customers/$CUSTOMER/orders/$ORDER"
        [ "$(field status)" != cancelled ]
    do
        reads=$((reads + 1))
        [ "$reads" -lt 10 ] || { echo "$ORDER is not cancelled after $reads reads" >&2; exit 1; }
    done
done

echo "# Now it goes, and everything with it."
call 204 DELETE "/v1/customers/$CUSTOMER"
call 404 GET "/v1/customers/$CUSTOMER"
echo "deleted $(printf '%s\n' "$ORDERS" | wc -l | tr -d ' ') orders and their customer from $ACCOUNT"
