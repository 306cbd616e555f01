#!/bin/bash
# Builds a highly available cluster by hand: kubeadm over plain ssh, as a careful engineer would with a script of an
# evening. kprov must not be slower than this. Prints the wall time of each stage; ends when cluster DNS answers.
#
#   cluster.sh --key FILE --vip ADDRESS --control-plane ADDRESS... --worker ADDRESS...
#              [--user ops] [--mirror http://mirror.lab] [--registry http://mirror.lab:5000] [--serial]
#
# --serial joins one control plane after the other, as the documentation does; without it all join at once.
# Hosts must be bare (the lab's, or any Debian 12 that resolves the mirror). Host keys are not checked: a benchmark.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

user=ops key='' vip='' mirror=http://mirror.lab registry=http://mirror.lab:5000 serial=no
control_planes=() workers=()
usage() { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 64; }
while [ $# -gt 0 ]; do
    [ "$1" = --serial ] && { serial=yes; shift; continue; }
    case $1 in
        --key) key=$2 ;;
        --user) user=$2 ;;
        --vip) vip=$2 ;;
        --mirror) mirror=$2 ;;
        --registry) registry=$2 ;;
        --control-plane) control_planes+=("$2") ;;
        --worker) workers+=("$2") ;;
        *) usage ;;
    esac
    shift 2
done
[ -n "$key" ] && [ -n "$vip" ] && [ ${#control_planes[@]} -gt 0 ] || usage
first=${control_planes[0]}
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# root ADDRESS [ARGUMENT...]: runs the script on stdin as root of that host.
root() {
    local host=$1
    shift
    ssh -i "$key" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
        "$user@$host" sudo -n sh -s -- "$@"
}

clock() { awk '{print $1}' /proc/uptime; }
started=$(clock) since=$started
stage() {
    local at
    at=$(clock)
    awk -v name="$1" -v a="$since" -v b="$at" 'BEGIN {printf "%-8s %6.1f s\n", name, b - a}'
    since=$at
}

# start NAME COMMAND...: in the background, with a log. finish: waits for all of them and shows the log of what failed.
jobs_running=() jobs_named=()
start() {
    local name=$1
    shift
    "$@" >"$logs/$name" 2>&1 &
    jobs_running+=($!) jobs_named+=("$name")
}
finish() {
    local i
    for i in "${!jobs_running[@]}"; do
        wait "${jobs_running[$i]}" || { echo "failed: ${jobs_named[$i]}" >&2; tail -n 40 "$logs/${jobs_named[$i]}" >&2; exit 1; }
    done
    jobs_running=() jobs_named=()
}

registration() {
    cat <<EOF
nodeRegistration:
  criSocket: unix:///run/containerd/containerd.sock
  ignorePreflightErrors: [SystemVerification, Swap]
  kubeletExtraArgs: [{name: node-ip, value: $1}]
EOF
}

prepare() {
    root "$2" "$1" "$2" "$3" "$vip" "$mirror" "$registry" "${control_planes[@]}" <"$here/prepare-host.sh"
}

init() {
    root "$first" <<EOF
set -eu
umask 077
cat >/root/init.yaml <<'YAML'
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
bootstrapTokens: [{token: $token, ttl: 1h}]
certificateKey: $certificate_key
localAPIEndpoint: {advertiseAddress: $first, bindPort: 6443}
$(registration "$first")
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
controlPlaneEndpoint: "$vip:8443"
networking: {serviceSubnet: 10.96.0.0/12, podSubnet: 10.244.0.0/16, dnsDomain: cluster.local}
encryptionAlgorithm: ECDSA-P256
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
failCgroupV1: false
failSwapOn: false
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
YAML
kubeadm init --config /root/init.yaml --upload-certs
EOF
}

# join ADDRESS [control-plane]
join() {
    local control_plane=''
    [ "${2:-}" = control-plane ] && control_plane="controlPlane: {certificateKey: $certificate_key, localAPIEndpoint: {advertiseAddress: $1, bindPort: 6443}}"
    root "$1" <<EOF
set -eu
umask 077
cat >/root/join.yaml <<'YAML'
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery: {bootstrapToken: {token: $token, apiServerEndpoint: "$vip:8443", caCertHashes: ["$ca_hash"]}}
$(registration "$1")
$control_plane
YAML
kubeadm join --config /root/join.yaml
EOF
}

kubectl() { root "$first" "$@" <<<'exec /usr/local/bin/kubectl --kubeconfig /etc/kubernetes/admin.conf "$@"'; }

# Asks the cluster's DNS service from a host, through kube-proxy, for the name of the API server; socat prints its reply.
dns_answers() {
    root "${workers[0]:-$first}" <<'EOF'
question='\022\064\001\000\000\001\000\000\000\000\000\000\012kubernetes\007default\003svc\007cluster\005local\000\000\001\000\001'
until printf "$question" | socat -T1 - UDP:10.96.0.10:53 2>/dev/null | od -An -tu1 | tr -s ' \n' ' ' | grep -q ' 10 96 0 1 '; do sleep 0.2; done
EOF
}

priority=100
for host in "${control_planes[@]}"; do start "prepare-$host" prepare control-plane "$host" $((priority--)); done
for host in "${workers[@]}"; do start "prepare-$host" prepare worker "$host" 0; done
finish
stage prepare

token=$(openssl rand -hex 3).$(openssl rand -hex 8)
certificate_key=$(openssl rand -hex 32)
start init init
finish
ca_hash=sha256:$(root "$first" <<<"openssl x509 -in /etc/kubernetes/pki/ca.crt -noout -pubkey | openssl pkey -pubin -outform der | sha256sum | cut -d' ' -f1")
stage init

root "$first" <<EOF >/dev/null
cat >/root/flannel.yaml <<'YAML'
$(cat "$here/flannel.yaml")
YAML
kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f /root/flannel.yaml
EOF
for host in "${workers[@]}"; do start "join-$host" join "$host"; done
for host in "${control_planes[@]:1}"; do
    start "join-$host" join "$host" control-plane
    [ $serial = no ] || finish
done
finish
stage join

kubectl wait --for=condition=Ready node --all --timeout=300s >/dev/null
stage network
dns_answers
stage dns
since=$started
stage total
