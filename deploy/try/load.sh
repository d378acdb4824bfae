# shellcheck shell=bash
# Clients that send and never repeat, and what they counted. Sourced by try.sh.
#
# Three kinds: those that read, those that place orders under an MS-RequestId, and those that place them without one.

# A line for each request: kind, id, status, curl's exit code, seconds, Retry-After.
readonly WRITE_OUT='%{http_code} %{exitcode} %{time_total} %header{retry-after}\n'

sign_in() {
    local answer
    answer=$(curl --silent "$URL/direct.example/oauth2/token" --data grant_type=client_credentials \
        --data client_id=b0000000-0000-4000-8000-000000000001 --data client_secret=direct-app-secret \
        --data resource=https://api.partnercenter.microsoft.com)
    TOKEN=$(value access_token <<<"$answer")
    : "${TOKEN:?no token: $answer}"
}

# The first value of a property.
value() {
    grep --only-matching "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

# Makes a customer and leaves its id in CUSTOMER.
customer() { # NAME
    local address='"address":{"country":"US","city":"Portland","state":"OR","addressLine1":"12 Quarry Lane",
        "postalCode":"97205","firstName":"Accounts","lastName":"Payable"}' answer
    answer=$(curl --silent "$URL/v1/customers" --header "Authorization: Bearer $TOKEN" --json "{
        \"companyProfile\":{\"domain\":\"$1.example\"},
        \"billingProfile\":{\"culture\":\"en-US\",\"email\":\"accounts@$1.example\",\"language\":\"en\",
            \"companyName\":\"$1\",\"defaultAddress\":${address#*:}}}")
    CUSTOMER=$(value id <<<"$answer")
    : "${CUSTOMER:?no customer: $answer}"
}

order() { # CUSTOMER ID
    printf '{"referenceCustomerId":"%s","billingCycle":"monthly","lineItems":[{"lineItemNumber":0,' "$1"
    printf '"offerId":"195416C1-3447-423A-B37B-EE59A99A19C4","quantity":1,"friendlyName":"%s"}]}' "$2"
}

# The configuration of curl for one request.
request() { # KIND CUSTOMER ID
    printf 'url = "%s/v1/customers/%s%s"\n' "$URL" "$2" "$([[ $1 == read ]] || echo /orders)"
    printf 'header = "Authorization: Bearer %s"\n' "$TOKEN"
    case $1 in
        named) printf 'header = "MS-RequestId: %s"\n' "$3" ;;
        # On a connection of its own: on an old one that breaks, curl would send it again.
        nameless) printf 'header = "Connection: close"\n' ;;
    esac
    if [[ $1 != read ]]; then
        printf 'header = "Content-Type: application/json"\ndata = "%s"\n' "$(order "$2" "$3" | sed 's/"/\\"/g')"
    fi
    printf 'silent\nmax-time = 90\noutput = "/dev/null"\nwrite-out = "%s %s %s"\n' "$1" "$3" "$WRITE_OUT"
}

# Sends until there is a file `stop`.
client() { # STAGE KIND NUMBER
    local batch=0 one name="$1-$2-$3"
    customer "$name"
    echo "$CUSTOMER" >"$DIR/customers/$name"
    while [[ ! -e $DIR/stop ]]; do
        batch=$((batch + 1))
        for one in {1..25}; do
            ((one == 1)) || echo next
            request "$2" "$CUSTOMER" "$name-$batch-$one"
        done >"$DIR/load/$name.curl"
        curl --config "$DIR/load/$name.curl" >>"$DIR/load/$name" || true
    done
}

# Clients begin, and the first answers are there when this returns.
load_start() { # STAGE
    local number
    STAGE=$1
    LOAD_PIDS=()
    rm -f "$DIR/stop"
    LOG_FROM=$(($(wc -l <"$DIR/proxy.log") + 1))
    for number in {1..4}; do
        client "$STAGE" read "$number" & LOAD_PIDS+=($!)
        client "$STAGE" named "$number" & LOAD_PIDS+=($!)
    done
    for number in {1..2}; do client "$STAGE" nameless "$number" & LOAD_PIDS+=($!); done
    wait_until 60 "clients are answered" load_answered 200
}

load_answered() { # HOW MANY
    (($(cat "$DIR/load/$STAGE"-*-[0-9] | wc -l) >= $1))
}

# Sends on until so many more are answered.
load_more() { # HOW MANY
    local sent
    sent=$(cat "$DIR/load/$STAGE"-*-[0-9] | wc -l)
    wait_until 120 "more answers" load_answered $((sent + $1))
}

# Clients finish what they send; then it is counted.
load_stop() {
    touch "$DIR/stop"
    wait "${LOAD_PIDS[@]}" || true
    LOAD_PIDS=()
    cat "$DIR/load/$STAGE"-*-[0-9] >"$DIR/load/$STAGE.all"
    tail -n "+$LOG_FROM" "$DIR/proxy.log" >"$DIR/load/$STAGE.proxy"
    awk '
        {
            asked[$1]++
            if ($4 != 0) broken[$1]++
            else if ($3 ~ /^2/) done[$1]++
            else if ($3 == 503 && $6 != "") later[$1]++
            else other[$1] = other[$1] " " $3
            if ($5 > slowest[$1]) slowest[$1] = $5
        }
        END {
            for (kind in asked) {
                line = sprintf("  %-9s %6d sent, %6d done, %4d told to come back", kind, asked[kind], done[kind], later[kind])
                line = line sprintf(", %2d broken off, slowest %4.1f s", broken[kind], slowest[kind])
                if (other[kind] != "") line = line ", others:" other[kind]
                print line
            }
        }' "$DIR/load/$STAGE.all" | sort --reverse
    printf '  the proxy sent %d of them twice or more\n' \
        "$(grep --count --extended-regexp ' [^ ]{4} [0-9]+/[0-9]+/[0-9]+/[0-9]+/\+?[1-9]' "$DIR/load/$STAGE.proxy" || true)"
}

# How many requests of these kinds were not answered by one of these: load_failed 'read|named' '^2' for 2xx alone.
load_failed() { # KINDS STATUSES
    awk -v kinds="^($1)\$" -v statuses="$2" '
        $1 ~ kinds && !($4 == 0 && $3 ~ statuses && ($3 != 503 || $6 != "")) { failed++ }
        END { print failed + 0 }' "$DIR/load/$STAGE.all"
}
