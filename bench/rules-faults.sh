#!/bin/sh
# The faults of rules that take minutes, each compared with an oracle: one of three brokers gone in
# turn, all of Kafka gone for 75 s, instances that join, leave and are killed, 1,000 rules.
#   bench/rules-faults.sh
set -eu
cd "$(dirname "$0")/.."
exec mvn -B -ntp verify -Dtributary.faults.long=true -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=RulesLongFaultsIT
