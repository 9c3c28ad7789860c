#!/bin/sh
# Breaks one thing at a time while verify runs; exit 1 if anything acknowledged was lost, or anything
# was refused, became a dead letter or was overtaken by a later message of its device.
#   bench/faults.sh                                  every fault once
#   bench/faults.sh rounds=20 gone-seconds=120       the long run
#   bench/faults.sh faults=gateway-killed seed=7     one of them
set -eu
cd "$(dirname "$0")/.."
. bench/build.sh
exec java -Xmx512m -cp bench/target/classes:target/tributary.jar faults.Faults "$@"
