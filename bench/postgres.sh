#!/usr/bin/env bash
# Rows a second into PostgreSQL: the recipe store-postgres beside COPY of the same rows from a file and, where
# Connect's jars are given, beside Debezium's JDBC sink on Kafka Connect; in turn, in one run.
#   bench/postgres.sh                         200,000 events of 1,000 devices, 3 rounds
#   EVENTS=50000 ROUNDS=1 bench/postgres.sh
#   CONNECT=1 bench/postgres.sh               with Connect
# Needs PostgreSQL, kcat, curl and jq. Each run writes into an empty table with the recipe's indexes.
set -euo pipefail
cd "$(dirname "$0")/.."
. src/test/interop/common.bash
events=${EVENTS:-200000} rounds=${ROUNDS:-3} root=$PWD
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
connect=

as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
cleanup() {
  for pid in $gateway $connect ${kafka:-}; do kill -9 "$pid" 2>/dev/null || true; done
  as_postgres "$pg/pg_ctl" -D "$work/data/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT
sql() { psql -h 127.0.0.1 -p 25436 -U tributary -At -c "$1" tributary; }
now() { date +%s.%N; }
written() { sql "select count(*) from event"; }
chmod 755 "$work"
mkdir -m 777 "$work/data"
as_postgres "$pg/initdb" -D "$work/data/pg" -U tributary -A trust >/dev/null
as_postgres "$pg/pg_ctl" -D "$work/data/pg" -w -l "$work/data/log" \
  -o "-p 25436 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/data -c max_wal_size=4GB" start >/dev/null
createdb -h 127.0.0.1 -p 25436 -U tributary tributary
tables() {
  sql 'drop table if exists event cascade; drop table if exists alert cascade' >/dev/null 2>&1
  psql -h 127.0.0.1 -p 25436 -U tributary -q tributary -f deploy/connect/tables.sql >/dev/null
  sql checkpoint >/dev/null
}

# a Kafka of its own that outlives the gateways
java -jar "$jar" init "$work/kafka" >/dev/null
java -XX:TieredStopAtLevel=1 -jar "$jar" dev --config "$work/kafka/application.properties" --routes "$work/kafka/routes" \
  --set tributary.http.port= --set tributary.coap.port= --set tributary.management.port=29201 \
  --set tributary.dev.kafka-port=29292 --set tributary.dev.mqtt-port=0 \
  --set tributary.dev.directory="$work/dev" >"$work/kafka.log" 2>&1 &
kafka=$!
until_true 90 curl -sf http://127.0.0.1:29201/health/ready
rows() {
  seq 1 "$events" | awk '{
    printf "%08x-0000-8000-8000-000000000000 device-%d %d %02d:%02d:%02d.%03d\n", $1, $1 % 1000, $1 % 100,
      $1 / 3600000 % 24, $1 / 60000 % 60, $1 / 1000 % 60, $1 % 1000 }'
}
rows | awk '{
  printf "%s\t{\"id\":\"%s\",\"device_id\":\"%s\",\"region\":\"eu-west\",\"kind\":\"temperature\",\"value\":%s.5,\"unit\":\"Cel\",", $2, $1, $2, $3
  printf "\"time\":\"2026-11-26T%sZ\",\"received\":\"2026-11-26T%sZ\",", $4, $4
  printf "\"source\":{\"protocol\":\"mqtt\",\"address\":\"devices/%s/telemetry\"},\"attributes\":{\"battery_low\":false,\"n\":%s}}\n", $2, $3 }' |
  kcat -P -b 127.0.0.1:29292 -t iot.sensor.temperature -K '\t' -X linger.ms=50 -X partitioner=murmur2
rows | awk -v OFS='\t' '{
  print $1, "2026-11-26T" $4 "Z", "2026-11-26T" $4 "Z", $2, "\\N", "eu-west", "temperature", $3 ".5", "\\N", "\\N", "Cel",
    "{\"battery_low\":false,\"n\":" $3 "}" }' >"$work/rows"

ticks() { # pids: their processor time, and that of their children that have ended
  local pid
  for pid in "$@"; do cat "/proc/$pid/stat" 2>/dev/null || true; done |
    sed 's/.*) //' | awk '{ n += $12 + $13 + $14 + $15 } END { print n + 0 }'
}
database_ticks() {
  local master
  master=$(head -1 "$work/data/pg/postmaster.pid")
  # shellcheck disable=SC2046
  ticks "$master" $(ps -o pid= --ppid "$master")
}
# --- each prints rows a second, and ms of processor time for 1000 rows, of the database and of the program;
# what a program does is measured from a fifth of its rows to the last ---
result() { # rows, seconds, ticks of the database, of the program
  awk -v rows="$1" -v s="$2" -v d="$3" -v p="$4" 'BEGIN { printf "%.0f %.0f %.0f\n", rows / s, d * 1e4 / rows, p * 1e4 / rows }'
}
copy() {
  tables
  local begun had
  had=$(database_ticks)
  begun=$(now)
  psql -h 127.0.0.1 -p 25436 -U tributary -q tributary -c "\\copy event from '$work/rows'"
  result "$events" "$(echo "$(now) $begun" | awk '{ print $1 - $2 }')" $(($(database_ticks) - had)) 0
}
watch() { # command that counts rows, pid
  local first='' had end=$((SECONDS + 300)) rows at database program
  while :; do
    had=$("$1")
    if [ -z "$first" ] && [ "$had" -ge $((events / 5)) ]; then
      first=1 rows=$had at=$(now) database=$(database_ticks) program=$(ticks "$2")
    fi
    [ "$had" -lt "$events" ] || break
    [ $SECONDS -lt $end ] || { echo "not within five minutes" >&2; return 1; }
    read -rt 0.1 <> <(:) || true
  done
  result $((had - rows)) "$(echo "$(now) $at" | awk '{ print $1 - $2 }')" \
    $(($(database_ticks) - database)) $(($(ticks "$2") - program))
}
recipe_records() {
  { curl -sf http://127.0.0.1:29200/metrics || true; } | awk '/^tributary_out_records_total.*store-postgres/ { n = $2 } END { printf "%d", n }'
}
recipe() { # jar
  tables
  rm -rf "$work/gateway"
  java -jar "$1" init "$work/gateway" >/dev/null
  (
    cd "$work/gateway"
    java -jar "$1" add store-postgres >/dev/null
    cat >>application.properties <<END
tributary.kafka.brokers=127.0.0.1:29292
tributary.http.port=
tributary.coap.port=
tributary.mqtt.broker-url=
tributary.management.port=29200
store-postgres.url=jdbc:postgresql://127.0.0.1:25436/tributary
END
    sed -i "s/^        maxRecords: 1000\$/        maxRecords: 1000\n        group: bench-$RANDOM$RANDOM/" routes/store-postgres.camel.yaml
    exec java -Xmx512m -jar "$1" run --only out >"$work/gateway.log" 2>&1
  ) &
  gateway=$!
  watch recipe_records "$gateway"
  kill -9 "$gateway"
  wait "$gateway" 2>/dev/null || true
  [ "$(written)" = "$events" ] || echo "but $(written) rows" >&2
}
connect_rows() { sql "select coalesce(n_tup_ins, 0) from pg_stat_user_tables where relname = 'event'"; }
connect() {
  tables
  rm -f "$work/offsets"
  sed -e 's/localhost:9092/127.0.0.1:29292/' -e "s|/opt/connect/plugins|$work/plugins|" \
    -e "s|/var/lib/connect/offsets|$work/offsets|" deploy/connect/worker.properties >"$work/worker.properties"
  echo 'listeners=http://127.0.0.1:28084' >>"$work/worker.properties"
  sed -e 's|localhost:5432/tributary|127.0.0.1:25436/tributary|' -e "s/^name=.*/name=bench-$RANDOM$RANDOM/" \
    deploy/connect/postgres-events.properties >"$work/events.properties"
  echo 'connection.provider=org.hibernate.hikaricp.internal.HikariCPConnectionProvider' >>"$work/events.properties"
  java -Xmx512m -cp "$work/runtime/*" org.apache.kafka.connect.cli.ConnectStandalone \
    "$work/worker.properties" "$work/events.properties" >>"$work/connect.log" 2>&1 &
  connect=$!
  watch connect_rows "$connect"
  kill -9 "$connect"
  wait "$connect" 2>/dev/null || true
  connect=
}
if [ -n "${CONNECT:-}" ]; then
  mkdir -p "$work/plugins/tributary" "$work/agroal"
  for each in runtime jdbc; do
    to=$work/runtime
    [ $each = runtime ] || to=$work/plugins/jdbc
    mvn -B -q -ntp ${MVN:-} -f src/test/connect/pom.xml -P $each dependency:copy-dependencies -DoutputDirectory="$to" >/dev/null
  done
  cp "${CONNECT_JAR:-target/tributary-connect.jar}" "$work/plugins/tributary"
  echo 'package org.hibernate.agroal.internal; public class AgroalConnectionProvider {}' >"$work/agroal/AgroalConnectionProvider.java"
  javac --release 17 -d "$work/agroal" "$work/agroal/AgroalConnectionProvider.java"
  jar -c -f "$work/plugins/jdbc/agroal.jar" -C "$work/agroal" org
fi

echo "| round | | rows/s | of COPY | ms of CPU for 1000 rows: PostgreSQL | program |"
echo "|--:|---|--:|--:|--:|--:|"
line() { # round, name, rows/s, CPU of the database, of the program; of COPY
  echo "| $1 | $2 | $3 | $(awk -v a="$3" -v b="$6" 'BEGIN { printf "%.2f", a / b }') | $4 | $5 |"
}
for round in $(seq "$rounds"); do
  got=$(copy)
  read -r base database program <<<"$got"
  line "$round" COPY "$base" "$database" "$program" "$base"
  got=$(recipe "$jar")
  read -r rate database program <<<"$got"
  line "$round" store-postgres "$rate" "$database" "$program" "$base"
  if [ -n "${OTHER:-}" ]; then # the jar of another build, for comparison
    got=$(recipe "$OTHER")
    read -r rate database program <<<"$got"
    line "$round" "other build" "$rate" "$database" "$program" "$base"
  fi
  if [ -n "${CONNECT:-}" ]; then
    got=$(connect)
    read -r rate database program <<<"$got"
    line "$round" "Connect" "$rate" "$database" "$program" "$base"
  fi
done
