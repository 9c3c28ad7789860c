#!/bin/sh
# A hundred quiet devices with and without a throttled one that sends a thousand messages a second.
# Exit 1 if their p95 moves by 20 % or more. Arguments as of bench/run.sh: rounds, seconds, warm-seconds, jvm.
set -eu
cd "$(dirname "$0")/.."
. bench/build.sh
exec java -Xmx512m -cp bench/target/classes:target/tributary.jar bench.Noisy "$@"
