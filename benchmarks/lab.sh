# Sourced by the benchmarks that need lab hosts: a network, the mirror, and hosts with their names in hosts=(NAME:LAST-OCTET ...).
# Sets folder, a throw-away working folder; everything goes at the end unless keep=yes.
for program in docker jq ssh-keygen awk; do
    command -v $program >/dev/null || { echo "${0##*/}: $program is missing" >&2; exit 1; }
done
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
net=172.29.77
label=kprov-benchmark
folder=$(mktemp -d)
keep=no

down() {
    local left
    left=$(docker ps -aq --filter label=$label)
    [ -z "$left" ] || docker rm -fv $left >/dev/null
    docker network rm $label >/dev/null 2>&1 || true
}
finish() { [ $keep = yes ] && { echo "left: $folder"; return; }; down; rm -rf "$folder"; }
trap finish EXIT

# Bare hosts and the mirror.
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
since() { awk -v a="$1" -v b="$(now)" 'BEGIN {printf "%.2f", b - a}'; }
kprov() { (cd "$folder" && JDK_JAVA_OPTIONS="-Djdk.net.hosts.file=$folder/hosts" "$root/kprov" "$@" 2>>"$folder/kprov.log"); }

# once COMMAND...: its wall time in seconds. median COMMAND...: of five runs.
once() {
    local at
    at=$(now)
    "$@" >/dev/null
    since "$at"
    echo
}
median() { for _ in 1 2 3 4 5; do once "$@"; done | middle; }
# middle: the median of the numbers on stdin.
middle() { sort -n | awk '{line[NR] = $1} END {print line[int((NR + 1) / 2)]}'; }

ssh-keygen -q -t ed25519 -N '' -C benchmark -f "$folder/lab_key"
printf '%s mirror.lab\n%s api.lab\n' $net.2 $net.100 >"$folder/hosts"
sed -e "s/172\.30\.0\./$net./g" -e 's/^  user: ops/  user: ops\n  identityFile: lab_key/' \
    "$root/inventory-examples/lab.yaml" >"$folder/inventory.yaml"
"$root/kprov" --version >/dev/null # builds it
