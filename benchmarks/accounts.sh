#!/usr/bin/env bash
# What admitting a call costs with a hundred accounts and with a million, and what memory each takes.
#
#   benchmarks/accounts.sh                     1,000,000 accounts, about 3 minutes, 6 GiB of heap
#   ACCOUNTS=100000 HEAP=2g benchmarks/accounts.sh
#
# Needs what ./catalog test needs; ends by itself, with an error if p99 grows by more than half. The heap is there from
# the start, for the first touch of each page of memory would be measured instead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${ACCOUNTS:=1000000}" "${FACTOR:=1.5}" "${CALLS:=200000}" "${HEAP:=6g}"
status=0
./catalog test -- -pl benchmarks -am -Dtest=AdmissionScaleTest -Dsurefire.failIfNoSpecifiedTests=false -DskipITs \
  "-Dscale.accounts=$ACCOUNTS" "-Dscale.factor=$FACTOR" "-Dscale.calls=$CALLS" \
  "-Dtest.jvm=-Xms$HEAP -Xmx$HEAP -XX:+AlwaysPreTouch -XX:+UseSerialGC -XX:+UseCompactObjectHeaders
    --enable-native-access=ALL-UNNAMED" || status=$?
cat benchmarks/target/surefire-reports/*AdmissionScaleTest-output.txt
exit "$status"
