#!/usr/bin/env bash
# The commands of docs/upgrade.md on a folder of before that has edits, and those of docs/sizing.md.
set -euo pipefail
cd "$(dirname "$0")/../../.."
root=$PWD
source src/test/interop/common.bash
source src/test/interop/blocks.bash
trap 'rm -rf "$work"' EXIT

run_block() { # page, name
  block "$1" "$2" >"$work/block.sh"
  test -s "$work/block.sh"
  bash -euo pipefail "$work/block.sh"
}

# A folder of a version in which one line was not yet there, with an edit elsewhere in the same file.
java -jar "$jar" init "$work/gateway" >/dev/null
cd "$work/gateway"
sed -i 1d routes/kinds.yaml
jar -uMf .shipped.zip routes/kinds.yaml
echo '# mine' >>routes/kinds.yaml

mkdir "$work/new"
ln -s "$jar" "$work/new/tributary.jar"
export NEW=$work/new
run_block docs/upgrade.md diff
grep -q '^routes/kinds.yaml: changed, edited here$' upgrade.patch
run_block docs/upgrade.md patch
diff <(head -1 routes/kinds.yaml) <(head -1 "$root/routes/kinds.yaml")
tail -1 routes/kinds.yaml | grep -qx '# mine'
run_block docs/upgrade.md check
java -jar tributary.jar init --diff . | grep -q 'Nothing changed since'

[ "$(run_block docs/sizing.md retention)" = '16666 messages/s, 9072 GB' ]
