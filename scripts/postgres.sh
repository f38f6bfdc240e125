# A private, throw-away PostgreSQL cluster for one run of the tests. Sourced by ./test after environment.sh.
# shellcheck shell=sh

postgres_folder=
postgres_user=

# Sets `postgres_programs` to the folder of the newest PostgreSQL server of at least 15.
find_postgres() {
    postgres_programs=
    newest=14
    for folder in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
            version=$("$folder/initdb" --version | sed 's/[^0-9]*\([0-9][0-9]*\).*/\1/')
            if [ "$version" -gt "$newest" ]; then
                newest=$version
                postgres_programs=$folder
            fi
        fi
    done
    [ -n "$postgres_programs" ]
}

# PostgreSQL refuses to run as root: root hands it to the account that the package made.
as_postgres_user() {
    if [ -n "$postgres_user" ]; then
        (cd / && runuser -u "$postgres_user" -- "$@")
    else
        (cd / && "$@")
    fi
}

# Starts a cluster on a free port of 127.0.0.1 and exports FENGSUI_TEST_POSTGRES_URL.
start_postgres() {
    postgres_folder=$(mktemp -d)
    if is_root; then
        postgres_user=nobody
        if id postgres >/dev/null 2>&1; then
            postgres_user=postgres
        fi
    fi
    postgres_password=$(.venv/bin/python -c 'import secrets; print(secrets.token_hex(16))')
    postgres_port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    (umask 077 && printf '%s\n' "$postgres_password" >"$postgres_folder/password")
    if [ -n "$postgres_user" ]; then
        chown -R "$postgres_user" "$postgres_folder"
    fi
    if ! { as_postgres_user "$postgres_programs/initdb" --pgdata="$postgres_folder/data" --username=fengsui \
        --pwfile="$postgres_folder/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync &&
        # fsync stays on: what the ledger promises about lost power is tested as it is run.
        as_postgres_user "$postgres_programs/pg_ctl" --pgdata="$postgres_folder/data" --log="$postgres_folder/log" --wait \
            --options="-p $postgres_port -k $postgres_folder -c listen_addresses=127.0.0.1 -c fsync=on" start; } \
        >"$postgres_folder/start.log" 2>&1; then
        cat "$postgres_folder/start.log" "$postgres_folder/log" >&2 2>/dev/null || true
        give_up "The test PostgreSQL did not start."
    fi
    PGPASSWORD="$postgres_password" "$postgres_programs/createdb" --host=127.0.0.1 --port="$postgres_port" \
        --username=fengsui fengsui
    export FENGSUI_TEST_POSTGRES_URL="postgresql://fengsui:$postgres_password@127.0.0.1:$postgres_port/fengsui"
}

# Stops the cluster and removes every trace of it; does nothing when none was started.
stop_postgres() {
    if [ -n "$postgres_folder" ]; then
        as_postgres_user "$postgres_programs/pg_ctl" --pgdata="$postgres_folder/data" --mode=immediate --silent stop \
            >/dev/null 2>&1 || true
        rm -rf "$postgres_folder"
        postgres_folder=
    fi
}
