#!/bin/sh
# Writes src/test/resources/kubernetes/schema.json anew: the kinds that deploy/kubernetes uses, from the classes that
# Kubernetes generates from its own OpenAPI document (Apache-2.0). Needs Maven Central, and `mvn package` once before.
set -eu
cd "$(dirname "$0")/../../.."
version=${1:-24.0.0}
for jar in io.kubernetes:client-java-api:$version com.google.code.gson:gson:2.13.2; do
  mvn -B -ntp -q dependency:copy -Dartifact="$jar" -DoutputDirectory=target/kubernetes
done
java -cp "target/kubernetes/*:target/tributary.jar" src/test/kubernetes/SchemaOfModels.java \
  V1StatefulSet V1Service V1PodDisruptionBudget V1NetworkPolicy V1ConfigMap V1Secret \
  >src/test/resources/kubernetes/schema.json
