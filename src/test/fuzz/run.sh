#!/usr/bin/env bash
# Fuzzes the decoders and the whole normalizer, guided by coverage: only trees, events and the closed
# reasons may come out, and no input, parts of it repeated up to 256 KiB, may take a second of CPU. What is found on the way is kept in target/fuzz and begun with the next time.
#
#   src/test/fuzz/run.sh          12 seconds each, as CI does
#   src/test/fuzz/run.sh 3600     an hour each
#
# A finding ends it: the input is in target/fuzz/<target>/crash-*, and the trace is printed.
set -euo pipefail
cd "$(dirname "$0")/../../.."

seconds=${1:-12}
[ -d target/test-classes ] || mvn -q -B -DskipTests test-compile
mkdir -p target/fuzz
mvn -q -B ${MAVEN_ARGS-} -Ptools dependency:build-classpath -Dmdep.outputFile=target/fuzz/class-path -Dmdep.includeScope=test
classes="target/classes:target/test-classes:$(cat target/fuzz/class-path)"
java -cp "$classes" dev.tributary.normalize.FuzzSeeds target/fuzz/seeds

for target in FuzzDecoder FuzzNormalizer; do
  mkdir -p "target/fuzz/$target/corpus"
  echo "== $target"
  java -Xmx1g -Dlog4j2.level=OFF -cp "$classes" com.code_intelligence.jazzer.Jazzer \
    --target_class="dev.tributary.normalize.$target" \
    --instrumentation_includes='dev.tributary.normalize.**:dev.tributary.contract.**:com.fasterxml.jackson.core.**:com.schibsted.**' \
    --custom_hook_includes='none.**' \
    --reproducer_path="target/fuzz/$target" \
    -artifact_prefix="target/fuzz/$target/" \
    -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=3072 -timeout=10 -print_final_stats=1 \
    "target/fuzz/$target/corpus" target/fuzz/seeds 2>&1 |
    grep -vE '# Uses:|ecommended dictionary|Sharing is only|^(INFO:|#[0-9]+[[:space:]]+(REDUCE|NEW|pulse|RELOAD|INITED))|WARN|StatusLogger|sun.misc.Unsafe' || [ "${PIPESTATUS[0]}" = 0 ]
done
echo "fuzz: nothing found"
