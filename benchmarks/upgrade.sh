#!/bin/bash
# kprov beside a plain script that runs the same commands of kubeadm one after another: the same 3+2 cluster is made twice by
# kprov, and taken from 1.36.3 to 1.37.2 once by hand and once with kprov. Files and images are on the hosts before the clock of
# the script starts; kprov's clock has its own fetching, checks and snapshot in it. Needs Docker and the lab's images, and
# nothing else running.
#
#   benchmarks/upgrade.sh [--keep]
#
# --keep leaves the last cluster and its folder for a look.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lab.sh
. "$here/lab.sh"
[ "${1:-}" != --keep ] || keep=yes
hosts=(cp-1:11 cp-2:12 cp-3:13 w-1:21 w-2:22)
former=1.36.3 new=1.37.2

root() { docker exec -i "$label-$1" sh -s -- "${@:2}"; }
kubectl() { docker exec "$label-cp-1" kubectl --kubeconfig /etc/kubernetes/admin.conf "$@"; }

install() {
    rm -rf "$folder/.kprov"
    up
    sed -i "s/^  version: .*/  version: $former/" "$folder/inventory.yaml"
    kprov lock >/dev/null
    kprov hostkeys --yes >/dev/null
    kprov apply --yes >/dev/null || { tail -n 30 "$folder/kprov.log" >&2; exit 1; }
    # The lab's kube-proxy finds no names of protocols in its image; the host has them.
    for host in cp-1 cp-2 cp-3; do
        root $host <<'EOF'
cat >/etc/kubernetes/kprov/patches/kubeproxydaemonset+strategic.json <<'JSON'
{"spec": {"template": {"spec": {
  "volumes": [{"name": "protocols", "hostPath": {"path": "/etc/protocols", "type": "File"}}],
  "containers": [{"name": "kube-proxy", "volumeMounts": [{"name": "protocols", "mountPath": "/etc/protocols", "readOnly": true}]}]
}}}}
JSON
EOF
    done
}

# fetch HOST: what a package manager would bring, and the images.
fetch() {
    root "$1" $new <<'EOF'
set -eu
for program in kubeadm kubelet kubectl; do
    curl -fsS -o "/root/$program" "http://mirror.lab/dl.k8s.io/release/v$1/bin/linux/amd64/$program"
    chmod +x "/root/$program"
done
if [ -e /etc/kubernetes/manifests/kube-apiserver.yaml ]; then
    /root/kubeadm config images pull --kubernetes-version "v$1" >/dev/null
fi
EOF
}

# upgrade HOST WORDS...: kubeadm upgrade WORDS, then the kubelet.
upgrade() {
    local host=$1
    shift
    echo "$host"
    root "$host" "$@" 2>>"$folder/by-hand.log" <<'EOF' || { tail -n 20 "$folder/by-hand.log" >&2; exit 1; }
set -eu
ln -sfn /root/kubeadm /usr/local/bin/kubeadm
kubeadm upgrade "$@" --certificate-renewal=false --patches /etc/kubernetes/kprov/patches --ignore-preflight-errors=SystemVerification,Swap >/dev/null
EOF
    kubectl drain "$host" --ignore-daemonsets --delete-emptydir-data >/dev/null 2>&1
    root "$host" <<'EOF'
set -eu
ln -sfn /root/kubelet /usr/local/bin/kubelet
systemctl restart kubelet
EOF
    until [ "$(kubectl get node "$host" -o 'jsonpath={.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null)" = "v$new True" ]; do sleep 1; done
    until kubectl uncordon "$host" >/dev/null 2>&1; do sleep 1; done
}

echo "== by hand"
install
for host in "${hosts[@]}"; do fetch "${host%:*}"; done
at=$(now)
upgrade cp-1 apply v$new --yes
upgrade cp-2 node
upgrade cp-3 node
upgrade w-1 node
upgrade w-2 node
by_hand=$(since "$at")
printf '%-24s %6.1f s\n' total "$by_hand"

echo "== kprov"
install
at=$(now)
kprov upgrade --to $new --yes >/dev/null || { tail -n 30 "$folder/kprov.log" >&2; exit 1; }
with_kprov=$(since "$at")
jq -r 'select(.event == "stage-done") | "\(.stage)\t\(.seconds)"' "$(find "$folder"/.kprov/*/journal -name events.ndjson | sort | tail -n 1)" |
    awk -F '\t' '{printf "%-24s %6.1f s\n", $1, $2}'
printf '%-24s %6.1f s\n' total "$with_kprov"
awk -v k="$with_kprov" -v h="$by_hand" 'BEGIN {printf "ratio kprov / by hand     %6.2f\n", k / h}'
