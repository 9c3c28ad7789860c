#!/usr/bin/env bash
# The recipe store-lines writes into a real VictoriaMetrics: each event once, whatever is killed on the
# way, and hostile names and texts stay what they are.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. src/test/interop/common.bash
vm=http://127.0.0.1:28428
store=

cleanup() {
  [ -z "$gateway" ] || kill -9 "$gateway" 2>/dev/null || true
  [ -z "$store" ] || kill -9 "$store" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

store() {
  victoria-metrics -storageDataPath="$work/vm" -httpListenAddr=127.0.0.1:28428 -retentionPeriod=100y \
    -dedup.minScrapeInterval=1ms -search.latencyOffset=0s -loggerLevel=ERROR >>"$work/vm.log" 2>&1 &
  store=$!
  until_true 30 curl -sf "$vm/health"
}
events() { # from, to: numbered events of eight devices, a millisecond apart
  seq "$1" "$2" | awk '{
    ms = $1
    printf "d%d\t{\"id\":\"%d\",\"device_id\":\"d%d\",\"region\":\"r\",\"kind\":\"temperature\",\"value\":%d,\"unit\":\"Cel\",", $1 % 8, $1, $1 % 8, $1
    printf "\"time\":\"2026-11-26T00:%02d:%02d.%03dZ\"}\n", ms / 60000, ms / 1000 % 60, ms % 1000 }' |
    kcat -P -b 127.0.0.1:29092 -t iot.sensor.temperature -K '\t'
}
export_of() { curl -sf "$vm/api/v1/export" --data-urlencode "match[]=$1"; }
samples() { # count, sum of all events
  curl -sf "$vm/internal/force_flush"
  [ "$(export_of 'temperature_value{device_id=~"d[0-7]"}' | jq -s -c '[.[].values[]] | [length, add]')" = "[$1,$2]" ]
}

store
add_recipe store-lines
cat >>application.properties <<END
store-lines.url=$vm/write
store-lines.age=200ms
END
java -jar "$jar" check | grep -q 'Nothing wrong'
java -jar "$jar" test routes/cases/store-lines.yaml | grep -q ' passed, 0 failed'
start

# each event once, and again without a change
events 1 1000
until_true 60 samples 1000 500500
events 501 1000
events 1001 1100
until_true 60 samples 1100 605550

# hostile names come out as they went in, and none makes a line of its own
hostile='{"id":"%d","device_id":%s,"kind":"hostile","value":%d,"time":"2026-11-26T00:00:00Z"}\n'
{
  printf "$hostile" 1 '"a b,c=d \"e\" ä€"' 1
  printf "$hostile" 2 '"C:\\temp"' 2
  printf "$hostile" 3 '"x\nevil,a=b value=666 1795651200000"' 3
  printf "$hostile" 4 '"{__name__=~\".*\"}"' 4
} | kcat -P -b 127.0.0.1:29092 -t iot.sensor.temperature
hostiles() {
  curl -sf "$vm/internal/force_flush"
  export_of hostile_value | jq -r '.metric.device_id' | sort >"$work/names"
  diff - "$work/names" <<'END'
C:\temp
a b,c=d "e" ä€
x%0Aevil,a=b value=666 1795651200000
{__name__=~".*"}
END
}
LC_ALL=C until_true 30 hostiles
test -z "$(export_of 'evil_value')"

# the store is gone for a while: the health says why, all of it comes later
kill "$store"
wait "$store" 2>/dev/null || true
events 1101 6000
until_true 30 bash -c 'curl -s http://127.0.0.1:29000/health/ready | grep -q "route store-lines delivers nothing"'
store
until_true 90 samples 6000 18003000

# the gateway is killed in the middle of it
events 6001 60000 &
filling=$!
until_true 60 bash -c "curl -sf '$vm/internal/force_flush'; [ \$(curl -sf '$vm/api/v1/export' --data-urlencode 'match[]=temperature_value' | jq -s '[.[].values[]] | length') -gt 10000 ]"
kill -9 "$gateway"
wait "$filling" || true
start
# what kcat could not send while Kafka was away
events 6001 60000
until_true 120 samples 60000 1800030000

java -jar "$jar" remove store-lines | grep -q 'Removed store-lines'
test ! -e routes/store-lines.camel.yaml
