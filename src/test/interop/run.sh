#!/usr/bin/env bash
# Uses the shipped jar as a new user would, with the clients that people have: the commands of
# README.md, taken from there. Prints one line a check and ends with the count.
set -uo pipefail
# Started in the background it would ignore SIGINT, and so would the gateways it stops by Ctrl-C.
[ -n "${TRIBUTARY_INTEROP:-}" ] || TRIBUTARY_INTEROP=1 exec env --default-signal=INT bash "$0" "$@"
unset TRIBUTARY_INTEROP
cd "$(dirname "$0")/../../.."
root=$PWD
jar=$root/target/tributary.jar
work=$(mktemp -d)
passed=0
failed=0
pids=()

cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT

# Debian calls it by the TLS library that it was built with.
mkdir -p "$work/bin"
if ! command -v coap-client >/dev/null; then
  for name in coap-client-openssl coap-client-gnutls coap-client-notls; do
    if command -v "$name" >/dev/null; then
      ln -s "$(command -v "$name")" "$work/bin/coap-client"
      break
    fi
  done
fi
PATH=$work/bin:$PATH

check() { # name, command...
  local name=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $name"
  else
    failed=$((failed + 1))
    echo "FAILED  $name"
    sed 's/^/        /' "$work/out" | head -40
  fi
}

. src/test/interop/blocks.bash
readme() { block README.md "$1"; }

run_block() { # page, name
  block "$1" "$2" >"$work/block.sh"
  test -s "$work/block.sh" && bash -euo pipefail "$work/block.sh"
}

run_readme() { run_block README.md "$1"; }

until_true() { # seconds, command...
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || return 1
    read -rt 0.2 <> <(:) || true
  done
}

stops_within() { # seconds, pid
  kill -INT "$2"
  local deadline=$((SECONDS + $1 + 1))
  while kill -0 "$2" 2>/dev/null; do
    [ $SECONDS -lt $deadline ] || return 1
    read -rt 0.2 <> <(:) || true
  done
}

ready() { curl -sf http://127.0.0.1:9000/health/ready; }

# --- README: first run ---
readme start | sed 's/^mvn .* && //' >"$work/start.sh"
mkdir "$work/clone"
cp -r application.properties routes "$work/clone/"
mkdir "$work/clone/target"
ln -s "$jar" "$work/clone/target/tributary.jar"
# The name that Prometheus uses, from the same file as in a deployment.
hosts=$(sed -n 's/ *\(TRIBUTARY_MANAGEMENT_HOSTS\): */\1=/p' compose.yaml)
(cd "$work/clone" && exec env "$hosts" bash -c "exec $(cat "$work/start.sh")") >"$work/dev.log" 2>&1 &
dev=$!
pids+=("$dev")
check "dev --simulate 20 is ready within 30 s" until_true 30 ready
check "health says so" java -jar "$jar" health
check "README: a device sends over MQTT, HTTP and CoAP" run_readme send
check "README: a consumer reads it" until_true 10 run_readme read
check "README: what cannot be read is in the dead letters" until_true 10 run_readme reject
check "simulated devices arrive" until_true 15 bash -c \
  'kcat -b 127.0.0.1:9092 -C -e -q -t iot.sensor.temperature | grep -qv dev-1'
for script in src/test/interop/*.sh; do
  name=$(basename "$script" .sh)
  [ "$name" = run ] || check "interop: $name" bash "$script" 127.0.0.1
done
check "Ctrl-C stops it within 5 s" stops_within 5 "$dev"
check "nothing was logged as an error" bash -c "! grep -E ' ERROR ' '$work/dev.log'"

# --- README: a recipe ---
readme recipe >"$work/recipe.sh"
cd "$work/clone" || exit 1
check "README: a recipe is added, and its cases pass" bash -euo pipefail <(head -2 "$work/recipe.sh")
nobody=127.0.0.1:1
(exec bash -c "exec $(tail -1 "$work/recipe.sh" | sed "s|https://hooks.example.com/|http://$nobody/|")") >"$work/recipe.log" 2>&1 &
dev=$!
pids+=("$dev")
check "README: an alert is on its way to the webhook" until_true 180 bash -c \
  "curl -s http://127.0.0.1:9000/health/ready | grep -q 'route alert-webhook delivers nothing.*$nobody'"
check "Ctrl-C stops it within 5 s" stops_within 5 "$dev"

# --- the jar alone ---
cd "$work" || exit 1
check "--version" java -jar "$jar" --version
check "--help" java -jar "$jar" --help
check "init writes a folder" java -jar "$jar" init "$work/my-gateway"
check "init wrote what dev needs" test -f "$work/my-gateway/routes/publish.camel.yaml"
wrong() { # expected exit code, pattern, command...
  local code=$1 pattern=$2
  shift 2
  "$@" >"$work/wrong" 2>&1
  local got=$?
  cat "$work/wrong"
  [ $got = "$code" ] && grep -q "$pattern" "$work/wrong" && ! grep -q "^	at " "$work/wrong"
}
check "an unknown option is wrong usage" wrong 2 'nknown option' java -jar "$jar" run --nope
check "run without brokers says which" wrong 1 'tributary.kafka.brokers must be given' \
  java -jar "$jar" run --config "$work/my-gateway/application.properties"
check "an unknown setting is an error with a suggestion" wrong 1 'did you mean tributary.http.port' \
  java -jar "$jar" dev --set tributary.htp.port=1
check "a wrong value says the rule" wrong 1 'must be a port from 0 to 65535 but is "x"' \
  java -jar "$jar" dev --set tributary.http.port=x
check "a folder without routes is an error" wrong 1 'folder of routes must' \
  java -jar "$jar" dev --routes "$work/bin"
check "run refuses to be open to others" wrong 1 'tributary.insecure=true' \
  java -jar "$jar" run --config "$work/my-gateway/application.properties" \
  --routes "$work/my-gateway/routes" \
  --set tributary.kafka.brokers=127.0.0.1:1 --set tributary.mqtt.broker-url=
cp -r "$work/my-gateway/routes" "$work/broken"
sed -i 's/- choice:/- chioce:/' "$work/broken/normalize.camel.yaml"
sed -i 's/cleanStart: false/cleanStart: true/' "$work/broken/ingest-mqtt.camel.yaml"
all_at_once() {
  wrong 1 'cleanStart must be false' java -jar "$jar" dev --routes "$work/broken" &&
    grep -q 'normalize.camel.yaml:15: "chioce" is unknown in "steps"; did you mean choice' "$work/wrong" &&
    [ "$(wc -l <"$work/wrong")" = 2 ]
}
check "wrong routes are told all at once, one line each" all_at_once
check "run --help lists the settings" bash -c "java -jar '$jar' run --help | grep -q 'tributary.http.port=8080'"

# --- docs/your-device.md ---
says() { # pattern, command...
  local pattern=$1
  shift
  "$@" | tee "$work/said"
  grep -q "$pattern" "$work/said"
}
device() { run_block docs/your-device.md "$1"; }
mkdir "$work/device"
cd "$work/device" || exit 1
ln -s "$jar" tributary.jar
check "your device: a folder and a sample" device folder
cd my-gateway || exit 1
check "your device: explain shows the shape" says 'shape: flat' device explain
check "your device: the case fails before there is a mapping" says '0 passed, 1 failed' device case
check "your device: the mapping" device mapping
check "your device: explain shows the mapping" says 'mapping: acme' device explain
check "your device: all cases pass, nothing is wrong" says 'Nothing wrong' device test
block docs/your-device.md dev >"$work/device-dev.sh"
(exec bash -c "exec $(cat "$work/device-dev.sh")") >"$work/device-dev.log" 2>&1 &
dev=$!
pids+=("$dev")
check "your device: dev is ready within 30 s" until_true 30 ready
check "your device: a message arrives" until_true 15 device send
sed -i 's/"model": .acme/"model": .acme + "x"/' routes/mappings/acme.jslt
check "your device: a saved mapping is in force" until_true 15 bash -c \
  "$(block docs/your-device.md send) | grep A-7x"
check "your device: Ctrl-C stops it within 5 s" stops_within 5 "$dev"
cd "$work" || exit 1
check "test without cases is wrong usage" wrong 2 'folder of cases must exist' \
  java -jar "$jar" test --routes "$work/bin"

# --- run with Kafka and the MQTT broker away ---
cd "$work/my-gateway" || exit 1
java "-Xlog:class+load:file=$work/classes" -jar "$jar" run \
  --set tributary.kafka.brokers=127.0.0.1:1 --set tributary.mqtt.broker-url=tcp://127.0.0.1:2 \
  --set tributary.http.host=127.0.0.1 --set tributary.coap.host=127.0.0.1 >"$work/run.log" 2>&1 &
run=$!
pids+=("$run")
answers() { # status, pattern, path
  test "$(curl -s -o "$work/body" -w '%{http_code}' "http://127.0.0.1:9000$3")" = "$1" && grep -q "$2" "$work/body"
}
check "run starts without Kafka and says why it is not ready" \
  until_true 20 answers 503 'Kafka is unavailable' /health/ready
check "it says that the MQTT broker is away" until_true 10 answers 503 'reasons' /health/ready/mqtt
check "HTTP is open and refuses with 503" until_true 20 bash -c \
  "test \$(curl -s -o /dev/null -w '%{http_code}' -d '{\"temp\":1}' -H 'Content-Type: application/json' http://127.0.0.1:8080/v1/devices/d/telemetry) = 503"
check "a port that is taken is one line" wrong 1 'tributary.http.port must be free but 127.0.0.1:8080' \
  java -jar "$jar" dev
sed -i 's/Each event gets its topic/Each event is given its topic/' routes/route.camel.yaml
kill -HUP $run
check "SIGHUP reloads and says how that went" until_true 15 grep -q 'Asked to reload by SIGHUP: changed route' "$work/run.log"
sed -i 's/- choice:/- chioce:/' routes/route.camel.yaml
kill -HUP $run
check "SIGHUP says what is wrong with a bad save" until_true 15 grep -q 'by SIGHUP: refused.*"chioce" is unknown' "$work/run.log"
check "run loads nothing of the dev brokers" bash -c \
  "test -s '$work/classes' && ! grep -E ' (kafka\.server|org\.apache\.activemq)\.' '$work/classes'"
check "SIGTERM ends it within 25 s" bash -c "kill -TERM $run; timeout 25 tail --pid=$run -f /dev/null"
cd "$work" || exit 1
check "health without a gateway" wrong 1 'no gateway answers' java -jar "$jar" health

# --- the archive of classes ---
cd "$work/my-gateway" || exit 1
cp "$root/routes/route.camel.yaml" routes/
archived() {
  TRIBUTARY_JAVA_OPTS="-Xlog:class+load:file=$work/classes" bin/tributary check &&
    grep -q 'cli.TributaryCommand source: shared objects file' "$work/classes"
}
not_archived() { ! archived && test -s "$work/classes"; }
check "bin/tributary runs without an archive" says 'Nothing wrong' bin/tributary check
check "bin/tributary makes one" says 'Wrote .*tributary-java' bin/tributary archive
check "and uses it" archived
touch tributary.jar
check "but not for another jar" not_archived
check "of which it says nothing" says '^Nothing wrong' bin/tributary check
mv tributary.jar away.jar
check "without the jar it says where it looked" wrong 1 'the jar must be .*tributary.jar' bin/tributary check
cd "$work" || exit 1

echo "$passed passed, $failed failed"
[ $failed = 0 ]
