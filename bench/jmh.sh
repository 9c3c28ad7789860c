#!/usr/bin/env bash
# Microseconds from the bytes of one message to measurements, events and records, for each format.
#
#   bench/jmh.sh                                        # everything, about four minutes
#   bench/jmh.sh -p payload=flat-200,senml events       # what JMH's own options choose
set -euo pipefail
cd "$(dirname "$0")/.."

[ -d target/classes ] || mvn -q -B -DskipTests compile
mkdir -p bench/target/jmh
mvn -q -B ${MAVEN_ARGS-} -Ptools dependency:build-classpath -Dmdep.outputFile=bench/target/jmh.class-path -Dmdep.includeScope=test
classes="target/classes:$(cat bench/target/jmh.class-path)"
javac -nowarn -d bench/target/jmh -cp "$classes" bench/jmh/dev/tributary/normalize/*.java
exec java -cp "bench/target/jmh:$classes" org.openjdk.jmh.Main -jvmArgs "-Xms512m -Xmx512m -Dlog4j2.level=OFF" "$@"
