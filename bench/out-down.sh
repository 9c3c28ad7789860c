#!/usr/bin/env bash
# One far end is down for ten minutes at 1,000 events/s: what becomes of the gateway's heap, and of the lag of
# another far end; then it is back, and gets all of it. Both are VictoriaMetrics, by the recipe store-lines.
#   bench/out-down.sh
#   MINUTES=1 RATE=200 bench/out-down.sh
# Needs victoria-metrics, kcat, curl and jq.
set -euo pipefail
cd "$(dirname "$0")/.."
. src/test/interop/common.bash
minutes=${MINUTES:-10} rate=${RATE:-1000}
here=
cleanup() {
  for pid in $gateway $here; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

store() { # port
  victoria-metrics -storageDataPath="$work/vm-$1" -httpListenAddr="127.0.0.1:$1" -retentionPeriod=100y \
    -search.latencyOffset=0s -loggerLevel=ERROR >>"$work/vm.log" 2>&1 &
  here="$here $!"
  until_true 30 curl -sf "http://127.0.0.1:$1/health"
}
samples() { # port
  curl -sf "http://127.0.0.1:$1/internal/force_flush" >/dev/null
  curl -sf "http://127.0.0.1:$1/api/v1/export" --data-urlencode 'match[]=temperature_value' | jq -s '[.[].values | length] | add // 0'
}
metric() { # beginning of the line
  { curl -sf http://127.0.0.1:29300/metrics || true; } | awk -v line="$1" 'index($0, line) == 1 { n = $NF } END { printf "%.0f", n }'
}
collected() { # MiB of the heap that are in use after a collection
  jcmd "$gateway" GC.run >/dev/null
  jcmd "$gateway" GC.heap_info | grep -oE 'used [0-9]+K' | head -"$1" | awk '{ n += $2 } END { printf "%.0f", n / 1024 }'
}

store 28451
java -jar "$jar" init "$work/kafka" >/dev/null
java -XX:TieredStopAtLevel=1 -jar "$jar" dev --config "$work/kafka/application.properties" --routes "$work/kafka/routes" \
  --set tributary.http.port= --set tributary.coap.port= --set tributary.management.port=29301 \
  --set tributary.dev.kafka-port=29392 --set tributary.dev.mqtt-port=0 \
  --set tributary.dev.directory="$work/dev" >"$work/kafka.log" 2>&1 &
here="$here $!"
until_true 90 curl -sf http://127.0.0.1:29301/health/ready

java -jar "$jar" init "$work/gateway" >/dev/null
recipe=recipes/store-lines/routes/store-lines.camel.yaml
for each in alive:28451 dead:28452; do
  sed -e "s/store-lines/${each%:*}/g" -e "s|http://localhost:8428/write|http://127.0.0.1:${each#*:}/write|" "$recipe" \
    >"$work/gateway/routes/${each%:*}.camel.yaml"
done
(
  cd "$work/gateway"
  exec java -Xmx256m -XX:+UseSerialGC -jar "$jar" run --only out --set tributary.kafka.brokers=127.0.0.1:29392 --set tributary.mqtt.broker-url= \
    --set tributary.http.port= --set tributary.coap.port= --set tributary.management.port=29300 >"$work/gateway.log" 2>&1
) &
gateway=$!
until_true 90 curl -s http://127.0.0.1:29300/health/live
all=$((minutes * 60 * rate))
due() { # numbers, as many as are due by the clock
  local written=0 now start=${EPOCHREALTIME/./}
  while [ "$written" -lt "$all" ]; do
    read -rt 0.1 <> <(:) || true
    now=$(((${EPOCHREALTIME/./} - start) * rate / 1000000))
    [ "$now" -lt "$all" ] || now=$all
    seq $((written + 1)) "$now"
    written=$now
  done
}
due | awk '{
  i = $1
  printf "d%d\t{\"id\":\"%d\",\"device_id\":\"d%d\",\"region\":\"r\",\"kind\":\"temperature\",\"value\":%d,", i % 100, i, i % 100, i % 50
  printf "\"time\":\"2026-11-%02dT%02d:%02d:%02d.%03dZ\"}\n", 1 + i / 86400000, i / 3600000 % 24, i / 60000 % 60, i / 1000 % 60, i % 1000
  fflush() }' | kcat -P -b 127.0.0.1:29392 -t iot.sensor.temperature -K '\t' -X linger.ms=5 &
filling=$!
begun=$SECONDS
echo "| minute | heap in use after a collection, MiB | lag of the far end that is well, at most | records that wait for the other |"
echo "|--:|--:|--:|--:|"
for minute in $(seq "$minutes"); do
  worst=0
  while [ $((SECONDS - begun)) -lt $((minute * 60)) ]; do
    lag=$(metric 'tributary_out_lag_records{route="alive"}')
    [ "$lag" -le "$worst" ] || worst=$lag
    read -rt 2 <> <(:) || true
  done
  echo "| $minute | $(collected 2) | $worst | $(metric 'tributary_out_lag_records{route="dead"}') |"
done
wait "$filling"
echo "$all events were written within $((SECONDS - begun)) s."
full() { [ "$(samples "$1")" = "$all" ]; }
until_true 60 full 28451
echo "The far end that is well has them all."
back=$SECONDS
store 28452
until_true 300 full 28452
echo "The other has them all $((SECONDS - back)) s after it came back (it is tried every 30 s at most)."
