#!/usr/bin/env bash
# Runs the routes of this folder and prints what becomes of each; see README.md.
#
#   src/test/plain-camel/run.sh [START...]     only the files whose names begin so
#
# Against target/tributary.jar; with STOCK=1 on Camel Main as it comes from Camel.
set -euo pipefail
cd "$(dirname "$0")/../../.."

[ -f target/tributary.jar ] && [ -d target/test-classes ] || mvn -q -B -ntp -DskipTests package
rm -f target/plain-camel/table.txt
code=0
mvn -q -B -ntp ${MAVEN_ARGS-} failsafe:integration-test failsafe:verify -Dit.test=PlainCamelIT \
  -Dplain-camel.only="$(IFS=,; echo "$*")" ${STOCK:+-Dplain-camel.stock=true} >target/plain-camel.log 2>&1 || code=$?
cat target/plain-camel/table.txt || cat target/plain-camel.log
exit "$code"
