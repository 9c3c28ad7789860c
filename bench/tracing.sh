#!/bin/sh
# What the tracer in standby costs: the CPU of a message with and without it, rounds interleaved.
# Arguments as of bench/run.sh.
set -eu
exec "$(dirname "$0")/run.sh" protocols=mqtt bridges=Tributary,Tributary-untraced rounds=10 "$@"
