#!/usr/bin/env bash
# Two Kafkas and MirrorMaker 2 as deploy/mirror says: everything gets to the second site although the
# mirror is killed, groups go on there, and the way back of docs/second-site.md brings all of it home.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. src/test/interop/common.bash
pids=()
mirror=

cleanup() {
  for pid in "${pids[@]}" $mirror; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

mvn -B -q -ntp -f src/test/connect/pom.xml -P runtime dependency:copy-dependencies \
  -DoutputDirectory="$work/runtime" >/dev/null
javac -d "$work" -cp "$work/runtime/*" src/test/connect/Ask.java
ask() { java -XX:TieredStopAtLevel=1 -cp "$work:$work/runtime/*" Ask "$@" 2>/dev/null; }

broker() { # port
  cat >"$work/$1.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$(($1 + 1))
listeners=PLAINTEXT://127.0.0.1:$1,CONTROLLER://127.0.0.1:$(($1 + 1))
controller.listener.names=CONTROLLER
offsets.topic.replication.factor=1
offsets.topic.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
log.dirs=$work/$1
END
  java -cp "$jar" kafka.tools.StorageTool format -t "$(printf 'AAAAAAAAAAAAAAAAAA%s' "${1:0:4}")" \
    -c "$work/$1.properties" >"$work/$1.log" 2>&1
  java -Xmx512m -cp "$jar" kafka.Kafka "$work/$1.properties" >>"$work/$1.log" 2>&1 &
  pids+=($!)
  until_true 60 kcat -L -b "127.0.0.1:$1"
}
first=127.0.0.1:29292
second=127.0.0.1:29392
broker 29292
broker 29392

settings() { # from, to
  sed -e "s/first.example:9092/$first/" -e "s/second.example:9092/$second/" \
    -e "s/first->second.enabled=.*/first->second.enabled=$1/" -e "s/second->first.enabled=.*/second->first.enabled=$2/" \
    -e 's/interval.seconds=.*/interval.seconds=1/' deploy/mirror/mm2.properties
}
start_mirror() { # settings
  java -Xmx512m -cp "$work/runtime/*" org.apache.kafka.connect.mirror.MirrorMaker "$1" >>"$work/mirror.log" 2>&1 &
  mirror=$!
}
stop_mirror() { # signal
  kill "$1" $mirror
  wait $mirror 2>/dev/null || true
  mirror=
}
settings true false >"$work/there"
settings false true >"$work/back"

topic=iot.sensor.temperature
events() { # brokers, from, to
  seq "$2" "$3" | awk '{ printf "d%d\t{\"id\":\"%d\",\"value\":%d}\n", $1 % 8, $1, $1 }' |
    kcat -P -b "$1" -t $topic -p 0 -K '\t'
}
ids() { # brokers: how many different ones there are
  kcat -C -b "$1" -t $topic -e -q 2>/dev/null | jq -r .id | sort -u | wc -l
}
has() { [ "$(ids "$1")" = "$2" ]; }
in_order() { # of what is there first, as it comes
  kcat -C -b "$1" -t $topic -p 0 -e -q | jq -r .id | awk '!seen[$1]++' | awk '$1 <= last { exit 1 } { last = $1 }'
}
next_of() { # brokers, group: the event that it reads next; its offset differs where some were copied twice
  local offset
  offset=$(ask "$1" offset "$2" $topic)
  [ "$offset" -ge 0 ] && kcat -C -b "$1" -t $topic -p 0 -o "$offset" -c 1 -e -q | jq -r .id
}
follows() { # brokers, group, least, most
  local event
  event=$(next_of "$1" "$2")
  [ -n "$event" ] && [ "$event" -ge "$3" ] && [ "$event" -le "$4" ]
}

# there: all of it, once the mirror has been killed and is back
ask $first create $topic iot.tick iot.alert
start_mirror "$work/there"
until_true 90 bash -c "kcat -L -b $second | grep -q '\"$topic\"'"
events $first 1 20000
ask $first commit iot.out.store-postgres $topic 15000
until_true 60 bash -c "[ \$(kcat -C -b $second -t $topic -e -q | wc -l) -gt 1000 ]"
stop_mirror -9
events $first 20001 30000
start_mirror "$work/there"
until_true 90 has $second 30000
in_order $second
kcat -L -b $second | grep -q '"iot.tick"' && { echo "iot.tick was mirrored"; exit 1; }
# a group goes on there not behind what it had done, and not with everything once more
events $first 30001 30100
ask $first commit iot.out.store-postgres $topic 30050
until_true 180 follows $second iot.out.store-postgres 20000 30051
echo "second site: 30100 events, the group goes on with $(next_of $second iot.out.store-postgres) of 30051"

# the first site is lost with what was not mirrored yet; devices go to the second
until_true 30 has $second 30100
stop_mirror -9
events $first 30101 30150
events $second 30151 31000

# back: the rest of the first site is fetched, then it is filled anew from the second
start_mirror "$work/there"
until_true 90 has $second 31000
stop_mirror -TERM
ask $first delete $topic iot.alert
until_true 30 bash -c "! kcat -L -b $first | grep -q '\"$topic\"'"
ask $second commit iot.out.store-postgres $topic 30900
start_mirror "$work/back"
until_true 120 has $first 31000
stop_mirror -TERM
records=$(kcat -C -b $first -t $topic -e -q | wc -l)
echo "first site again: 31000 events in $records records"
