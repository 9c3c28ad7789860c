#!/usr/bin/env bash
# deploy/systemd by systemd's own judge, and deploy/kubernetes by kustomize where a kubectl of today is installed (Debian's
# is too old to know components).
set -euo pipefail
cd "$(dirname "$0")/../../.."
root=$PWD
source src/test/interop/common.bash
source src/test/interop/blocks.bash
trap 'rm -rf "$work"' EXIT

# The program is not installed on this machine.
sed 's|^ExecStart=.*|ExecStart=/bin/true|' deploy/systemd/tributary.service >"$work/tributary.service"
systemd-analyze verify "$work/tributary.service" >"$work/verify" 2>&1 || true
[ ! -s "$work/verify" ] || {
  cat "$work/verify"
  exit 1
}
systemd-analyze security --offline=true --threshold=20 --no-pager "$work/tributary.service" >"$work/security" || {
  tail -1 "$work/security"
  exit 1
}

if kubectl kustomize deploy/kubernetes >"$work/plain.yaml" 2>/dev/null; then
  cp -r application.properties routes deploy "$work"
  cd "$work"
  deploy/kubernetes/folder.sh
  sed -i 's/^components: .*/components: [folder, monitoring, several]/' deploy/kubernetes/kustomization.yaml
  kubectl kustomize deploy/kubernetes >all.yaml
  grep -q 'name: tributary-settings-' plain.yaml
  grep -q 'name: tributary-folder-' all.yaml
  grep -q 'kind: ServiceMonitor' all.yaml
  grep -q 'replicas: 3' all.yaml
fi

# The commands of docs/operations.md.
cd "$work"
java -jar "$jar" init gateway >/dev/null
cd gateway
for name in kubernetes-folder back-up restore; do
  block docs/operations.md "$name" >"$work/block.sh"
  test -s "$work/block.sh"
  bash -euo pipefail "$work/block.sh"
done
diff -r routes restored/routes
