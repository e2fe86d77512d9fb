#!/usr/bin/env bash
# Limits under a storm: many callers at once against budgets and rates at five levels, on one replica and on three,
# and on three of which one is killed every few seconds. An oracle goes over every call and every record afterwards.
#
#   benchmarks/limits.sh                       2,000 callers, 60 s each, a kill every 5 s
#   CALLERS=500 SECONDS_EACH=20 KILL_EVERY=5 benchmarks/limits.sh
#   TESTS='threeReplicasOnPostgres' benchmarks/limits.sh     one of them
#
# Needs what ./catalog test needs; loopback only, ends by itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${CALLERS:=2000}" "${SECONDS_EACH:=60}" "${KILL_EVERY:=5}" "${DOLLARS:=0.1}" "${TESTS:=*}"
exec ./catalog test -- -pl bootstrap -am "-Dtest=LimitStormTest#$TESTS" -Dsurefire.failIfNoSpecifiedTests=false \
  -DskipITs "-Dstorm.callers=$CALLERS" "-Dstorm.seconds=$SECONDS_EACH" "-Dstorm.kill.seconds=$KILL_EVERY" \
  "-Dstorm.dollars=$DOLLARS"
