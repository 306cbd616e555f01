#!/bin/bash
# kprov beside the yardstick: builds the same 3+2 cluster on the same lab hosts, once by hand (by-hand/cluster.sh) and once
# with kprov, in turn, from bare hosts each time, and prints the stages of both, their ratio, and how long kprov's small
# commands take. Needs Docker and the lab's images (integration-tests/README.md), jq, and nothing else running.
#
#   benchmarks/compare.sh [--rounds 1] [--keep] [--serial]
#
# --keep leaves the last cluster and its folder for a look; --serial joins control planes one by one by hand, too.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lab.sh
. "$here/lab.sh"

rounds=1 serial=
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=$2; shift 2 ;;
        --keep) keep=yes; shift ;;
        --serial) serial=--serial; shift ;;
        *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
    esac
done
hosts=(cp-1:11 cp-2:12 cp-3:13 w-1:21 w-2:22)

for round in $(seq "$rounds"); do
    echo "== by hand, round $round"
    up
    "$here/by-hand/cluster.sh" $serial --key "$folder/lab_key" --vip $net.100 --control-plane $net.11 --control-plane $net.12 \
        --control-plane $net.13 --worker $net.21 --worker $net.22 | tee "$folder/by-hand.txt"
    by_hand=$(awk '$1 == "total" {print $2}' "$folder/by-hand.txt")

    echo "== kprov, round $round"
    rm -rf "$folder/.kprov"
    up
    kprov lock >/dev/null
    kprov hostkeys --yes >/dev/null
    at=$(now)
    kprov apply --yes >/dev/null || { tail -n 30 "$folder/kprov.log" >&2; exit 1; }
    apply=$(since "$at")
    jq -r 'select(.event == "stage-done") | "\(.stage)\t\(.seconds)"' "$folder"/.kprov/*/journal/*/events.ndjson |
        awk -F '\t' '{printf "%-24s %6.1f s\n", $1, $2}'
    printf '%-24s %6.1f s\n' total "$apply"
    awk -v k="$apply" -v h="$by_hand" 'BEGIN {printf "ratio kprov / by hand     %6.2f\n", k / h}'
done

echo "== kprov's small commands, median of 5, on the cluster that now runs"
plan=$(median kprov plan --detailed-exitcode)
for line in "--version" "--help" "validate" "status"; do
    printf '%-24s %6.2f s\n' "$line" "$(median kprov $line)"
done
printf '%-24s %6.2f s\n' "second plan, 5 hosts" "$plan"
