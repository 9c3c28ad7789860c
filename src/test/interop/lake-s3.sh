#!/usr/bin/env bash
# The recipe lake-s3 writes into a store that speaks S3: after the store was away and the gateway was
# killed, DuckDB finds each event once in the files as they are.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. src/test/interop/common.bash
root=$PWD
s3=http://127.0.0.1:29591
store=

cleanup() {
  for pid in $gateway $store; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

mvn -B -q -ntp -f src/test/lake/pom.xml dependency:copy-dependencies -DoutputDirectory="$work/lib" >/dev/null
javac -d "$work" src/test/lake/Query.java

store() {
  java -XX:TieredStopAtLevel=1 -Xmx512m -cp "$work/lib/*" com.adobe.testing.s3mock.S3MockApplication \
    --server.port=29590 --http.port=29591 --com.adobe.testing.s3mock.store.initial-buckets=tributary \
    --com.adobe.testing.s3mock.store.root="$work/s3" \
    --com.adobe.testing.s3mock.store.retain-files-on-exit=true >>"$work/store.log" 2>&1 &
  store=$!
  until_true 90 curl -sf "$s3/tributary?list-type=2"
}
events() { # from, to: numbered events of eight devices, of two kinds and many hours
  seq "$1" "$2" | awk '{
    printf "d%d\t{\"id\":\"%d\",\"device_id\":\"d%d\",\"region\":\"r\",\"kind\":\"%s\",\"value\":%d,\"unit\":\"Cel\",", $1 % 8, $1, $1 % 8, ($1 % 3 ? "temperature" : "humidity"), $1
    printf "\"time\":\"2026-11-26T00:00:00Z\",\"received\":\"2026-11-26T%02d:59:59.123Z\",\"attributes\":{\"n\":%d}}\n", $1 / 5000 % 24, $1 }' |
    kcat -P -b 127.0.0.1:29092 -t iot.sensor.temperature -K '\t'
}
names() { curl -sf "$s3/tributary?list-type=2&max-keys=1000" | grep -o '<Key>[^<]*' | cut -c6-; }
fetch() {
  rm -rf "$work/files"
  names | while read -r name; do
    mkdir -p "$work/files/$(dirname "$name")"
    curl -sf "$s3/tributary/$name" -o "$work/files/$name"
  done
}
query() { java -cp "$work:$work/lib/*" Query "$1"; }
holds() { # events, sum of their values
  fetch
  [ "$(query "select count(*), count(distinct id), sum(value)::bigint from read_json('$work/files/lake/*/*/*.ndjson.gz')")" = "$1|$1|$2" ]
}

store
add_recipe lake-s3
cat >>application.properties <<END
lake-s3.endpoint=$s3
lake-s3.access-key=writer
lake-s3.secret-key=a+b/c&d=e
lake-s3.folder=lake/
lake-s3.records=500
lake-s3.age=1s
END
java -jar "$jar" check | grep -q 'Nothing wrong'
java -jar "$jar" test routes/cases/lake-s3.yaml | grep -q ' passed, 0 failed'
start

events 1 1000
until_true 60 holds 1000 500500
names | grep -q '^lake/temperature/2026-11-26T00/iot.sensor.temperature-[0-9]*-[0-9]*.ndjson.gz$'
names | grep -q '^lake/humidity/2026-11-26T00/'

# the store is gone for a while: the health says so, all of it comes later
kill -9 "$store"
events 1001 12000
until_true 60 bash -c 'curl -s http://127.0.0.1:29000/health/ready | grep -q "route lake-s3 delivers nothing"'
store
until_true 90 holds 12000 72006000

# the gateway is killed in the middle of it
events 12001 60000 &
filling=$!
before=$(names | wc -l)
until_true 60 bash -c "[ \$(curl -sf '$s3/tributary?list-type=2' | grep -o '<Key>' | wc -l) -gt $((before + 5)) ]"
kill -9 "$gateway"
wait "$filling" || true
start
sent=$(kcat -C -b 127.0.0.1:29092 -t iot.sensor.temperature -e -q | jq -r .id | sort -u | wc -l)
sum=$(kcat -C -b 127.0.0.1:29092 -t iot.sensor.temperature -e -q | jq -r .id | sort -u | awk '{ s += $1 } END { printf "%d", s }')
until_true 120 holds "$sent" "$sum"
echo "$sent events in $(names | wc -l) files, each once"
query "select kind, count(*), typeof(any_value(received)) from read_json('$work/files/lake/*/*/*.ndjson.gz') group by kind order by kind"
