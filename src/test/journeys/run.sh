#!/usr/bin/env bash
# Plays the first hour of three users against a clean clone, with the docs' own steps, and prints how
# long each took: a platform engineer, an integrator with a box of sensors, a Camel developer.
# Uses target/tributary.jar of this tree; with build=yes the clone builds its own.
set -uo pipefail
# Started in the background it would ignore SIGINT, and so would the gateways it stops by Ctrl-C.
[ -n "${TRIBUTARY_JOURNEYS:-}" ] || TRIBUTARY_JOURNEYS=1 exec env --default-signal=INT bash "$0" "$@"
unset TRIBUTARY_JOURNEYS
cd "$(dirname "$0")/../../.."
root=$PWD
work=$(mktemp -d)
failed=0
steps=0
pids=()
begun=$(date +%s%N)

cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT

step() { # name, command...
  local name=$1 from to
  shift
  from=$(date +%s%N)
  steps=$((steps + 1))
  if "$@" >"$work/out" 2>&1; then
    to=$(date +%s%N)
    printf '%6d.%d s  %s\n' $(((to - from) / 1000000000)) $(((to - from) / 100000000 % 10)) "$name"
  else
    failed=$((failed + 1))
    printf '  FAILED  %s\n' "$name"
    sed 's/^/            /' "$work/out" | tail -30
  fi
}

until_true() { # seconds, command...
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || { "$@"; return 1; }
    read -rt 0.2 <> <(:) || true
  done
}

free_port() {
  local port
  while port=$(shuf -i 20000-29999 -n 1); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}
http=$(free_port)
coap=$(free_port)
management=$(free_port)
mqtt=$(free_port)
kafka=$(free_port)
ends=(--set "tributary.http.port=$http" --set "tributary.coap.port=$coap" --set "tributary.management.port=$management")
brokers=(--set "tributary.dev.mqtt-port=$mqtt" --set "tributary.dev.kafka-port=$kafka")

tributary() { java -XX:TieredStopAtLevel=1 -jar "$jar" "$@"; }
ready() { curl -sf "http://127.0.0.1:$management/health/ready"; }
topic() { kcat -b "127.0.0.1:$kafka" -C -e -q -t "$1" -f '%k %s\n'; }
post() { # device, JSON
  curl -s -o "$work/answer" -w '%{http_code}' "http://127.0.0.1:$http/v1/devices/$1/telemetry" \
    -H 'Content-Type: application/json' -d "$2"
}
says() { # pattern, command...
  local pattern=$1
  shift
  "$@" 2>&1 | tee "$work/said"
  grep -qE -- "$pattern" "$work/said"
}
fails() { ! "$@"; }
start() { # log, command...
  local log=$1
  shift
  env --default-signal=INT java -XX:TieredStopAtLevel=1 -jar "$jar" "$@" >"$work/$log" 2>&1 &
  gateway=$!
  pids+=("$gateway")
}
stopped() { # by Ctrl-C
  kill -INT "$gateway"
  wait "$gateway"
  grep -q "$1" "$work/$2"
}

echo "== a platform engineer"
step "clone" git clone -q "$root" "$work/clone"
cd "$work/clone" || exit 1
jar=$work/clone/target/tributary.jar
if [ "${build:-}" = yes ]; then
  step "mvn package" mvn -B -ntp -q -DskipTests package
else
  mkdir -p target && cp "$root/target/tributary.jar" "$jar"
fi
start dev.log dev --simulate 20 "${ends[@]}" "${brokers[@]}"
step "dev --simulate 20 is ready" until_true 60 ready
step "a reading over MQTT" mosquitto_pub -V mqttv5 -p "$mqtt" -q 1 -t devices/dev-1/telemetry -m '{"temp": 21.5}'
step "a reading over HTTP" test "$(post dev-1 '{"temp": 21.6}')" = 204
step "both are in Kafka" until_true 15 bash -c "kcat -b 127.0.0.1:$kafka -C -e -q -t iot.sensor.temperature -f '%k %s\n' | grep -c '^dev-1 ' | grep -qx 2"
step "init writes a folder" says 'Next: cd .* && java -jar tributary.jar dev' tributary init "$work/my-gateway"
step "a mistyped command is told" says 'did you mean check\?' tributary chekc
step "run names all that is missing at once" says 'tributary.coap.port must be empty' tributary run --config "$work/my-gateway/application.properties" --routes "$work/my-gateway/routes"
step "… the brokers too" grep -q 'tributary.kafka.brokers must be given' "$work/said"
step "config says what is active" says "tributary.http.port=$http  # --set" tributary config --dev "${ends[@]}"
step "check finds nothing wrong" says 'Nothing wrong' tributary check
step "Ctrl-C stops it" stopped '^Stopped\.$' dev.log

echo "== an integrator with a box of sensors"
cd "$work/my-gateway" || exit 1
start run.log dev "${ends[@]}" "${brokers[@]}" --set tributary.makers=zigbee2mqtt
step "dev in the folder of init is ready" until_true 60 ready
step "a Dragino sensor is understood" says 'temperature = 21.4 Cel' tributary explain - <<<'{"BatV": 3.05, "TempC_SHT": 21.4, "Hum_SHT": 48.2}'
step "a Zigbee2MQTT device at its own topic" mosquitto_pub -V mqttv5 -p "$mqtt" -q 1 -t zigbee2mqtt/kitchen -m '{"temperature":21.5,"battery":97,"voltage":3005,"linkquality":120}'
step "is in Kafka" until_true 15 bash -c "kcat -b 127.0.0.1:$kafka -C -e -q -t iot.device.battery -f '%k %s\n' | grep -q '^kitchen '"
step "an unknown field is refused with its name" says 400 post box-1 '{"wobble": 4.2}'
step "… by name" grep -q 'wobble' "$work/answer"
step "unmapped lists it, with the line to add" says 'wobble .*wobble: \{ group: sensor' tributary unmapped
step "trace --failed shows such a message" bash -c "
  java -jar '$jar' trace --failed --count 1 --duration 20s >'$work/trace' 2>&1 & t=\$!
  for i in \$(seq 60); do
    curl -s -o /dev/null http://127.0.0.1:$http/v1/devices/box-1/telemetry -H 'Content-Type: application/json' -d '{\"wobble\": 4.3}'
    kill -0 \$t 2>/dev/null || break
    read -rt 0.3 <> <(:) || true
  done
  wait \$t; grep -q '=> unmapped (kept)' '$work/trace'"
step "the line is added" sed -i 's/^kinds:$/kinds:\n  wobble: { group: sensor, synonyms: [wobbling] }/' routes/kinds.yaml
step "the next message is understood, without a restart" until_true 20 bash -c "
  test \$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:$http/v1/devices/box-1/telemetry -H 'Content-Type: application/json' -d '{\"wobble\": 4.4}') = 204"
step "what was kept is replayed" says '[1-9][0-9]* published' tributary replay --since 1h --reason unmapped \
  --set "tributary.kafka.brokers=127.0.0.1:$kafka" --set tributary.mqtt.broker-url=
step "… once" says '^0 published' tributary replay --since 1h --reason unmapped \
  --set "tributary.kafka.brokers=127.0.0.1:$kafka" --set tributary.mqtt.broker-url=
step "the cases that came along still pass" says ' 0 failed' tributary test

echo "== a Camel developer"
cat >routes/hello.camel.yaml <<'END'
- route:
    id: hello
    from:
      uri: platform-http:/hello
      steps:
        - setBody: { constant: "hello" }
END
step "a route of one's own answers, without a restart" until_true 20 says '^hello$' curl -sf "http://127.0.0.1:$http/hello"
step "the README's edit of a route" sed -i 's/^              - choice:$/              - filter:\n                  simple: ${body.kind} == '"'humidity'"'\n                  steps:\n                    - to: drop:not-wanted\n              - choice:/' routes/route.camel.yaml
step "is valid" says 'Nothing wrong' tributary check
step "a humidity is left out" until_true 20 bash -c "
  curl -s http://127.0.0.1:$http/v1/devices/dry/telemetry -H 'Content-Type: application/json' -d '{\"humidity\": 40}' >/dev/null
  curl -s http://127.0.0.1:$management/metrics | grep -q 'tributary_messages_dropped_total.*not-wanted'"
sed -i 's/- filter:/- fliter:/' routes/route.camel.yaml
step "a slip is told with its line" until_true 20 grep -q '"fliter" is unknown.*did you mean filter' "$work/run.log"
step "and nothing has changed for devices" test "$(post dev-2 '{"temp": 20}')" = 204
step "Ctrl-C stops it" stopped '^Stopped\.$' run.log

took=$((($(date +%s%N) - begun) / 1000000000))
echo "$steps steps, $failed failed, $took s"
[ $failed = 0 ]
