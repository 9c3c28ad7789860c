#!/usr/bin/env bash
# Opens a running gateway to Hawtio and other clients of Jolokia, until it stops: on 127.0.0.1 only, with a password, by a
# policy under which a client reads, follows messages, and uses Camel's tracer, and does nothing else.
#
#   bash deploy/jolokia.sh PID [PORT]     in the folder of the gateway, as the user it runs as; needs a JDK
#
# Policy, password and agent go to .tributary/jolokia/; an edited policy stays as it is.
set -euo pipefail
pid=${1:?the process id of the gateway (jps -l shows it)}
port=${2:-8778}
version=2.2.9
sha256=f5c4b31eeeb602888346ce7b545a885cb7caf932eff3b1b630e93cc720483429

umask 077
folder=$PWD/.tributary/jolokia
mkdir -p "$folder"
agent=$folder/jolokia-agent-jvm-$version-javaagent.jar
if [ ! -f "$agent" ]; then
  mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact="org.jolokia:jolokia-agent-jvm:$version:jar:javaagent" -DoutputDirectory="$folder" ||
    { echo "error: $agent must be there but Maven cannot fetch it; copy it there" >&2; exit 1; }
fi
echo "$sha256  $agent" | sha256sum --quiet -c - >&2

[ -f "$folder/policy.xml" ] || cat >"$folder/policy.xml" <<'END'
<restrict>
  <remote><host>127.0.0.1</host></remote>
  <commands>
    <command>read</command>
    <command>list</command>
    <command>search</command>
    <command>version</command>
  </commands>
  <allow>
    <mbean>
      <name>dev.tributary:type=Tracing</name>
      <operation>open</operation>
      <operation>poll</operation>
      <operation>close</operation>
    </mbean>
    <mbean>
      <name>org.apache.camel:type=tracer,name=BacklogTracer,*</name>
      <attribute>Enabled</attribute>
      <operation>clear</operation>
      <operation>dumpAllTracedMessagesAsXml</operation>
      <operation>dumpAllTracedMessagesAsXml()</operation>
      <operation>dumpAllTracedMessagesAsJSon</operation>
      <operation>dumpAllTracedMessagesAsJSon()</operation>
      <operation>dumpTracedMessagesAsXml(java.lang.String)</operation>
    </mbean>
    <mbean>
      <name>org.apache.camel:type=routes,*</name>
      <operation>dumpRouteAsXml()</operation>
      <operation>dumpRouteAsYaml()</operation>
    </mbean>
    <mbean>
      <name>org.apache.camel:type=context,*</name>
      <operation>dumpRoutesAsXml()</operation>
      <operation>dumpRoutesAsYaml()</operation>
    </mbean>
  </allow>
</restrict>
END
cat >"$folder/agent.properties" <<END
host=127.0.0.1
port=$port
user=tributary
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
policyLocation=file://$folder/policy.xml
discoveryEnabled=false
END
java -jar "$agent" --config "$folder/agent.properties" start "$pid"
echo "The user is tributary, the password stands in $folder/agent.properties."
echo "Close it again: java -jar $agent stop $pid"
