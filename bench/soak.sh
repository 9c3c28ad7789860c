#!/bin/sh
# Tributary at a steady rate for minutes on end: latency and heap, a line each minute.
#   bench/soak.sh protocols=coap live=2000 seconds=600
set -eu
cd "$(dirname "$0")/.."
. bench/build.sh
exec java -Xmx512m -cp bench/target/classes:target/tributary.jar bench.Soak "$@"
