#!/bin/sh
# How long each takes to start: `run` with and without the archive of bin/tributary beside a plain Camel route, and
# the commands that need no network beside a bare Camel main. Argument: rounds=5. bench/README.md says more.
set -eu
cd "$(dirname "$0")/.."
. bench/build.sh
bin/tributary archive
exec java -Xmx512m -cp bench/target/classes:target/tributary.jar bench.Start "$@"
