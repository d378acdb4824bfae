# shellcheck shell=bash
# PostgreSQL, Backlot's processes and HAProxy, started and stopped by hand. Sourced by try.sh.

# A port that nobody listens at.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); do
        if ! { : <"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null && [[ " ${PORTS[*]} " != *" $port "* ]]; then
            PORTS+=("$port")
            FREE=$port
            return
        fi
    done
}

# wait_until SECONDS WHAT COMMAND...: until the command succeeds.
wait_until() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        if ((SECONDS >= end)); then
            echo "waited in vain: $what" >&2
            exit 1
        fi
        sleep 0.1
    done
}

# PostgreSQL refuses to run as root.
as_owner() {
    if [[ $EUID -eq 0 ]]; then runuser -u "$OWNER" -- "$@"; else "$@"; fi
}

postgres_make() {
    local folder
    for folder in $(tr ':' ' ' <<<"$PATH") /usr/lib/postgresql/*/bin; do
        if [[ -x $folder/initdb && -x $folder/pg_ctl ]]; then POSTGRES=$folder; fi
    done
    : "${POSTGRES:?PostgreSQL is not installed: no initdb in PATH or /usr/lib/postgresql}"
    OWNER=postgres
    id "$OWNER" >/dev/null 2>&1 || OWNER=nobody
    mkdir "$DIR/postgres"
    if [[ $EUID -eq 0 ]]; then chown "$OWNER" "$DIR/postgres"; fi
    cd "$DIR/postgres" || exit # A folder that the owner may look at.
    as_owner "$POSTGRES/initdb" --pgdata=data --username=backlot --auth=trust >/dev/null
    free_port && DATABASE_PORT=$FREE
    printf '%s\n' "port = $DATABASE_PORT" "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" \
        | as_owner tee --append data/postgresql.conf >/dev/null
}

postgres() { # start | stop | restart, and options of pg_ctl
    as_owner "$POSTGRES/pg_ctl" --pgdata="$DIR/postgres/data" --log="$DIR/postgres/log" --wait --silent "$@"
}

query() {
    as_owner psql --no-psqlrc --tuples-only --no-align --host=127.0.0.1 --port="$DATABASE_PORT" --username=backlot \
        --dbname=postgres --command="$1"
}

# The command line and the environment are those of systemd/, but for database, ports and secrets.
backlot_start() { # NUMBER
    (
        set -a
        # shellcheck source-path=SCRIPTDIR/.. source=systemd/backlot.env.example
        . "$HERE/systemd/backlot.env.example"
        export BACKLOT_DATABASE="postgres://backlot@127.0.0.1:$DATABASE_PORT/postgres"
        export BACKLOT_DEMO_SECRETS=true
        cd "$DIR" || exit
        exec "$BACKLOT" serve --listen "127.0.0.1:${BACKLOT_PORT[$1]}"
    ) >>"$DIR/backlot-$1.out" 2>>"$DIR/backlot-$1.log" &
    BACKLOT_PID[$1]=$!
}

backlot_ready() { # NUMBER
    curl --silent --fail --max-time 3 "http://127.0.0.1:${BACKLOT_PORT[$1]}/_backlot/ready"
}

backlot_kill() { # NUMBER
    kill -KILL "${BACKLOT_PID[$1]}"
    wait "${BACKLOT_PID[$1]}" 2>/dev/null || true
}

# Ends it as systemd does, and leaves in CODE with which code it ended.
backlot_stop() { # NUMBER
    CODE=0
    kill -TERM "${BACKLOT_PID[$1]}"
    wait "${BACKLOT_PID[$1]}" || CODE=$?
}

proxy_start() {
    free_port && PROXY_PORT=$FREE
    free_port && TLS_PORT=$FREE
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
        -keyout "$DIR/key.pem" -out "$DIR/certificate.pem" 2>/dev/null
    cat "$DIR/certificate.pem" "$DIR/key.pem" >"$DIR/both.pem"
    BACKLOT_PROXY="127.0.0.1:$PROXY_PORT" BACKLOT_PROXY_TLS="127.0.0.1:$TLS_PORT" BACKLOT_CERTIFICATE="$DIR/both.pem" \
        BACKLOT_1="127.0.0.1:${BACKLOT_PORT[1]}" BACKLOT_2="127.0.0.1:${BACKLOT_PORT[2]}" \
        BACKLOT_3="127.0.0.1:${BACKLOT_PORT[3]}" \
        haproxy -db -f "$HERE/haproxy/backlot.cfg" -f "$HERE/haproxy/tls.cfg" >"$DIR/proxy.log" 2>&1 &
    PROXY_PID=$!
    URL=http://127.0.0.1:$PROXY_PORT
    wait_until 10 "HAProxy serves" curl --silent --fail "$URL/_backlot/ready"
}

# How often HAProxy has said this of a process: proxy_says 1 DOWN.
proxy_says() {
    grep --count "^Server backlot/$1 is $2" "$DIR/proxy.log" || true
}

proxy_said_more() { # NUMBER UP|DOWN COUNT
    (($(proxy_says "$1" "$2") > $3))
}

# Ends whatever was started, and only that.
end_all() {
    trap - EXIT
    exec 2>/dev/null # Nobody need be told of what is killed here.
    touch "$DIR/stop"
    for pid in "${LOAD_PIDS[@]}" "${BACKLOT_PID[@]}" "${PROXY_PID:-}"; do
        [[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true
    done
    if [[ -e $DIR/postgres/data/postmaster.pid ]]; then postgres stop --mode=immediate || true; fi
    wait 2>/dev/null || true
    [[ -z ${KEEP:-} ]] || cp -a "$DIR" "$KEEP"; rm -rf "$DIR"
}
