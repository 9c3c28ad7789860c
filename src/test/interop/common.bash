# What the scripts here share; they source it in the root of the project.
jar=${TRIBUTARY_JAR:-$PWD/target/tributary.jar}
work=$(mktemp -d)
gateway=

until_true() { # seconds, command...
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || {
      echo "not within time: $*"
      { grep -hiE 'error|exception' "$work"/*.log || tail -q -n 5 "$work"/*.log; } | tail -8 | cut -c1-400
      return 1
    }
    read -rt 0.2 <> <(:) || true
  done
}

# --- a gateway with one recipe, on ports of its own ---
add_recipe() { # recipe; goes into the folder of the gateway
  java -jar "$jar" init "$work/gateway" >/dev/null
  cd "$work/gateway" || return 1
  java -jar "$jar" add "$1"
  cat >>application.properties <<END
tributary.http.port=28080
tributary.coap.port=0
tributary.management.port=29000
tributary.dev.kafka-port=29092
tributary.dev.mqtt-port=0
END
}
start() {
  java -XX:TieredStopAtLevel=1 -jar "$jar" dev >>"$work/dev.log" 2>&1 &
  gateway=$!
  until_true 60 curl -sf http://127.0.0.1:29000/health/ready
}
