#!/bin/bash
# Twenty lab hosts with a cluster on them, and two comparisons, each side in turn in one run, as whole processes:
#   facts       kprov preflight (all facts of all hosts) beside  xargs -P20 ssh HOST true
#   no-op       kprov apply that finds nothing to do beside an Ansible playbook that finds nothing to do: as many files,
#               services and packages, 20 forks, pipelining
# Needs Docker and the lab's images (integration-tests/README.md), jq, python3 with venv, and Debian's and PyPI's registries.
#
#   benchmarks/twenty-hosts.sh [--rounds 5] [--keep]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lab.sh
. "$here/lab.sh"

rounds=5
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=$2; shift 2 ;;
        --keep) keep=yes; shift ;;
        *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
    esac
done

hosts=(cp-1:11 cp-2:12 cp-3:13)
sed -i '/^  - {name: w-/d' "$folder/inventory.yaml"
for i in $(seq 17); do
    hosts+=("w-$i:$((20 + i))")
    echo "  - {name: w-$i, address: $net.$((20 + i)), roles: [worker]}" >>"$folder/inventory.yaml"
done
echo "== twenty hosts, one cluster"
up
kprov lock >/dev/null
kprov hostkeys --yes >/dev/null
kprov apply --yes >/dev/null || { tail -n 30 "$folder/kprov.log" >&2; exit 1; }
kprov drift >/dev/null

cp "$folder/.kprov/lab/known_hosts" "$folder/known_hosts"
printf "ops@$net.%s\n" "${hosts[@]#*:}" >"$folder/logins"
log_in() { xargs -P20 -I{} ssh -i "$folder/lab_key" -o BatchMode=yes -o UserKnownHostsFile="$folder/known_hosts" -o LogLevel=ERROR {} true <"$folder/logins"; }

# ratio NAME A B: of the medians of two files of seconds, and of the pairs.
ratio() {
    paste "$2" "$3" | awk '{print $1 / $2}' | middle >"$folder/pairs"
    awk -v name="$1" -v a="$(middle <"$2")" -v b="$(middle <"$3")" -v pair="$(cat "$folder/pairs")" \
        'BEGIN {printf "%-10s %8.2f s %8.2f s   ratio %.2f (median of pairs)\n", name, a, b, pair}'
}

for _ in $(seq "$rounds"); do
    once kprov preflight >>"$folder/facts.kprov"
    once log_in >>"$folder/facts.ssh"
done

# Ansible wants Python on the hosts; the lab has none, so it comes from Debian's packages of this machine's release.
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q ansible-core
mkdir "$folder/debs"
(cd "$folder/debs" && apt-get download -qq python3 python3-minimal python3.11 python3.11-minimal libpython3-stdlib \
    libpython3.11-minimal libpython3.11-stdlib media-types libsqlite3-0 libreadline8 readline-common libncursesw6 libexpat1 \
    python3-apt python-apt-common distro-info-data lsb-release 2>/dev/null || true)
for host in "${hosts[@]}"; do
    docker cp -q "$folder/debs" "$label-${host%:*}:/root/debs"
    docker exec "$label-${host%:*}" sh -c 'dpkg -i --force-depends /root/debs/*.deb >/dev/null 2>&1; python3 --version' >/dev/null
done
kprov render --out "$folder/rendered" >/dev/null
{
    printf '[first]\ncp-1\n[further]\ncp-2\ncp-3\n'
    printf '[workers]\n' && printf "w-%s\n" $(seq 17)
    printf '[all:vars]\nansible_user=ops\nansible_ssh_private_key_file=%s\n' "$folder/lab_key"
} >"$folder/ansible.ini"
for host in "${hosts[@]}"; do sed -i "s/^${host%:*}\$/${host%:*} ansible_host=$net.${host#*:}/" "$folder/ansible.ini"; done
cat >"$folder/ansible.cfg" <<EOF
[defaults]
forks = 20
inventory = $folder/ansible.ini
interpreter_python = /usr/bin/python3
[ssh_connection]
pipelining = true
ssh_args = -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=$folder/known_hosts
EOF
# The same files, below a folder of their own; they are there beforehand, as Ansible's own first run would take longer than all the rest.
for host in "${hosts[@]}"; do
    tar -C "$folder/rendered/hosts/${host%:*}" --mode=u=rwX,go=rX -cf - . |
        docker exec -i "$label-${host%:*}" sh -c 'mkdir -p /var/lib/benchmark && tar -C /var/lib/benchmark --no-same-owner -xf -'
done
files() { (cd "$folder/rendered/hosts/$1" && find . -type f | cut -c3- | jq -R . | jq -sc .); }
playbook() {
    cat <<EOF
- hosts: $1
  gather_facts: false
  become: true
  tasks:
    - apt: {name: $3, state: present}
    - copy: {src: "$folder/rendered/hosts/{{ inventory_hostname }}/{{ item }}", dest: "/var/lib/benchmark/{{ item }}", mode: "0644"}
      loop: $2
    - systemd: {name: "{{ item }}", state: started, enabled: true}
      loop: $4
EOF
}
{
    for group in first:cp-1 further:cp-2; do
        playbook "${group%:*}" "$(files "${group#*:}")" '[chrony, conntrack, ethtool, iptables, socat, haproxy, keepalived]' '[chrony, containerd, kubelet, haproxy, keepalived]'
    done
    playbook workers "$(files w-1)" '[chrony, conntrack, ethtool, iptables, socat]' '[chrony, containerd, kubelet]'
} >"$folder/playbook.yaml"
play() {
    ANSIBLE_CONFIG=$folder/ansible.cfg "$folder/venv/bin/ansible-playbook" "$folder/playbook.yaml" >"$folder/play.log" 2>&1 ||
        { tail -n 40 "$folder/play.log" >&2; return 1; }
}

for _ in $(seq "$rounds"); do
    once kprov apply --yes >>"$folder/noop.kprov"
    once play >>"$folder/noop.ansible"
    if ! grep -q 'changed=0' "$folder/play.log" || grep -Eq '(changed|unreachable|failed)=[1-9]' "$folder/play.log"; then
        echo "the playbook did not find nothing to do:" >&2
        tail -n 25 "$folder/play.log" >&2
        exit 1
    fi
done
printf '%-10s %10s %10s\n' '' kprov other
ratio facts "$folder/facts.kprov" "$folder/facts.ssh"
ratio no-op "$folder/noop.kprov" "$folder/noop.ansible"
awk -v k="$(middle <"$folder/noop.kprov")" -v a="$(middle <"$folder/noop.ansible")" 'BEGIN {printf "Ansible takes %.0f times as long\n", a / k}'
