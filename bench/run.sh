#!/bin/sh
# Builds what it compares, runs it, prints a table and writes bench/results/.
# Arguments are key=value, see bench/README.md.
set -eu
cd "$(dirname "$0")/.."
if [ ! -f target/tributary.jar ] || [ -n "$(find src/main pom.xml routes -newer target/tributary.jar | head -1)" ]; then
  mvn -q -B -DskipTests package
fi
mkdir -p bench/target
find bench/src -name '*.java' > bench/target/sources
javac -nowarn -d bench/target/classes -cp target/tributary.jar @bench/target/sources
exec java -Xmx1g -cp bench/target/classes:target/tributary.jar bench.Bench "$@"
