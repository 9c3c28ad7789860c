#!/bin/sh
# CPU of the gateway's own code for a message, on one core, with nothing else running.
#   bench/loop.sh               40 seconds, Kafka's acknowledgements come 30 at a time
#   bench/loop.sh 60 1000       60 seconds, a thousand at a time
set -eu
cd "$(dirname "$0")/.."
. bench/build.sh
exec taskset -c 0 java ${JVM:--Xmx1g} -cp bench/target/classes:target/tributary.jar bench.Loop "${1:-40}" "${2:-30}"
