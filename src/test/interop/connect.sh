#!/usr/bin/env bash
# Kafka Connect with our converter and Debezium's JDBC sink, as deploy/connect says, writes events and
# alerts into a real PostgreSQL: each once after Connect was killed, and what is no event goes aside.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. src/test/interop/common.bash
root=$PWD
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
connect=

as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
cleanup() {
  for pid in $gateway $connect; do kill -9 "$pid" 2>/dev/null || true; done
  as_postgres "$pg/pg_ctl" -D "$work/data/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

sql() { psql -h 127.0.0.1 -p 25435 -U tributary -At -c "$1" postgres; }
rows() { [ "$(sql "select count(*) from $1")" = "$2" ]; }
produce() { kcat -P -b 127.0.0.1:29192 -t "$1" -K '\t'; }
events() { # from, to: numbered events of eight devices
  seq "$1" "$2" | awk '{
    printf "d%d\t{\"id\":\"%08x-0000-8000-8000-000000000000\",\"device_id\":\"d%d\",\"region\":\"r\",\"kind\":\"temperature\",", $1 % 8, $1, $1 % 8
    printf "\"value\":%d,\"unit\":\"Cel\",\"time\":\"2026-11-26T00:00:00.125Z\",\"received\":\"2026-11-26T00:00:00Z\",\"attributes\":{\"n\":%d}}\n", $1, $1 }' |
    produce iot.sensor.temperature
}

mkdir -p "$work/plugins/tributary"
mvn -B -q -ntp -f src/test/connect/pom.xml -P runtime dependency:copy-dependencies \
  -DoutputDirectory="$work/runtime" >/dev/null
mvn -B -q -ntp -f src/test/connect/pom.xml -P jdbc dependency:copy-dependencies \
  -DoutputDirectory="$work/plugins/jdbc" >/dev/null
cp target/tributary-connect.jar "$work/plugins/tributary"
# The sink's default connection pool, Agroal, is not in every repository. The sink only needs a class of
# its name to load; the pool in use is Hikari.
mkdir "$work/agroal"
echo 'package org.hibernate.agroal.internal; public class AgroalConnectionProvider {}' \
  >"$work/agroal/AgroalConnectionProvider.java"
javac --release 17 -d "$work/agroal" "$work/agroal/AgroalConnectionProvider.java"
jar -c -f "$work/plugins/jdbc/agroal.jar" -C "$work/agroal" org

chmod 755 "$work"
mkdir -m 777 "$work/data"
as_postgres "$pg/initdb" -D "$work/data/pg" -U tributary -A trust >/dev/null
as_postgres "$pg/pg_ctl" -D "$work/data/pg" -w -l "$work/data/log" \
  -o "-p 25435 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/data" start >/dev/null
psql -h 127.0.0.1 -p 25435 -U tributary -v ON_ERROR_STOP=1 -q postgres -f deploy/connect/tables.sql
java -jar "$jar" init "$work/gateway" >/dev/null
# where there is a rule, there is the topic alert
echo '- { alert: never, of: humidity, when: .value > 1000 }' >"$work/gateway/routes/analytics/never.yaml"
java -XX:TieredStopAtLevel=1 -jar "$jar" dev --config "$work/gateway/application.properties" \
  --routes "$work/gateway/routes" --set tributary.http.port= --set tributary.coap.port= --set tributary.management.port=29100 \
  --set tributary.dev.kafka-port=29192 --set tributary.dev.mqtt-port=0 \
  --set tributary.dev.directory="$work/dev" >"$work/dev.log" 2>&1 &
gateway=$!
until_true 60 curl -sf http://127.0.0.1:29100/health/ready

sed -e 's/localhost:9092/127.0.0.1:29192/' -e "s|/opt/connect/plugins|$work/plugins|" \
  -e "s|/var/lib/connect/offsets|$work/offsets|" -e 's/metadata.max.age.ms=60000/metadata.max.age.ms=2000/' \
  deploy/connect/worker.properties >"$work/worker.properties"
echo 'listeners=http://127.0.0.1:28083' >>"$work/worker.properties"
for each in events alerts; do
  sed 's|localhost:5432/tributary|127.0.0.1:25435/postgres|' "deploy/connect/postgres-$each.properties" \
    >"$work/$each.properties"
  echo 'connection.provider=org.hibernate.hikaricp.internal.HikariCPConnectionProvider' >>"$work/$each.properties"
done
start_connect() {
  java -cp "$work/runtime/*" org.apache.kafka.connect.cli.ConnectStandalone \
    "$work/worker.properties" "$work/events.properties" "$work/alerts.properties" >>"$work/connect.log" 2>&1 &
  connect=$!
}
start_connect

events 1 1000
printf 'd1\t%s\n' \
  '{"id":"f0000000-0000-8000-8000-000000000001","device_id":"d1","kind":"contact","value":"open","time":"2026-11-26T00:00:00Z","attributes":{}}' \
  '{"id":"f0000000-0000-8000-8000-000000000002","device_id":"d1","kind":"gps","value":{"lat":52.5,"lon":13.4},"time":"2026-11-26T00:00:00Z"}' \
  '{"id":"f0000000-0000-8000-8000-000000000003","device_id":"d1","kind":"motion","value":true,"time":"2026-11-26T00:00:00Z"}' \
  '{no json' | produce iot.sensor.temperature
until_true 90 rows event 1003
same() { [ "$1" = "$2" ] || { printf 'expected: %s\nbut got:  %s\n' "$2" "$1"; return 1; }; }
same "$(sql "select device_id, region, kind, value, unit, attributes, extract(epoch from time) from event where id = '00000001-0000-8000-8000-000000000000'")" \
  'd1|r|temperature|1|Cel|{"n": 1}|1795651200.125000'
same "$(sql "select kind, value, text, data from event where id::text like 'f%' order by id")" \
  'contact||open|
gps|||{"lat": 52.5, "lon": 13.4}
motion|1||'
until_true 30 bash -c 'kcat -b 127.0.0.1:29192 -C -e -q -t connect.undelivered | grep -q "no json"'

a='{"id":"a0000000-0000-8000-8000-000000000001","alert":"humid","severity":"warning","device_id":"d1","kind":"humidity","value":91,"since":"2026-11-26T00:00:00Z","time":"2026-11-26T00:02:00Z","text":"d1: 91"'
printf 'humid/d1\t%s\n' "$a,\"state\":\"firing\"}" "$a,\"state\":\"resolved\"}" "$a,\"state\":\"resolved\"}" | produce iot.alert
until_true 60 rows alert 2

# what comes again changes nothing; Connect is killed in the middle of much
events 501 1000
events 1001 40000
until_true 60 bash -c "[ \$(psql -h 127.0.0.1 -p 25435 -U tributary -At -c 'select count(*) from event' postgres) -gt 5000 ]"
kill -9 "$connect"
wait "$connect" 2>/dev/null || true
start_connect
until_true 120 rows event 40003
test "$(sql "select count(distinct id), sum(value)::bigint from event where kind = 'temperature'")" = '40000|800020000'
echo "40000 events, one row each"
