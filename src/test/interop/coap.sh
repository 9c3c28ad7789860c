#!/bin/sh
# Sends to a running gateway with whichever of libcoap's clients is there, and compares the codes.
#   coap.sh HOST [PORT [SECURE_PORT IDENTITY KEY]]
# KEY is plain text; the gateway's psk-file has the same bytes in hex. The identity is the name of a
# device.
set -u

host=$1
port=${2:-5683}
secure_port=${3:-}
identity=${4:-}
key=${5:-}
device=${identity:-interop-1}
failed=0
passed=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# the response code that the client saw, 2.04 say; -v 7 prints every message
ask() {
  client=$1
  shift
  "$client" -v 7 -B 10 "$@" >"$folder/out" 2>&1
  grep -o 'c:[2-5]\.[0-9][0-9]' "$folder/out" | grep -v 'c:2\.31' | tail -n 1 | cut -c 3-
}

expect() {
  what=$1
  code=$2
  shift 2
  got=$(ask "$@")
  if [ "$got" = "$code" ]; then
    passed=$((passed + 1))
    echo "ok    $1: $what: $code"
  else
    failed=$((failed + 1))
    echo "WRONG $1: $what: expected $code, got ${got:-no answer}"
    sed 's/^/      /' "$folder/out"
  fi
}

json='{"temperature":21.5}'
printf '%s\n' '{"temperature":21.5}' | awk '{ printf "%s%6000s", $0, "" }' >"$folder/large.json"

for client in coap-client coap-client-openssl coap-client-gnutls coap-client-notls; do
  command -v "$client" >/dev/null || continue
  base=coap://$host:$port
  telemetry=$base/devices/$device/telemetry
  expect "POST" 2.04 "$client" -m post -t 50 -e "$json" "$telemetry"
  expect "PUT" 2.04 "$client" -m put -t 50 -e "$json" "$telemetry"
  expect "POST, NON" 2.04 "$client" -N -m post -t 50 -e "$json" "$telemetry"
  expect "POST in blocks of 64" 2.04 "$client" -m post -t 50 -b 64 -f "$folder/large.json" "$telemetry"
  expect "GET of telemetry" 4.05 "$client" -m get "$telemetry"
  expect "POST of XML" 4.15 "$client" -m post -t 41 -e "<a/>" "$telemetry"
  expect "POST to no address" 4.04 "$client" -m post -t 50 -e "$json" "$base/nowhere"
  expect "list of resources" 2.05 "$client" -m get "$base/.well-known/core"
  if [ -n "$secure_port" ] && [ "$client" != coap-client-notls ]; then
    secure=coaps://$host:$secure_port/devices
    expect "POST over DTLS" 2.04 "$client" -u "$identity" -k "$key" -m post -t 50 -e "$json" \
      "$secure/$device/telemetry"
    expect "POST in blocks of 64 over DTLS" 2.04 "$client" -u "$identity" -k "$key" -m post -t 50 \
      -b 64 -f "$folder/large.json" "$secure/$device/telemetry"
    expect "POST for another device over DTLS" 4.03 "$client" -u "$identity" -k "$key" -m post -t 50 \
      -e "$json" "$secure/not-$device/telemetry"
  fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
