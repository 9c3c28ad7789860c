#!/bin/sh
# Writes deploy/kubernetes/folder/: application.properties and routes/ of this gateway as a ConfigMap, mounted at
# /etc/tributary. Again after each edit; then kubectl apply --server-side -k deploy/kubernetes. Cases stay here: `test` runs them.
set -eu
cd "$(dirname "$0")/../.."
to=deploy/kubernetes/folder
rm -rf "$to"
mkdir -p "$to"

files=$(find application.properties routes -type f ! -path 'routes/cases/*' | LC_ALL=C sort)
bytes=$(echo "$files" | xargs cat | wc -c)
[ "$bytes" -le 1000000 ] || {
  echo "error: a ConfigMap may hold 1 MiB but application.properties and routes/ have $bytes bytes;" \
    "COPY them into an image of your own instead" >&2
  exit 1
}

key() { # a key of a ConfigMap has no slash
  echo "$1" | sed 's|/|__|g'
}
{
  echo "# Written by deploy/kubernetes/folder.sh."
  echo "apiVersion: kustomize.config.k8s.io/v1alpha1"
  echo "kind: Component"
  echo "patches: [{path: volume.yaml}]"
  echo "configMapGenerator:"
  echo "  - name: tributary-folder"
  echo "    files:"
} >"$to/kustomization.yaml"
cat >"$to/volume.yaml" <<'END'
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: tributary
spec:
  template:
    spec:
      containers:
        - name: gateway
          volumeMounts:
            - name: folder
              mountPath: /etc/tributary
              readOnly: true
      volumes:
        - name: folder
          configMap:
            name: tributary-folder
            items:
END
echo "$files" | while read -r file; do
  key=$(key "$file")
  cp "$file" "$to/$key"
  echo "      - $key" >>"$to/kustomization.yaml"
  echo "              - {key: $key, path: $file}" >>"$to/volume.yaml"
done
echo "Wrote $to ($bytes bytes); it belongs into components: of deploy/kubernetes/kustomization.yaml"
