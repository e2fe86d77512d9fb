#!/usr/bin/env bash
# Calls go on while the database of two replicas is stopped, and while it hangs, each for a minute: none fails, and what
# was used is booked when it is back. The same while Redis hangs and is killed, where calls without rate limits go on.
#
#   benchmarks/outages.sh                      60 s each, some 5 minutes
#   SECONDS_AWAY=20 benchmarks/outages.sh
#
# Needs what ./catalog test needs; loopback only, ends by itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${SECONDS_AWAY:=60}"
exec ./catalog test -- -pl bootstrap -am '-Dtest=DatabaseOutageTest,RedisOutageTest' \
  -Dsurefire.failIfNoSpecifiedTests=false -DskipITs "-Dstorm.outage.seconds=$SECONDS_AWAY"
