#!/bin/bash
# Makes the database at the first start, then becomes its server.
set -euo pipefail
if [ "$(id --user)" = 0 ]; then
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0"
fi
cd /var/lib/postgresql
if [ ! -e data/PG_VERSION ]; then
    initdb --pgdata=data --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8
    echo 'host all all all scram-sha-256' >> data/pg_hba.conf
    echo "CREATE DATABASE $POSTGRES_DB" | postgres --single -D data postgres
fi
exec postgres -D data -c listen_addresses='*'
