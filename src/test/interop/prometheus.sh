#!/usr/bin/env bash
# A real Prometheus scrapes the running gateway by the name in deploy/prometheus, as it does in
# compose.yaml, and judges its alerts. The name reaches the gateway without a resolver, as Prometheus takes the management
# port for its proxy: the request names tributary:9000 in its target and in Host.
set -euo pipefail
cd "$(dirname "$0")/../../.."
host=${1:-127.0.0.1}
work=$(mktemp -d)
api=127.0.0.1:9390
prometheus=

cleanup() {
  [ -z "$prometheus" ] || kill "$prometheus" && wait "$prometheus" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

proxied="&\n    proxy_url: http://$host:9000"
{
  sed -e 's/scrape_interval: 5s/scrape_interval: 1s\n  evaluation_interval: 1s/' -e "s|- job_name: tributary|$proxied|" \
    deploy/prometheus/prometheus.yaml
  printf '  - job_name: %s\n    static_configs:\n      - targets: ["%s:9000"]\n' \
    address "$host" localhost localhost
  printf '  - job_name: foreign\n    proxy_url: http://%s:9000\n    static_configs:\n      - targets: ["%s:9000"]\n' \
    "$host" elsewhere.example
} >"$work/prometheus.yaml"
cp deploy/prometheus/alerts*.yaml "$work"
promtool test rules "$work/alerts.test.yaml" >/dev/null
promtool check config "$work/prometheus.yaml" >/dev/null
prometheus --config.file="$work/prometheus.yaml" --storage.tsdb.path="$work/data" \
  --web.listen-address="$api" >"$work/log" 2>&1 &
prometheus=$!

targets() {
  curl -sf "http://$api/api/v1/targets" |
    jq -r '.data.activeTargets[] | "\(.labels.job) \(.health) \(.lastError)"' | sort
}
all_scraped() { [ "$(targets | awk '$2 != "unknown"' | wc -l)" = 4 ]; }
deadline=$((SECONDS + 20))
until all_scraped; do
  [ $SECONDS -lt $deadline ] || { cat "$work/log"; exit 1; }
  read -rt 0.2 <> <(:) || true
done
targets
targets | grep -q '^tributary up'
targets | grep -q '^address up'
targets | grep -q '^localhost up'
targets | grep -q '^foreign down .*421'
curl -sf "http://$api/api/v1/query?query=tributary_messages_received_total" |
  jq -e '[.data.result[].metric.job] | unique == ["address", "localhost", "tributary"]' >/dev/null
judged() { # all rules were evaluated without an error
  curl -sf "http://$api/api/v1/rules" |
    jq -e '[.data.groups[].rules[].health] | length > 10 and unique == ["ok"]' >/dev/null
}
deadline=$((SECONDS + 20))
until judged; do
  [ $SECONDS -lt $deadline ] || { curl -s "http://$api/api/v1/rules"; exit 1; }
  read -rt 0.2 <> <(:) || true
done
# every query of the operations dashboard
while read -r query; do
  curl -sf --data-urlencode "query=$query" "http://$api/api/v1/query" | jq -e '.status == "success"' >/dev/null ||
    { echo "the dashboard's query fails: $query"; exit 1; }
done < <(jq -r '.panels[].targets[]?.expr' deploy/grafana/dashboards/tributary.json)
