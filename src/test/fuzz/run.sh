#!/usr/bin/env bash
# Fuzzes the decoders, the whole normalizer, the HTTP listener and an operator's files, guided by coverage. Out
# of payloads only trees, events and the closed reasons may come; all bytes that a connection can send are
# answered or closed, and become no message that another server does not read in them; what is wrong with a file
# is a line that names it. No input, parts of it repeated up to 256 KiB, may take a second of CPU. What is found
# on the way is kept in target/fuzz and begun with the next time.
#
#   src/test/fuzz/run.sh          12 seconds each, as CI does
#   src/test/fuzz/run.sh 3600     an hour each
#   src/test/fuzz/run.sh 600 ingest.http.FuzzHttp
#
# A finding ends it: the input is in target/fuzz/<target>/crash-*, and the trace is printed.
set -euo pipefail
cd "$(dirname "$0")/../../.."

seconds=${1:-12}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(normalize.FuzzDecoder normalize.FuzzNormalizer ingest.http.FuzzHttp check.FuzzFolder)
[ -d target/test-classes ] || mvn -q -B -DskipTests test-compile
mkdir -p target/fuzz
mvn -q -B ${MAVEN_ARGS-} -Ptools dependency:build-classpath -Dmdep.outputFile=target/fuzz/class-path -Dmdep.includeScope=test
classes="target/classes:target/test-classes:$(cat target/fuzz/class-path)"

# the packages whose coverage guides
payloads='dev.tributary.normalize.**:dev.tributary.contract.**:com.fasterxml.jackson.core.**:com.schibsted.**'
requests='dev.tributary.ingest.http.**:dev.tributary.net.**:io.netty.handler.codec.http.**:io.vertx.core.http.impl.**'
files='dev.tributary.check.**:dev.tributary.config.**:dev.tributary.project.**:dev.tributary.normalize.**:dev.tributary.ingest.**:com.schibsted.**'

for target in "${targets[@]}"; do
  name=${target##*.}
  case $name in
    # it connects to the listener, which Jazzer would take for a finding
    FuzzHttp)
      seeds=FuzzHttp guide=$requests
      options=(--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery -dict=src/test/fuzz/http.dict)
      ;;
    # an operator names patterns, classes and files; what a sender may do with such is not asked here
    FuzzFolder)
      hooks=com.code_intelligence.jazzer.sanitizers
      seeds=FuzzFolder guide=$files
      options=("--disabled_hooks=$hooks.RegexInjection:$hooks.ReflectiveCall:$hooks.XPathInjection:$hooks.FilePathTraversal:$hooks.RegexRoadblocks" -dict=src/test/fuzz/folder.dict)
      ;;
    *) seeds=FuzzSeeds guide=$payloads options=() ;;
  esac
  mkdir -p "target/fuzz/$name/corpus"
  java -cp "$classes" "dev.tributary.${target%.*}.$seeds" "target/fuzz/$seeds-seeds"
  echo "== $name"
  java -Xmx1g -Dlog4j2.level=OFF -cp "$classes" com.code_intelligence.jazzer.Jazzer \
    --target_class="dev.tributary.$target" \
    --instrumentation_includes="$guide" \
    --custom_hook_includes='none.**' \
    --reproducer_path="target/fuzz/$name" \
    -artifact_prefix="target/fuzz/$name/" \
    -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=3072 -timeout=60 -print_final_stats=1 \
    ${options[@]+"${options[@]}"} \
    "target/fuzz/$name/corpus" "target/fuzz/$seeds-seeds" 2>&1 |
    grep -vE '# Uses:|ecommended dictionary|Sharing is only|^(INFO:|#[0-9]+[[:space:]]+(REDUCE|NEW|pulse|RELOAD|INITED))|WARN|StatusLogger|sun.misc.Unsafe' || [ "${PIPESTATUS[0]}" = 0 ]
done
echo "fuzz: nothing found"
