#!/bin/sh
# Builds what it compares, runs it, prints a table and writes bench/results/.
# Arguments are key=value, see bench/README.md.
set -eu
cd "$(dirname "$0")/.."
. bench/build.sh
exec java -Xmx1g -cp bench/target/classes:target/tributary.jar bench.Bench "$@"
