#!/usr/bin/env bash
# deploy/jolokia.sh and deploy/camel-cli.sh with the real Jolokia agent and the real `camel` CLI: what they show, and what
# Jolokia refuses.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. src/test/interop/common.bash
unset TRIBUTARY_JAR
version=$(sed -n 's|.*<camel.version>\(.*\)</camel.version>.*|\1|p' pom.xml)

cleanup() {
  [ -z "$gateway" ] || kill -9 "$gateway" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# The CLI is what jbang would start; its jars come by Maven.
mkdir "$work/cli"
cat >"$work/cli/pom.xml" <<END
<project>
  <modelVersion>4.0.0</modelVersion><groupId>cli</groupId><artifactId>cli</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.camel</groupId><artifactId>camel-jbang-core</artifactId><version>$version</version>
  </dependency></dependencies>
</project>
END
mvn -B -ntp -q -f "$work/cli/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath \
  -Dmdep.outputFile="$work/cli/cp"
cat >"$work/cli/Camel.java" <<END
class Camel {
  public static void main(String... arguments) {
    org.apache.camel.dsl.jbang.core.commands.CamelJBangMain.run(arguments);
  }
}
END
camel() {
  timeout 60 java "-Duser.home=$work" -cp "$(cat "$work/cli/cp")" "$work/cli/Camel.java" "$@"
}

java -jar "$jar" init "$work/gateway" >/dev/null
cd "$work/gateway"
JAR=$jar bash deploy/camel-cli.sh
java "-Duser.home=$work" -XX:TieredStopAtLevel=1 -jar "$jar" dev --set tributary.http.port=28180 \
  --set tributary.coap.port=0 --set tributary.management.port=29110 --set tributary.dev.mqtt-port=21983 \
  --set tributary.dev.kafka-port=29192 >"$work/dev.log" 2>&1 &
gateway=$!
until_true 60 curl -sf http://127.0.0.1:29110/health/ready

says() { # words, command...
  local words=$1
  shift
  "$@" >"$work/said" 2>&1 || true
  grep -q -- "$words" "$work/said" || { echo "without \"$words\": $*"; head -20 "$work/said" | cut -c1-300; return 1; }
}

# --- the camel CLI ---
says 'tributary .*Running' camel ps
says 'normalize .*Started' camel get route

# --- Jolokia ---
bash deploy/jolokia.sh "$gateway" 28778
[ "$(stat -c %a .tributary/jolokia/agent.properties)" = 600 ]
password=$(sed -n 's/^password=//p' .tributary/jolokia/agent.properties)
[ "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:28778/jolokia/version)" = 401 ]
ask() { curl -s -u "tributary:$password" -H 'Content-Type: application/json' -d "$1" http://127.0.0.1:28778/jolokia/; }
tracer='"mbean":"org.apache.camel:context=tributary,name=BacklogTracer,type=tracer"'
normalize='"mbean":"org.apache.camel:context=tributary,name=\"normalize\",type=routes"'
says '"status":200' ask "{\"type\":\"write\",$tracer,\"attribute\":\"Enabled\",\"value\":true}"
curl -sf -H 'Content-Type: application/json' -d '{"temp":21.75}' http://127.0.0.1:28180/v1/devices/d/telemetry
says '21.75' ask "{\"type\":\"exec\",$tracer,\"operation\":\"dumpAllTracedMessagesAsXml()\"}"
says '"status":200' ask "{\"type\":\"write\",$tracer,\"attribute\":\"Enabled\",\"value\":false}"
says 'direct:normalize' ask "{\"type\":\"exec\",$normalize,\"operation\":\"dumpRouteAsXml()\"}"
says 'direct:normalize' ask "{\"type\":\"exec\",$normalize,\"operation\":\"dumpRouteAsYaml()\"}"
says '"status":200' ask '{"type":"exec","mbean":"dev.tributary:type=Tracing","operation":"open","arguments":["","",""]}'
for refused in \
  "{\"type\":\"write\",$tracer,\"attribute\":\"TraceFilter\",\"value\":\"simple:x\"}" \
  "{\"type\":\"exec\",$normalize,\"operation\":\"dumpRouteAsXml(boolean)\",\"arguments\":[true]}" \
  "{\"type\":\"exec\",$normalize,\"operation\":\"stop()\"}" \
  '{"type":"exec","mbean":"dev.tributary:type=Reload","operation":"reload"}' \
  '{"type":"exec","mbean":"java.lang:type=Memory","operation":"gc"}'; do
  says '"status":403' ask "$refused"
done
# 706A is the port; 0100007F is 127.0.0.1
grep -qE ': (0{24}|0{16}FFFF0000)?0100007F:706A ' /proc/net/tcp /proc/net/tcp6
echo "Jolokia and the camel CLI see the gateway."
