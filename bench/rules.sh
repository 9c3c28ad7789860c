#!/bin/sh
# Rules beside a program written by hand with the DSL of Kafka Streams, in turn; what they take with
# their number; how soon an alert is there. A few minutes.
#   bench/rules.sh
#   bench/rules.sh rounds=5 rules=1 live=0 live-many=0      pairs only
#   bench/rules.sh rounds=0 many-devices=100000             the memory of 100,000 devices
set -eu
cd "$(dirname "$0")/.."
. bench/build.sh
exec java -Xmx512m -cp bench/target/classes:target/tributary.jar bench.RulesBench "$@"
