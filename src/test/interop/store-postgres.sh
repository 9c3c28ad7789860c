#!/usr/bin/env bash
# The recipe store-postgres writes into a real PostgreSQL: each event once, whatever is killed on the
# way, and what the database refuses goes to the undelivered ones.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. src/test/interop/common.bash
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1)

as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
cleanup() {
  [ -z "$gateway" ] || kill -9 "$gateway" 2>/dev/null || true
  as_postgres "$pg/pg_ctl" -D "$work/data/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

database() {
  as_postgres "$pg/pg_ctl" -D "$work/data/pg" -w -l "$work/data/log" \
    -o "-p 25433 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/data" start >/dev/null
}
sql() { psql -h 127.0.0.1 -p 25433 -U tributary -At -c "$1" tributary; }
events() { # from, to: numbered events of eight devices
  seq "$1" "$2" | awk '{
    printf "d%d\t{\"id\":\"%08x-0000-8000-8000-000000000000\",\"device_id\":\"d%d\",\"region\":\"r\",\"kind\":\"temperature\",", $1 % 8, $1, $1 % 8
    printf "\"value\":%d,\"unit\":\"Cel\",\"time\":\"2026-11-26T00:00:00Z\",\"received\":\"2026-11-26T00:00:00Z\",\"attributes\":{\"n\":%d}}\n", $1, $1 }' |
    kcat -P -b 127.0.0.1:29092 -t iot.sensor.temperature -K '\t'
}
rows() { [ "$(sql 'select count(*) from event')" = "$1" ]; }

chmod 755 "$work"
mkdir -m 777 "$work/data"
as_postgres "$pg/initdb" -D "$work/data/pg" -U tributary -A trust >/dev/null
database
createdb -h 127.0.0.1 -p 25433 -U tributary tributary

add_recipe store-postgres
java -jar "$jar" add --list | grep -q 'store-postgres .*(added)'
cat >>application.properties <<END
store-postgres.url=jdbc:postgresql://127.0.0.1:25433/tributary
END
# rules for which nothing comes: the topics of alerts and measures are there
cat >routes/analytics/none.yaml <<END
- { measure: temperature.avg, of: pressure, every: 1h, value: avg }
- { alert: humid, of: pressure, when: .value > 1e9, text: none }
END
java -jar "$jar" check | grep -q 'Nothing wrong'
java -jar "$jar" test routes/cases/store-postgres.yaml | grep -q ' passed, 0 failed'
start

# tables are created, and a device's reading becomes a row
curl -sf http://127.0.0.1:28080/v1/devices/lamp/telemetry -H 'Content-Type: application/json' -d '{"temp": 21.5}'
until_true 60 rows 1
test "$(sql 'select device_id, kind, value, unit from event_last')" = 'lamp|temperature|21.5|Cel'

# an alert is stored by id and state; of a measure the greatest revision stays, whatever comes after it
alert() { # state
  printf 'lamp\t{"id":"00000000-0000-8000-8000-00000000000a","alert":"humid","state":"%s","severity":"warning",' "$1"
  printf '"device_id":"lamp","value":90,"since":"2026-11-26T00:00:00Z","time":"2026-11-26T00:00:00Z","text":"lamp: 90"}\n'
}
measure() { # value, revision
  printf 'lamp\t{"id":"00000000-0000-8000-8000-00000000000b","kind":"temperature.avg","device_id":"lamp","value":%s,' "$1"
  printf '"time":"2020-11-26T00:00:00Z","attributes":{"revision":%s}}\n' "$2"
}
until_true 30 bash -c "kcat -L -b 127.0.0.1:29092 | grep -q iot.analytics.temperature.avg && kcat -L -b 127.0.0.1:29092 | grep -q 'iot.alert\"'"
{ alert firing; alert firing; alert resolved; } | kcat -P -b 127.0.0.1:29092 -t iot.alert -K '\t'
{ measure 20 0; measure 22 2; measure 21 1; measure 23 2; } | kcat -P -b 127.0.0.1:29092 -t iot.analytics.temperature.avg -K '\t'
stored() { [ "$(sql "$1")" = "$2" ]; }
until_true 60 stored "select string_agg(state || ' ' || value, ', ' order by state) from alert" 'firing 90, resolved 90'
until_true 60 stored "select value from event_last where kind = 'temperature.avg'" 22
sql "delete from event where kind = 'temperature.avg'"

# what comes again changes nothing, what is refused is undelivered, its neighbours are stored
events 1 1000
until_true 60 rows 1001
events 501 1000
printf 'd1\t{"id":"nope","time":"2026-11-26T00:00:00Z","kind":"x","value":1}\nd1\t{no\n' |
  kcat -P -b 127.0.0.1:29092 -t iot.sensor.temperature -K '\t'
events 1001 1100
until_true 60 rows 1101
until_true 30 bash -c "kcat -b 127.0.0.1:29092 -C -e -q -t iot.undelivered -f '%h\n' | grep -q refused-by-database"
kcat -b 127.0.0.1:29092 -C -e -q -t iot.undelivered -f '%h\n' | grep -q 'tributary_reason=unreadable'

# the database is gone for a while: the ingest goes on, the health says why, all of it comes later
as_postgres "$pg/pg_ctl" -D "$work/data/pg" -m immediate stop >/dev/null
events 1101 6000
until_true 30 bash -c 'curl -s http://127.0.0.1:29000/health/ready | grep -q "route store-postgres delivers nothing"'
curl -sf http://127.0.0.1:28080/v1/devices/lamp/telemetry -H 'Content-Type: application/json' -d '{"temp": 22}'
database
until_true 90 rows 6002

# the gateway is killed in the middle of it
events 6001 60000 &
filling=$!
until_true 60 bash -c "[ \$(psql -h 127.0.0.1 -p 25433 -U tributary -At -c 'select count(*) from event' tributary) -gt 10000 ]"
kill -9 "$gateway"
wait "$filling" || true
start
# what kcat could not send while Kafka was away
events 6001 60000
until_true 120 rows 60002
test "$(sql 'select count(distinct id), sum(value)::bigint from event where device_id <> $$lamp$$')" = '60000|1800030000'

java -jar "$jar" remove store-postgres | grep -q 'Removed store-postgres'
test ! -e routes/store-postgres.camel.yaml
