# What the procedures share: signing in and calling, with curl alone. Sourced by them; does nothing by itself.
#
# BACKLOT is where the sandbox listens.

set -eu
BACKLOT=${BACKLOT:-http://127.0.0.1:7070}
TOKEN=
ANSWER=
STATUS=

# sign_in ACCOUNT [USER]: an app-only token, or with USER (admin, agent, ...) an app+user token, of an account of the
# demo world. The application's id and all secrets are those of docs/RUNNING.md.
sign_in() {
    number=$(account_number "$1")
    set -- "$1" "${2:-}" "b0000000-0000-4000-8000-0000000000$number"
    if [ -z "$2" ]; then
        set -- "$1" --data-urlencode grant_type=client_credentials --data-urlencode "client_id=$3"
    else
        set -- "$1" --data-urlencode grant_type=password --data-urlencode "client_id=$3" \
            --data-urlencode "username=$2@$1.example" --data-urlencode "password=$1-$2-password"
    fi
    account=$1
    shift
    ANSWER=$(curl -sS "$BACKLOT/$account.example/oauth2/v2.0/token" "$@" \
        --data-urlencode "client_secret=$account-app-secret" \
        --data-urlencode "scope=$(partner_center "$account")/.default")
    TOKEN=$(field access_token)
    [ -n "$TOKEN" ] || { echo "no token: $ANSWER" >&2; exit 1; }
}

# partner_center ACCOUNT: the resource that tokens for Partner Center are for, in the account's cloud.
partner_center() {
    case $1 in
        china-*) echo https://partner.partnercenterapi.microsoftonline.cn ;;
        *) echo https://api.partnercenter.microsoft.com ;;
    esac
}

account_number() {
    case $1 in
        direct) echo 01 ;; direct-sandbox) echo 02 ;; provider) echo 03 ;; provider-sandbox) echo 04 ;;
        reseller) echo 05 ;; reseller-two) echo 06 ;; reseller-sandbox) echo 07 ;; outsider) echo 08 ;;
        china-sandbox) echo 09 ;; germany-sandbox) echo 10 ;; us-government-sandbox) echo 11 ;;
        *) echo "no account $1 in the demo world" >&2; exit 1 ;;
    esac
}

# call STATUS METHOD PATH [BODY]: the call must be answered with this status; the body is left in ANSWER.
call() {
    expected=$1 method=$2 path=$3
    if [ $# -gt 3 ]; then
        set -- -H 'Content-Type: application/json' -d "$4"
    else
        set --
    fi
    ANSWER=$(curl -sS -X "$method" "$BACKLOT$path" -w '\n%{http_code}' -H 'Accept: application/json' \
        -H "Authorization: Bearer $TOKEN" "$@")
    STATUS=${ANSWER##*
}
    ANSWER=${ANSWER%
*}
    echo "$method $path -> $STATUS" | sed 's/?filter=.*" ->/ ->/'
    [ "$STATUS" = "$expected" ] || { echo "expected $expected: $ANSWER" >&2; exit 1; }
}

# control METHOD PATH [BODY]: a call of the sandbox's own control API.
control() {
    curl -sS --fail-with-body -X "$1" "$BACKLOT/_backlot/$2" -H 'Content-Type: application/json' ${3:+-d "$3"}
}

# field NAME: the first value of a property of ANSWER.
field() {
    printf '%s' "$ANSWER" | grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

# fields NAME: every value of a property of ANSWER, without repetitions.
fields() {
    printf '%s' "$ANSWER" | grep -o "\"$1\":\"[^\"]*\"" | cut -d '"' -f 4 | awk '!seen[$0]++'
}

# resources: ANSWER with every resource that begins with its id on a line of its own.
resources() {
    printf '%s' "$ANSWER" | awk '{ gsub(/[{]"id":/, "\n&"); print }'
}

# customer_named NAME: the id of the customer whose company name begins with NAME.
customer_named() {
    filter=$(printf '{"Field":"CompanyName","Value":"%s","Operator":"starts_with"}' "$1" \
        | sed 's/%/%25/g; s/{/%7B/; s/}/%7D/; s/"/%22/g; s/ /%20/g')
    call 200 GET "/v1/customers?size=0&filter=$filter"
    CUSTOMER=$(field id)
    [ -n "$CUSTOMER" ] || { echo "no customer named $1" >&2; exit 1; }
}
