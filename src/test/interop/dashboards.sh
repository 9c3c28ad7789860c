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
store=
cleanup() {
  [ -z "$store" ] || kill "$store" 2>/dev/null || true
  as_postgres "$pg/pg_ctl" -D "$work/data/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

# --- PostgreSQL, with the tables that store-postgres creates ---
chmod 755 "$work"
mkdir -m 777 "$work/data"
as_postgres "$pg/initdb" -D "$work/data/pg" -U tributary -A trust >/dev/null
as_postgres "$pg/pg_ctl" -D "$work/data/pg" -w -l "$work/data/log" \
  -o "-p 25434 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/data" start >/dev/null
sql() { psql -h 127.0.0.1 -p 25434 -U tributary -v ON_ERROR_STOP=1 -qAt postgres "$@"; }
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
run_sql() { # what, query
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
  run_sql "$(jq -r .title <<<"$each")" "$(jq -r .query <<<"$each")"
done < <(jq -c '(.panels[] | .title as $t | .targets[]? | {title: $t, query: .rawSql}),
  (.templating.list[] | select(.type == "query") | {title: .name, query: .query})' $board)
echo "PostgreSQL: $queries queries"
[ $queries -ge 30 ]

# --- VictoriaMetrics, with lines as store-lines writes them ---
api=127.0.0.1:25438
victoria-metrics -httpListenAddr=$api -storageDataPath="$work/data/vm" -retentionPeriod=1 \
  >"$work/data/vm.log" 2>&1 &
store=$!
deadline=$((SECONDS + 20))
until curl -sf "http://$api/health" >/dev/null; do
  [ $SECONDS -lt $deadline ] || { cat "$work/data/vm.log"; exit 1; }
  read -rt 0.2 <> <(:) || true
done
now=$(($(date +%s) * 1000))
{
  for n in $(seq 0 200); do
    at=$((now - n * 30000))
    echo "temperature,device_id=dev-$((n % 5)),region=eu,unit=Cel value=$((20 + n % 7)) $at"
    echo "humidity,device_id=dev-$((n % 5)),region=us,unit=%RH value=$((50 + n % 7)) $at"
    echo "temperature_avg,key=eu,region=eu,unit=Cel value=21.5 $at"
  done
  echo "temperature,device_id=quiet,region=eu,unit=Cel value=20 $((now - 3600000))"
  echo "gps,device_id=dev-1,region=eu lat=52.5,lon=13.4 $((now - 60000))"
  echo "alert,alert=humid,severity=warning,device_id=dev-1,region=us firing=1 $((now - 600000))"
} >"$work/lines"
curl -sf --data-binary "@$work/lines" "http://$api/write?precision=ms"
curl -sf "http://$api/internal/force_flush" >/dev/null

of_metrics() { # query, device, region, kind
  sed -E -e 's/\$__interval/5m/g' -e 's/\$__range/6h/g' -e "s/\\\$\\{device:regex\\}/$2/g" \
    -e "s/\\\$\\{region:regex\\}/$3/g" -e "s/\\\$\\{kind:regex\\}/$4/g" <<<"$1"
}
queries=0
jq -n '{groups: [{name: "queries", rules: []}]}' >"$work/rules.json"
run_metrics() { # what, query
  local query
  for query in "$(of_metrics "$2" '.*' '.*' '.+')" \
    "$(of_metrics "$2" '(dev-1|quiet|)' '(eu|us)' '(temperature|humidity|temperature_avg)')"; do
    if [[ $query == *'$'* ]]; then
      echo "$1: a variable is left in: $query"
      return 1
    fi
    curl -s --data-urlencode "query=$query" "http://$api/api/v1/query" >"$work/answer"
    jq -e '.status == "success" and (.data.result | length) > 0' "$work/answer" >/dev/null ||
      { echo "$1: $query: $(head -c 300 "$work/answer")"; return 1; }
    # Prometheus must take it too
    jq --arg q "$query" '.groups[0].rules += [{record: ("q:" + (.groups[0].rules | length | tostring)), expr: $q}]' \
      "$work/rules.json" >"$work/more.json"
    mv "$work/more.json" "$work/rules.json"
    queries=$((queries + 1))
  done
}
board=deploy/grafana/dashboards/data-metrics.json
while read -r each; do
  run_metrics "$(jq -r .title <<<"$each")" "$(jq -r .query <<<"$each")"
done < <(jq -c '.panels[] | .title as $t | .targets[]? | {title: $t, query: .expr}' $board)
promtool check rules "$work/rules.json" >/dev/null
while read -r variable; do
  label=$(sed -E 's/.*, (\w+)\)$/\1/' <<<"$variable")
  match=$(of_metrics "$(sed -E 's/label_values\((.*), \w+\)$/\1/' <<<"$variable")" '.*' '.*' '.+')
  curl -sf -G --data-urlencode "match[]=$match" "http://$api/api/v1/label/$label/values" |
    jq -e '.data | length > 1' >/dev/null || { echo "finds nothing: $variable"; exit 1; }
  queries=$((queries + 1))
done < <(jq -r '.templating.list[] | select(.type == "query") | .query' $board)
echo "VictoriaMetrics: $queries queries"
[ $queries -ge 25 ]
