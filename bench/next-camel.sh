#!/bin/sh
# What an upgrade of Camel has to mend: builds a copy of this tree against another version and tests it.
#   bench/next-camel.sh 4.16.0                           all unit tests
#   bench/next-camel.sh 4.16.0 'dev/tributary/engine/*'  these only, as for -Dtest
set -eu
version=${1:?usage: bench/next-camel.sh VERSION [TESTS]}
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard |
  tar --create --null --ignore-failed-read --files-from=- | tar --extract --directory="$copy"
cd "$copy"
# warnings, which newly deprecated methods are, must not hide the errors
sed -i 's|<arg>-Werror</arg>|<arg>-Xmaxerrs</arg><arg>1000</arg><arg>-Xmaxwarns</arg><arg>1000</arg>|' pom.xml
mvn --batch-mode --no-transfer-progress -Dcamel.version="$version" -Dspotless.check.skip -Denforcer.skip \
  -Dmaven.test.failure.ignore ${2:+-Dtest="$2" -Dsurefire.failIfNoSpecifiedTests=false} \
  test >build.log 2>&1 || true

places() { grep -E "^\[$1\] .*\.java:\[" build.log | sed "s|.*/src/|src/|" | sort -u || true; }
report() { # NAME LINES
  echo "$1: $(printf '%s' "$2" | grep -c . || true)"
  [ -z "$2" ] || printf '%s\n' "$2" | sed 's/^/  /'
}
errors=$(places ERROR)
failed=$(sed -n '/Results:/,/Tests run:/p' build.log | grep -E '^\[ERROR\]   ?[A-Z]' | sed 's/^\[ERROR\] *//' || true)
ran=$(grep -E '^\[[A-Z]+\] Tests run: [0-9, A-Za-z:]*$' build.log | tail -1 | sed 's/^\[[A-Z]*\] *//')
echo "Camel $version instead of $(sed -n 's|.*<camel.version>\(.*\)</camel.version>.*|\1|p' pom.xml)"
report "does not compile" "$errors"
report "compiles with a warning, which the build refuses" "$(places WARNING)"
report "fails" "$failed"
echo "${ran:-no test ran${errors:+ as it does not compile}}"
if [ -z "$ran" ] && [ -z "$errors" ]; then
  grep -m 3 '^\[ERROR\]' build.log
fi
[ -n "$ran" ] && [ -z "$errors$failed" ]
