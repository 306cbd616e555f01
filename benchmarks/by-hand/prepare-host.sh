#!/bin/sh
# Runs as root on one host: everything that kubeadm expects to find, by hand.
# Arguments: ROLE (control-plane | worker) ADDRESS PRIORITY VIP MIRROR REGISTRY, then the addresses of all control planes.
set -eu
role=$1 address=$2 priority=$3 vip=$4 mirror=$5 registry=$6
shift 6

kubernetes=1.36.3 containerd=2.2.9 runc=1.4.3 cni=1.9.1
downloads=/var/cache/by-hand
mkdir -p "$downloads" /usr/local/bin /usr/local/sbin /opt/cni/bin

# fetch URL FILE DIGEST-URL: a download that is what its published digest says.
fetch() {
    curl -fsS --retry 3 -o "$2" "$mirror/$1"
    digest=$(curl -fsS --retry 3 "$mirror/$3" | awk -v name="${1##*/}" 'NF == 1 || $2 == name || $2 == "*" name || $2 == "./" name {print $1; exit}')
    echo "$digest  $2" | sha256sum --check --status || { echo "digest of $1 is not as published" >&2; exit 1; }
}

packages() {
    common='conntrack socat ethtool iptables chrony'
    [ "$role" = worker ] || common="$common haproxy keepalived"
    apt-get update -qq
    # shellcheck disable=SC2086 -- a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $common >/dev/null
}

runtime() {
    fetch "github.com/containerd/containerd/releases/download/v$containerd/containerd-$containerd-linux-amd64.tar.gz" \
        "$downloads/containerd.tar.gz" \
        "github.com/containerd/containerd/releases/download/v$containerd/containerd-$containerd-linux-amd64.tar.gz.sha256sum"
    tar -C /usr/local -xzf "$downloads/containerd.tar.gz"
    fetch "github.com/opencontainers/runc/releases/download/v$runc/runc.amd64" /usr/local/sbin/runc \
        "github.com/opencontainers/runc/releases/download/v$runc/runc.sha256sum"
    chmod 755 /usr/local/sbin/runc
    fetch "github.com/containernetworking/plugins/releases/download/v$cni/cni-plugins-linux-amd64-v$cni.tgz" \
        "$downloads/cni.tgz" \
        "github.com/containernetworking/plugins/releases/download/v$cni/cni-plugins-linux-amd64-v$cni.tgz.sha256"
    tar -C /opt/cni/bin -xzf "$downloads/cni.tgz"

    mkdir -p /etc/containerd
    cat >/etc/containerd/config.toml <<EOF
version = 3

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = 'registry.k8s.io/pause:3.10.2'

[plugins.'io.containerd.cri.v1.images'.registry]
  config_path = '/etc/containerd/certs.d'

[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true
EOF
    for name in registry.k8s.io ghcr.io docker.io; do
        mkdir -p "/etc/containerd/certs.d/$name"
        cat >"/etc/containerd/certs.d/$name/hosts.toml" <<EOF
server = "$registry"

[host."$registry"]
  capabilities = ["pull", "resolve"]
EOF
    done
    cat >/etc/systemd/system/containerd.service <<'EOF'
[Unit]
Description=containerd container runtime
After=network.target dbus.service

[Service]
ExecStart=/usr/local/bin/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity

[Install]
WantedBy=multi-user.target
EOF
    systemctl daemon-reload
    systemctl enable --now --quiet containerd
}

# Only control planes get kubectl; images are pulled while the other hosts still download.
kubernetes() {
    programs='kubeadm kubelet'
    [ "$role" = worker ] || programs="$programs kubectl"
    for program in $programs; do
        path=dl.k8s.io/release/v$kubernetes/bin/linux/amd64/$program
        fetch "$path" "/usr/local/bin/$program" "$path.sha256"
        chmod 755 "/usr/local/bin/$program"
    done
    cat >/etc/systemd/system/kubelet.service <<'EOF'
[Unit]
Description=kubelet: The Kubernetes Node Agent
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/local/bin/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
EOF
    mkdir -p /etc/systemd/system/kubelet.service.d
    cat >/etc/systemd/system/kubelet.service.d/10-kubeadm.conf <<'EOF'
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/local/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
EOF
    systemctl daemon-reload
    systemctl enable --quiet kubelet
}

images() {
    list='kube-proxy:v1.36.3 pause:3.10.2'
    [ "$role" = worker ] || list="$list kube-apiserver:v1.36.3 kube-controller-manager:v1.36.3 kube-scheduler:v1.36.3 etcd:3.6.8-0 coredns/coredns:v1.14.2"
    {
        for image in $list; do echo "registry.k8s.io/$image"; done
        echo ghcr.io/flannel-io/flannel:v0.28.4
        echo ghcr.io/flannel-io/flannel-cni-plugin:v1.9.0-flannel1
    } | xargs -P 4 -I '{}' \
        ctr --namespace k8s.io images pull --hosts-dir /etc/containerd/certs.d '{}' >/dev/null
}

kernel() {
    swapoff -a 2>/dev/null || true
    printf 'overlay\nbr_netfilter\n' >/etc/modules-load.d/kubernetes.conf
    [ -d /proc/sys/net/bridge ] || modprobe -a overlay br_netfilter
    cat >/etc/sysctl.d/90-kubernetes.conf <<'EOF'
net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
EOF
    sysctl -q --load=/etc/sysctl.d/90-kubernetes.conf
}

load_balancer() {
    cat >/etc/haproxy/haproxy.cfg <<EOF
global
  log /dev/log local0
  maxconn 8000
  user haproxy
  group haproxy
  stats socket /run/haproxy/admin.sock mode 660 level admin

defaults
  mode tcp
  log global
  option tcplog
  option dontlognull
  option redispatch
  option clitcpka
  option srvtcpka
  retries 3
  timeout connect 5s
  timeout queue 1m
  timeout client 4h
  timeout server 4h
  timeout tunnel 4h
  timeout check 5s
  maxconn 7500

frontend kube-apiserver
  bind *:8443
  default_backend apiservers

backend apiservers
  balance leastconn
  option httpchk
  http-check connect ssl
  http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host kubernetes
  http-check expect status 200
  default-server check inter 3s fastinter 1s downinter 2s fall 3 rise 2 on-marked-down shutdown-sessions verify none
EOF
    for peer in "$@"; do echo "  server cp-$peer $peer:6443" >>/etc/haproxy/haproxy.cfg; done
    cat >>/etc/haproxy/haproxy.cfg <<'EOF'

frontend health
  mode http
  timeout http-request 10s
  bind 127.0.0.1:8405
  monitor-uri /healthz
EOF
    haproxy -c -q -f /etc/haproxy/haproxy.cfg

    interface=$(ip -o -4 address show to "$address/32" | awk '{print $2; exit}')
    cat >/etc/keepalived/keepalived.conf <<EOF
global_defs {
  router_id $(hostname)
  enable_script_security
  script_user root
}
vrrp_script chk_haproxy {
  script "/usr/bin/curl -fs -o /dev/null --max-time 2 http://127.0.0.1:8405/healthz"
  interval 2
  timeout 3
  fall 3
  rise 2
}
vrrp_instance kube_api {
  state BACKUP
  nopreempt
  interface $interface
  virtual_router_id 51
  priority $priority
  advert_int 1
  unicast_src_ip $address
  unicast_peer {
EOF
    for peer in "$@"; do [ "$peer" = "$address" ] || echo "    $peer" >>/etc/keepalived/keepalived.conf; done
    cat >>/etc/keepalived/keepalived.conf <<EOF
  }
  virtual_ipaddress {
    $vip/32 dev $interface
  }
  track_script {
    chk_haproxy
  }
}
EOF
    keepalived -t -f /etc/keepalived/keepalived.conf
    systemctl enable --quiet haproxy keepalived
    systemctl restart haproxy keepalived
}

kernel
# Packages come from one site and programs from another: neither has to wait for the other.
packages & installing=$!
runtime
images & pulling=$!
kubernetes
wait $installing
[ "$role" = worker ] || load_balancer "$@"
wait $pulling
