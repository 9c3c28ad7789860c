#!/usr/bin/env bash
# Lets the `camel` CLI of this user see the gateway, by Camel's own connector in lib/:
#
#   bash deploy/camel-cli.sh           in the folder of the gateway; then restart it
#   camel ps; camel get route; camel trace tributary
#   bash deploy/camel-cli.sh remove    and restart it again
#
# The connector obeys files in ~/.camel: any process of this user can stop routes, send messages to them and change them.
set -euo pipefail
jar=${JAR:-tributary.jar}
case ${1:-add} in
  add) java -jar "$jar" add camel-cli-connector ;;
  remove) java -jar "$jar" remove camel-cli-connector ;;
  *) echo "error: usage: camel-cli.sh [remove]" >&2; exit 2 ;;
esac
