#!/usr/bin/env bash
# Tries what docs/OPERATIONS.md promises: starts PostgreSQL, three Backlot processes and HAProxy as the files beside this
# one describe them, kills and stops one after another while clients send, and counts what the clients were told.
#
# Usage: deploy/try.sh [BACKLOT]
#   BACKLOT is the program, target/release/backlot unless named: cargo build --release
#
# It needs HAProxy, PostgreSQL, curl and openssl, takes two or three minutes, touches nothing but a temporary directory and free
# ports of 127.0.0.1, and exits with 1 if a promise is broken.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
BACKLOT=$(realpath "${1:-$HERE/../target/release/backlot}")
for program in "$BACKLOT" haproxy psql curl openssl; do
    command -v "$program" >/dev/null || { echo "$program is not there; the head of $0 says what it needs" >&2; exit 2; }
done

DIR=$(mktemp --directory --tmpdir backlot-try.XXXXXX)
chmod 711 "$DIR"
mkdir "$DIR/load" "$DIR/customers"
PORTS=() LOAD_PIDS=() BACKLOT_PORT=() BACKLOT_PID=() BROKEN=0
. "$HERE/try/servers.sh"
. "$HERE/try/load.sh"
trap end_all EXIT
trap 'exit 130' INT TERM

stage() {
    printf '\n== %s\n' "$1"
}

# promise TEXT CONDITION...: what holds, or else the end is bad.
promise() {
    local text=$1
    shift
    if "$@"; then
        echo "  ok      $text"
    else
        echo "  BROKEN  $text"
        BROKEN=$((BROKEN + 1))
    fi
}

status() { # OPTIONS OF CURL
    curl --silent --output /dev/null --write-out '%{http_code}' "$@"
}

stage "Three processes start at once on an empty database"
postgres_make
postgres start
for number in 1 2 3; do free_port && BACKLOT_PORT[number]=$FREE; done
for number in 1 2 3; do backlot_start "$number"; done
for number in 1 2 3; do wait_until 60 "process $number is ready" backlot_ready "$number"; done
proxy_start
sign_in
promise "a token of one is good at the others" test "$(for number in 1 2 3; do
    status --header "Authorization: Bearer $TOKEN" "http://127.0.0.1:${BACKLOT_PORT[number]}/v1/customers"
done)" = 200200200
customer repeated
answers=$(for number in 1 2 3 1; do
    curl --silent "http://127.0.0.1:${BACKLOT_PORT[number]}/v1/customers/$CUSTOMER/orders" \
        --header "Authorization: Bearer $TOKEN" --header 'MS-RequestId: said-four-times' --json "$(order "$CUSTOMER" one)" \
        | value id
done | sort | uniq --count)
promise "a request id repeated at another process gets the same answer" test "$(awk '{print $1}' <<<"$answers")" = 4

stage "What the proxy lets through"
promise "the control API is closed to who has no token" test "$(status "$URL/_backlot/accounts")" = 401
promise "also at a process itself, for a program of its machine" \
    test "$(status "http://127.0.0.1:${BACKLOT_PORT[1]}/_backlot/accounts")" = 401
control=$(BACKLOT_DATABASE="postgres://backlot@127.0.0.1:$DATABASE_PORT/postgres" "$BACKLOT" database token)
promise "the token that is printed opens it" \
    test "$(status --header "Authorization: Bearer $control" "$URL/_backlot/accounts")" = 200
head -c 1048577 /dev/zero | tr '\0' ' ' >"$DIR/long"
head -c 1048576 "$DIR/long" >"$DIR/longest"
too_long() {
    curl --silent "$URL/v1/customers" --header "Authorization: Bearer $TOKEN" --header "$2" --json "@$DIR/$1" \
        | grep --quiet 'longer than 1048576 bytes'
}
promise "a body of 1 MiB and a byte is refused, by Backlot" too_long long 'Accept: application/json'
promise "so is one that does not say how long it is" too_long long 'Transfer-Encoding: chunked'
promise "one of 1 MiB is read" test "$(too_long longest 'Accept: application/json' || echo read)" = read
issuer=$(curl --silent --cacert "$DIR/certificate.pem" --write-out '%{http_version}' \
    "https://localhost:$TLS_PORT/direct.example/.well-known/openid-configuration")
promise "by TLS it speaks HTTP/2, and Backlot knows that it was TLS" \
    grep --quiet "\"https://localhost:$TLS_PORT/.*2\$" <<<"$issuer"

stage "Nothing happens"
load_start calm
load_more 2000
connections=$(query "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'backlot %'")
load_stop
promise "everything is done" test "$(load_failed '.*' '^2')" = 0
shares=$(grep --only-matching ' backlot/[0-9] ' "$DIR/load/calm.proxy" | sort | uniq --count | awk '{printf "%s ", $1}')
even() { awk '{ exit !(NF == 3 && $1 >= 0.98 * $2 && $2 >= 0.98 * $3 && $3 >= 0.98 * $1) }' <<<"$shares"; }
promise "they go round: ${shares}of them went to the processes" even
some() { ((connections >= 3 && connections <= 72)); }
promise "the processes have $connections connections to PostgreSQL, 24 each at most" some

stage "kill -9, one process after another"
load_start killed
for number in 1 2 3; do
    down=$(proxy_says "$number" DOWN) up=$(proxy_says "$number" UP)
    backlot_kill "$number"
    wait_until 20 "the proxy misses process $number" proxy_said_more "$number" DOWN "$down"
    load_more 200
    backlot_start "$number"
    wait_until 30 "the proxy finds process $number" proxy_said_more "$number" UP "$up"
    load_more 200
done
load_stop
promise "everything is done that may be sent twice: reads, and writes with an MS-RequestId" \
    test "$(load_failed 'read|named' '^2')" = 0
promise "of the others each is done, or answered 502 for who knows" test "$(load_failed nameless '^2|^502')" = 0

stage "SIGTERM, one process after another, as an upgrade does it"
load_start drained
codes=
for number in 1 2 3; do
    up=$(proxy_says "$number" UP)
    backlot_stop "$number"
    codes+=$CODE
    backlot_start "$number"
    wait_until 30 "the proxy finds process $number" proxy_said_more "$number" UP "$up"
    load_more 200
done
load_stop
promise "everything is done" test "$(load_failed '.*' '^2')" = 0
promise "the processes end well" test "$codes" = 000

stage "PostgreSQL is restarted, in good order and by a crash"
load_start restarted
postgres restart --mode=fast
load_more 1000
postgres restart --mode=immediate
load_more 1000
load_stop
promise "everything is done, or told to come back" test "$(load_failed '.*' '^2|^503')" = 0

stage "PostgreSQL is away for 20 s"
load_start away
postgres stop --mode=fast
sleep 20
promise "the processes live: they need no restart" kill -0 "${BACKLOT_PID[@]}"
postgres start
for number in 1 2 3; do wait_until 30 "process $number is ready again" backlot_ready "$number"; done
load_more 1000
load_stop
promise "everything is done, or told to come back" test "$(load_failed '.*' '^2|^503')" = 0

stage "Afterwards"
wait_until 30 "the proxy serves" curl --silent --fail "$URL/_backlot/ready"
load_start after
load_more 1000
load_stop
promise "everything is done" test "$(load_failed '.*' '^2')" = 0
cat "$DIR"/load/*.all | awk '$1 != "read" && $4 == 0 && $3 ~ /^2/ { print $2 }' | sort >"$DIR/acknowledged"
for file in "$DIR"/customers/*; do
    curl --silent "$URL/v1/customers/$(<"$file")/orders" --header "Authorization: Bearer $TOKEN" \
        | { grep --only-matching '"friendlyName":"[^"]*"' || true; } | cut -d '"' -f 4
done | sort >"$DIR/found"
echo "  $(wc -l <"$DIR/acknowledged") orders were acknowledged, $(wc -l <"$DIR/found") are there"
promise "each acknowledged order is there" test -z "$(comm -23 "$DIR/acknowledged" "$DIR/found")"
promise "none is there twice" test -z "$(uniq --repeated "$DIR/found")"
promise "no process has complained of a defect" test -z "$(grep --no-filename --ignore-case 'panic\|the sandbox is wrong' "$DIR"/backlot-?.log)"

echo
if ((BROKEN > 0)); then
    echo "$BROKEN promises are broken"
    exit 1
fi
echo "every promise is kept"
