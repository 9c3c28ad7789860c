#!/bin/sh
# What linger and batch size of the Kafka client do to rate, CPU and latency: the shipped 5 ms and
# 64 KiB, and one of them changed at a time, rounds interleaved. Arguments as of bench/run.sh.
set -eu
exec "$(dirname "$0")/run.sh" protocols=mqtt rounds=3 messages=150000 warm=200000 \
  bridges=Tributary-linger5-batch64,Tributary-linger0-batch64,Tributary-linger20-batch64,Tributary-linger5-batch16,Tributary-linger5-batch256 \
  "$@"
