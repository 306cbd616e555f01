#!/bin/bash
# kprov beside the yardstick: builds the same 3+2 cluster on the same lab hosts, once by hand (by-hand/cluster.sh) and once
# with kprov, in turn, from bare hosts each time, and prints the stages of both, their ratio, and how long kprov's small
# commands take. Needs Docker and the lab's images (integration-tests/README.md), jq, and nothing else running.
#
#   benchmarks/compare.sh [--rounds 1] [--keep]
#
# --keep leaves the last cluster and its folder for a look.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

rounds=1 keep=no
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=$2; shift 2 ;;
        --keep) keep=yes; shift ;;
        *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
    esac
done
for program in docker jq ssh-keygen awk; do
    command -v $program >/dev/null || { echo "compare: $program is missing" >&2; exit 1; }
done

net=172.29.77
label=kprov-benchmark
folder=$(mktemp -d)
hosts=(cp-1:11 cp-2:12 cp-3:13 w-1:21 w-2:22)

down() {
    local left
    left=$(docker ps -aq --filter label=$label)
    [ -z "$left" ] || docker rm -fv $left >/dev/null
    docker network rm $label >/dev/null 2>&1 || true
}
finish() { [ $keep = yes ] && { echo "left: $folder"; return; }; down; rm -rf "$folder"; }
trap finish EXIT

# Five bare hosts and the mirror.
up() {
    down
    docker network create --subnet $net.0/24 $label >/dev/null
    docker run -d --label $label --name $label-mirror --network $label --ip $net.2 -e LAB_HOSTS="$net.100 api.lab" kprov-lab/mirror >/dev/null
    for host in "${hosts[@]}"; do
        docker run -d --label $label --name "$label-${host%:*}" --hostname "${host%:*}" --network $label --ip "$net.${host#*:}" \
            --cap-add ALL --cap-drop SYS_RESOURCE --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
            --device-cgroup-rule 'a *:* rwm' --cgroupns private --tmpfs /run --tmpfs /tmp \
            -v /var/lib/containerd -v /var/lib/kubelet -v /var/lib/etcd \
            -e LAB_MIRROR=$net.2 -e AUTHORIZED_KEY="$(cat "$folder/lab_key.pub")" kprov-lab/node >/dev/null
    done
    for host in "${hosts[@]}"; do
        until ssh-keyscan -T 2 -t ed25519 "$net.${host#*:}" 2>/dev/null | grep -q ed25519; do sleep 0.2; done
    done
}

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN {printf "%.1f", b - a}'; }
kprov() { (cd "$folder" && JDK_JAVA_OPTIONS="-Djdk.net.hosts.file=$folder/hosts" "$root/kprov" "$@" 2>>"$folder/kprov.log"); }

# median COMMAND...: of five runs, in seconds.
median() {
    for _ in 1 2 3 4 5; do
        local at
        at=$(now)
        "$@" >/dev/null
        awk -v a="$at" -v b="$(now)" 'BEGIN {printf "%.2f\n", b - a}'
    done | sort -n | sed -n 3p
}

ssh-keygen -q -t ed25519 -N '' -C benchmark -f "$folder/lab_key"
printf '%s mirror.lab\n%s api.lab\n' $net.2 $net.100 >"$folder/hosts"
sed -e "s/172\.30\.0\./$net./g" -e 's/^  user: ops/  user: ops\n  identityFile: lab_key/' \
    "$root/inventory-examples/lab.yaml" >"$folder/inventory.yaml"
"$root/kprov" --version >/dev/null # builds it

for round in $(seq "$rounds"); do
    echo "== by hand, round $round"
    up
    "$here/by-hand/cluster.sh" --key "$folder/lab_key" --vip $net.100 --control-plane $net.11 --control-plane $net.12 \
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
