#!/usr/bin/env bash
# Every query of the data dashboards is run against a real store that holds what the recipe writes:
# none fails, and each finds something. Grafana's own macros and variables are put in by hand.
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=$(mktemp -d)
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1)

as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
cleanup() {
  as_postgres "$pg/pg_ctl" -D "$work/data/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

# --- PostgreSQL, with the tables that store-postgres creates ---
chmod 755 "$work"
mkdir -m 777 "$work/data"
as_postgres "$pg/initdb" -D "$work/data/pg" -U tributary -A trust >/dev/null
as_postgres "$pg/pg_ctl" -D "$work/data/pg" -w -l "$work/data/log" \
  -o "-p 55434 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/data" start >/dev/null
sql() { psql -h 127.0.0.1 -p 55434 -U tributary -v ON_ERROR_STOP=1 -qAt postgres "$@"; }
awk '/do \$create\$/ { inside = 1 } inside { print } /end \$create\$/ { exit }' \
  recipes/store-postgres/routes/store-postgres.camel.yaml >"$work/create.sql"
sql -f "$work/create.sql" 2>/dev/null
sql <<'END'
insert into event (id, time, received, device_id, region, kind, value, unit)
select gen_random_uuid(), now() - n * interval '10 seconds', now() - n * interval '10 seconds',
  'dev-' || n % 7, case when n % 7 < 3 then 'eu' else 'us' end,
  case when n % 2 = 0 then 'temperature' else 'humidity' end, 20 + n % 10, 'Cel'
from generate_series(1, 1000) as n;
insert into event (id, time, received, device_id, region, kind, data)
values (gen_random_uuid(), now(), now(), 'dev-1', 'eu', 'gps', '{"lat": 52.5, "lon": 13.4}');
insert into event (id, time, received, device_id, region, kind, value)
values (gen_random_uuid(), now() - interval '1 hour', now(), 'quiet', 'eu', 'temperature', 20);
insert into event (id, time, received, key, kind, value, attributes)
values (gen_random_uuid(), now(), now(), 'all', 'temperature.avg', 21.5, '{"window_start": "x", "count": 300}');
insert into alert (id, state, alert, severity, device_id, region, kind, value, since, time, text)
select ('00000000-0000-8000-8000-00000000000' || n)::uuid, state, 'humid', 'warning', 'dev-1', 'eu', 'humidity', 90,
  now() - interval '5 minutes', now() - interval '4 minutes', 'dev-1: 90 %'
from (values (1, 'firing'), (1, 'resolved'), (2, 'firing')) as a (n, state);
END

# What Grafana makes of a query: of `All`, or of two values that were chosen.
expanded() { # query, device, region
  sed -E \
    -e 's/\$__timeFilter\(([a-z.]+)\)/\1 between now() - interval '"'6 hours'"' and now() + interval '"'1 minute'"'/g' \
    -e 's/\$__timeGroupAlias\(([a-z.]+), *\$__interval\)/floor(extract(epoch from \1) \/ 60) * 60 as "time"/g' \
    -e "s/\\\$\\{device:sqlstring\\}/$2/g" -e "s/\\\$\\{region:sqlstring\\}/$3/g" \
    -e "s/\\\$\\{kind:sqlstring\\}/'temperature','humidity'/g" <<<"$1"
}
queries=0
run() { # what, query
  local query
  for query in "$(expanded "$2" "'%'" "'%'")" "$(expanded "$2" "'dev-1','quiet',''" "'eu','unknown'")"; do
    if [[ $query == *'$'* ]]; then
      echo "$1: a variable is left in: $query"
      return 1
    fi
    sql -c "$query" >"$work/rows" 2>"$work/error" || { echo "$1: $query"; cat "$work/error"; return 1; }
    [ -s "$work/rows" ] || { echo "$1: finds nothing: $query"; return 1; }
    queries=$((queries + 1))
  done
}
board=deploy/grafana/dashboards/data-postgres.json
while read -r each; do
  run "$(jq -r .title <<<"$each")" "$(jq -r .query <<<"$each")"
done < <(jq -c '(.panels[] | .title as $t | .targets[]? | {title: $t, query: .rawSql}),
  (.templating.list[] | select(.type == "query") | {title: .name, query: .query})' $board)
echo "PostgreSQL: $queries queries"
[ $queries -ge 30 ]
