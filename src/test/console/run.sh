#!/usr/bin/env bash
# Drives the console in Chromium: one gateway (dev --simulate) from the jar, then every *.mjs here but the harness, or those
# that are named: src/test/console/run.sh flow messages. Pictures go to target/console/.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=src/test/console
if [ ! -d "$here/node_modules/playwright-core" ]; then
  npm ci --prefix "$here" --silent --no-audit --no-fund --ignore-scripts
fi
work=$(mktemp -d)
# GATEWAY runs something else than the jar, such as the classes of a build that is under way.
: >"$work/none.properties"
# The pages edit these.
cp -r routes "$work/routes"
gateway=${GATEWAY:-java -XX:TieredStopAtLevel=1 -jar target/tributary.jar}
export CONSOLE_ROUTES="$work/routes"
$gateway dev --simulate 7 --routes "$CONSOLE_ROUTES" --config "$work/none.properties" \
  --set tributary.management.port=0 --set tributary.http.port=0 --set tributary.coap.port=0 \
  --set tributary.dev.mqtt-port=0 --set tributary.dev.kafka-port=0 --set tributary.dev.directory="$work/dev" \
  --set tributary.trace.directory="$work/trace" ${SETTINGS:-} >"$work/log" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null || true; wait $pid 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 120); do
  grep -q 'Management  *http' "$work/log" && break
  kill -0 $pid 2>/dev/null || { cat "$work/log"; exit 1; }
  sleep 0.5
done
CONSOLE_URL=$(grep -o 'Management  *http://[^/]*' "$work/log" | grep -o 'http.*')
DEVICE_URL=$(grep -o 'HTTP  *http://[^ ]*' "$work/log" | grep -o 'http:.*')
KAFKA=$(grep -o 'Kafka  *[^ ]*:[0-9]*' "$work/log" | grep -o '[^ ]*$' | head -1)
ROUTES=$work/routes
CLASSES=$(sed -n 's/.*-\(cp\|jar\) \([^ ]*\).*/\2/p' <<<"$gateway")
export CONSOLE_URL DEVICE_URL KAFKA ROUTES CLASSES
failed=
for test in ${*:-$(cd $here && ls *.mjs | grep -v '^harness' | sed 's/\.mjs$//')}; do
  timeout 300 node "$here/$test.mjs" || failed="$failed $test"
done
if [ -n "$failed" ]; then
  echo "failed:$failed"
  tail -20 "$work/log"
  exit 1
fi
