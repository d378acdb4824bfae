#!/usr/bin/env bash
# Makes a world with the program of an earlier commit, with something of everything in it, and keeps what that program
# wrote and answered: what tests start today's program on, by way of `src/earlier.rs`.
#
# Usage: make.sh COMMIT [postgres://user@host/database]
#   With a URL the world is kept in that PostgreSQL, in a schema of its own that goes again; without one, in a directory.
#
# It builds the program in a checkout of its own that goes again, or takes the one that PROGRAM names. It needs git, cargo,
# curl and jq, and for PostgreSQL pg_dump and psql, of version 15, so that the file can be read by that and every later one.
set -euo pipefail
umask 022

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
COMMIT=$(git -C "$HERE" rev-parse --short=7 "${1:?which commit?}")
DATABASE=${2-}
# The name of the schema stands in the file, so that whoever reads it can give it another one.
SCHEMA=world_of_$COMMIT
DIR=$(mktemp --directory --tmpdir earlier-world.XXXXXX)
SERVER= URL= TOKEN= ACCOUNT= ANSWER=

end() {
    [[ -z $SERVER ]] || kill "$SERVER" 2>/dev/null || true
    [[ ! -d $DIR/source ]] || git -C "$HERE" worktree remove --force "$DIR/source"
    [[ -z $DATABASE ]] || psql --quiet "$DATABASE" --command "DROP SCHEMA IF EXISTS $SCHEMA CASCADE" 2>/dev/null || true
    rm -rf "$DIR"
}
trap end EXIT

if [[ -z ${PROGRAM-} ]]; then
    git -C "$HERE" worktree add --quiet --detach "$DIR/source" "$COMMIT"
    (cd "$DIR/source" && CARGO_TARGET_DIR="$DIR/target" cargo build --locked --package backlot)
    PROGRAM=$DIR/target/debug/backlot
fi

start() {
    local place=(--data "$DIR/data")
    [[ -z $DATABASE ]] || place=(--database "$DATABASE" --schema "$SCHEMA")
    "$PROGRAM" serve --listen 127.0.0.1:0 "${place[@]}" >"$DIR/said" &
    SERVER=$!
    until URL=$(grep --max-count 1 '^http://' "$DIR/said"); do
        kill -0 "$SERVER"
        sleep 0.1
    done
}

stop() {
    kill -TERM "$SERVER"
    wait "$SERVER"
    SERVER=
}

# ask METHOD TARGET [BODY [HEADER]]: a call of ACCOUNT, or of nobody; it must succeed.
ask() {
    local options=(--silent --show-error --request "$1" --write-out '\n%{http_code}')
    [[ -z $ACCOUNT ]] || options+=(--header "Authorization: Bearer $TOKEN")
    [[ -z ${3-} ]] || options+=(--json "$3")
    [[ -z ${4-} ]] || options+=(--header "$4")
    ANSWER=$(curl "${options[@]}" "$URL$2")
    STATUS=${ANSWER##*$'\n'}
    ANSWER=${ANSWER%$'\n'*}
    [[ $STATUS == 2* ]] || { echo "$1 $2 -> $STATUS $ANSWER" >&2; exit 1; }
}

# tell WHAT METHOD TARGET [BODY [HEADER]]: a call, written down with its answer for the tests to repeat.
tell() {
    local what=$1
    shift
    ask "$@"
    jq --null-input --compact-output '$ARGS.named | del(.[] | select(. == ""))' \
        --arg what "$what" --arg account "$ACCOUNT" --arg method "$1" --arg target "$2" --arg body "${3-}" \
        --arg header "${4-}" --argjson status "$STATUS" --argjson answer "${ANSWER:-null}" >>"$DIR/told"
}

value() { # PATH, in jq's notation, of ANSWER
    jq --raw-output --exit-status "$1" <<<"$ANSWER"
}

# sign_in NUMBER NAME [WHAT]: as the first person of an account of the demo world; written down if WHAT is said.
sign_in() {
    local form=(--data-urlencode "grant_type=${GRANT:-password}" --data-urlencode "client_secret=$2-app-secret"
        --data-urlencode "client_id=b0000000-0000-4000-8000-0000000000$1"
        --data-urlencode "username=admin@$2.example" --data-urlencode "password=$2-admin-password"
        --data-urlencode 'scope=https://api.partnercenter.microsoft.com/.default offline_access')
    [[ -z ${REFRESH-} ]] || form+=(--data-urlencode "refresh_token=$REFRESH")
    ANSWER=$(curl --silent --show-error "$URL/$2.example/oauth2/v2.0/token" "${form[@]}")
    TOKEN=$(value .access_token)
    ACCOUNT=$2
    [[ -z ${3-} ]] || jq --compact-output '{ what: $what, account: $account } + .' \
        --arg what "$3" --arg account "$2" <<<"$ANSWER" >>"$DIR/told"
}

# control METHOD PATH [BODY]: a call of the control API.
control() {
    ACCOUNT='' ask "$1" "/_backlot/$2" "${3-}"
}

company() { # NAME DOMAIN [MORE]
    jq --null-input --compact-output --arg name "$1" --arg domain "$2" '{
        companyProfile: { domain: $domain },
        billingProfile: {
            culture: "en-US", language: "en", email: "accounts@\($domain)", companyName: $name,
            defaultAddress: {
                firstName: "Accounts", lastName: "Payable", addressLine1: "12 Quarry Lane", city: "Portland",
                state: "OR", postalCode: "97205", country: "US", phoneNumber: "5035550142"
            }
        }
    }'" + ${3:-{\}}"
}

order() { # LINE..., each in jq's notation
    local IFS=,
    jq --null-input --compact-output "{ lineItems: [$*] | to_entries | map({ lineItemNumber: .key } + .value) }"
}

settings() {
    control PATCH settings "$1"
}

OFFICE=91FD106F-4B2C-4938-95AC-F54F74E9A239
ARCHIVE=2828BE95-46BA-4F91-B2FD-0BEF192ECF60
CUSTOMERS=/v1/customers/d0000000-0000-4000-8000-000000000
BLOCKED=${CUSTOMERS}201 LARKSPUR=${CUSTOMERS}202 TIDEWATER=${CUSTOMERS}205 REMOVED=${CUSTOMERS}102 BACK=${CUSTOMERS}103
RESELLER=a0000000-0000-4000-8000-000000000005

start
control PUT clock '{"advance":"PT48H"}'
settings '{"auth":{"tokenLifetime":7200},"cancellation":{"windowDays":45}}'

# Sessions: one that goes on, one whose first token is spent.
sign_in 02 direct-sandbox spent
GRANT=refresh_token REFRESH=$(value .refresh_token) sign_in 02 direct-sandbox renewed
sign_in 02 direct-sandbox session

# A sandbox partner: a new customer with orders, quotas partly used, a subscription suspended, orders cancelled.
tell kept POST /v1/customers "$(company 'Willow Bend Ceramics' willow-bend.example)" 'MS-RequestId: a customer'
CREATED=/v1/customers/$(value .id)
tell kept POST "$CREATED/orders" \
    "$(order "{ offerId: \"$OFFICE\", quantity: 5, friendlyName: \"Mail\" }" "{ offerId: \"$ARCHIVE\", quantity: 5 }")" \
    'MS-RequestId: an order'
MAIL=$(value '.lineItems[0].subscriptionId')
ask PATCH "$CREATED/subscriptions/$MAIL" '{"quantity":7,"autoRenewEnabled":false}'
ask PATCH "$LARKSPUR/subscriptions/e0000000-0000-4000-8000-000000000201" '{"status":"suspended"}'
ask POST /v1/customers "$(company 'Reed Mill Paper' reed-mill.example)"
tell kept DELETE "/v1/customers/$(value .id)" '' 'MS-RequestId: a deletion'
cancel() { # ORDERS, THE PLACE OF ONE AMONG THEM
    ask GET "$1"
    ORDER=$1/$(value ".items[$2].id")
    ask PATCH "$ORDER" '{"status":"cancelled"}'
}
cancel "$TIDEWATER/orders" 0
settings '{"cancellation":{"settle":{"afterSeconds":7200}}}'
cancel "$BLOCKED/orders" 0
DUE=$ORDER
settings '{"cancellation":{"settle":{"afterReads":3}}}'
cancel "$BLOCKED/orders" 1
ask GET "$ORDER"
SEEN=$ORDER

# A direct partner: a relationship removed, another one removed and accepted again.
sign_in 01 direct
ask PATCH "$REMOVED" '{"relationshipToPartner":"none"}'
ask PATCH "$BACK" '{"relationshipToPartner":"none"}'
ask GET /v1/customers/relationshiprequests
control POST accounts/a0000000-0000-4000-8000-000000000001/relationship-requests/accept \
    '{"customerId":"'"${BACK##*/}"'"}'

# A provider: a customer of a reseller, which is on record.
sign_in 03 provider
ask POST /v1/customers "$(company 'Osier Basketry' osier.example "{ associatedPartnerId: \"$RESELLER\" }")"
THROUGH=/v1/customers/$(value .id)
ask POST "$THROUGH/orders" "$(order "{ offerId: \"$OFFICE\", quantity: 2, partnerIdOnRecord: \"9000005\" }")"

# From here on nothing changes, not even the time.
control PUT clock '{"freeze":true}'

# documents CUSTOMER: each of its lists, and each document of the lists.
documents() {
    local list item
    for list in '' /profiles/billing /entitlements /orders /subscriptions; do
        tell read GET "$1$list"
        case $list in
            /orders | /subscriptions)
                for item in $(value '.items[].id' || true); do
                    # Reads bring this one to its end.
                    [[ $1$list/$item == "$SEEN" ]] || tell read GET "$1$list/$item"
                done
                ;;
        esac
    done
}

ACCOUNT=
for target in clock settings 'events?limit=1000' accounts/a0000000-0000-4000-8000-0000000000{02/quota,03/incentives}; do
    tell read GET "/_backlot/$target"
done
tell read GET /common/discovery/keys
sign_in 02 direct-sandbox
tell read GET "/v1/customers?size=2"
NEXT=$(value '.links.next.headers[0].value')
tell read GET "/v1/customers?size=2&seekOperation=Next" '' "MS-ContinuationToken: $NEXT"
for customer in "$CREATED" "$BLOCKED" "$LARKSPUR" "$TIDEWATER"; do documents "$customer"; done
tell due GET "$DUE"
jq --null-input --compact-output '$ARGS.named' --arg what seen --arg account "$ACCOUNT" --arg target "$SEEN" >>"$DIR/told"
sign_in 01 direct
tell read GET /v1/customers
tell read GET /v1/customers/relationshiprequests
documents "$BACK"
sign_in 03 provider
documents "$THROUGH"
FILTER=$(jq --null-input --raw-output --arg value "$RESELLER" \
    '{ Field: "IndirectReseller", Value: $value, Operator: "starts_with" } | tojson | @uri')
tell read GET "/v1/customers?filter=$FILTER"
tell read GET "$THROUGH/relationships"
tell read GET '/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf'
sign_in 05 reseller
tell read GET '/v1/relationships?relationship_type=IsIndirectResellerOf'
stop

if [[ -z $DATABASE ]]; then
    KEPT=$HERE/$COMMIT-sqlite
    mkdir --parents "$KEPT"
    install --mode 644 --target-directory "$KEPT" "$DIR"/data/{backlot.sqlite,control-token,signing-key*}
else
    KEPT=$HERE/$COMMIT-postgres
    mkdir --parents "$KEPT"
    # Whoever reads it is neither psql nor a superuser; and nobody needs the journal.
    pg_dump --inserts --no-owner --no-privileges --no-comments --schema "$SCHEMA" \
        --exclude-table-data "$SCHEMA.journal" "$DATABASE" | sed '/^\\/d; /^--/d; /^$/d' >"$KEPT/world.sql"
fi
install --mode 644 --no-target-directory "$DIR/told" "$KEPT/told.jsonl"
ls -l "$KEPT"
