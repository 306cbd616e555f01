# Takes away what kprov and its cluster have left on this host. May be cut off anywhere and begun again: what tells of
# them goes after what it tells of, and kprov's own notes go last.
#   $1 keep | remove (data); $2 the virtual address, or nothing; $3 the network of pods.
# The variables and functions that stand before are the footprint's; purge is the package managers'.
set -eu
export LC_ALL=C
data=$1 address=$2 pods=$3
marks=/var/lib/kprov
list=$(mktemp)
trap 'rm -f "$list"' EXIT
trap 'exit 1' HUP INT TERM

step() { echo "== $*"; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }
# Never what is on another file system that is mounted below: that is somebody's volume.
clear() {
    exists "$1" || return 0
    if mountpoint -q "$1"; then find "$1" -xdev -mindepth 1 ! -path "$1/lost+found" -delete; else rm -rf --one-file-system -- "$1"; fi
}
owned() { dpkg-query -S "$1" >/dev/null 2>&1 || rpm -qf "$1" >/dev/null 2>&1; }

step 'what kprov has under way'
for unit in $(systemctl list-units --plain --no-legend --all 'kprov-*' | awk '{print $1}'); do
    case $unit in
        kprov-reset-host.service) ;;
        kprov-install-packages.service)
            # A package manager that is killed leaves the machine in pieces.
            tries=0
            while systemctl -q is-active "$unit" && [ $tries -lt 300 ]; do tries=$((tries + 1)); sleep 2; done
            systemctl stop "$unit" || true
            ;;
        *) systemctl stop "$unit" || true ;;
    esac
done

step 'services'
mkdir -p "$marks"
for unit in $units; do
    if is_own "/etc/systemd/system/$unit" || is_own "/etc/systemd/system/$unit.d/10-kprov.conf"; then
        # Where a package has such a unit, too, it is looked at again in the end.
        grep -qsxF "$unit" "$marks/stopped" || echo "$unit" >>"$marks/stopped"
        systemctl disable --quiet --now "$unit" 2>/dev/null || systemctl stop "$unit" 2>/dev/null || true
    fi
done

step 'containers'
# Not deeper than that: what is further below is a cluster inside of somebody's container.
containers() { grep -lsE '^[^:]*:[^:]*:(/[^/]+){0,2}/[^/]*kubepods' /proc/[0-9]*/cgroup | cut -d/ -f3; }
shims() {
    for comm in /proc/[0-9]*/comm; do
        { read -r name <"$comm"; } 2>/dev/null || continue
        case $name in containerd-shim*) ;; *) continue ;; esac
        if tr '\0' ' ' <"${comm%/comm}/cmdline" 2>/dev/null | grep -q -e '-namespace k8s.io'; then basename "${comm%/comm}"; fi
    done
}
tries=0
while left=$(containers) && [ -n "$left" ]; do
    case $tries in
        0) kill $left 2>/dev/null || true ;;
        20 | 30 | 40) kill -9 $left 2>/dev/null || true ;;
        60) echo "still running after a minute: processes" $left >&2; exit 1 ;;
    esac
    tries=$((tries + 1))
    sleep 1
done
# Of all pods, and of each: they were made at run time, and stay when they are empty.
for unit in $(systemctl list-units --plain --no-legend --all --type slice '*kubepods*' | awk '{print $1}'); do systemctl stop "$unit" || true; done
left=$(shims)
[ -z "$left" ] || kill -9 $left 2>/dev/null || true

step 'mounts and network namespaces'
mounts | while read -r path; do
    path=$(printf '%b' "$path")
    umount "$path" 2>/dev/null || umount -l "$path" 2>/dev/null || ! mountpoint -q "$path"
done
rm -f /run/netns/cni-*

step 'interfaces and addresses'
if command -v ip >/dev/null; then
    for name in $(ip -o link show master cni0 2>/dev/null | awk '{sub(/[:@].*/, "", $2); print $2}') $interfaces; do
        if [ -e "/sys/class/net/$name" ]; then ip link delete "$name"; fi
    done
    # Routes to the pods of other nodes, where the pod network has no interface of its own (host-gw).
    case $pods in
        *:*) ip -6 route flush root "$pods" 2>/dev/null || true ;;
        *) ip -4 route flush root "$pods" 2>/dev/null || true ;;
    esac
    if [ -n "$address" ]; then
        ip -o address show to "$address" | awk '{print $2, $4}' | while read -r name each; do ip address delete "$each" dev "$name"; done
    fi
fi

step 'netfilter'
# One transaction for each table: the jumps to our chains, then their rules, then the chains.
for kind in iptables-nft ip6tables-nft iptables-legacy ip6tables-legacy; do
    command -v "$kind-save" >/dev/null || continue
    case $kind in ip6*) family=ip6 ;; *) family=ip ;; esac
    for table in $("$kind-save" 2>/dev/null | sed -n 's/^\*//p'); do
        rules=$("$kind-save" -t "$table" 2>/dev/null) || continue
        printf '%s\n' "$rules" | grep -qE "^:$chains" || continue
        {
            echo "*$table"
            printf '%s\n' "$rules" | grep -vE "^-A $chains" | grep -E "^-A .* -[jg] $chains" | sed 's/^-A/-D/'
            printf '%s\n' "$rules" | sed -nE "s/^:($chains[^ ]*) .*/-F \1/p"
            printf '%s\n' "$rules" | sed -nE "s/^:($chains[^ ]*) .*/-X \1/p"
            echo COMMIT
        } | "$kind-restore" --noflush
        # Only a table in which nothing is left, and that does nothing.
        case $kind in *-nft) ;; *) continue ;; esac
        if command -v nft >/dev/null && ! "$kind-save" -t "$table" 2>/dev/null | grep -vE '^(#|\*|COMMIT|:[A-Z]+ ACCEPT)' | grep -q .; then
            nft delete table "$family" "$table" 2>/dev/null || true
        fi
    done
done
if command -v nft >/dev/null; then
    for table in $tables; do
        nft list tables | awk -v name="$table" '$3 == name {print $2}' | while read -r family; do nft delete table "$family" "$table"; done
    done
fi
if command -v ipset >/dev/null; then
    for set in $(ipset list -n 2>/dev/null | grep '^KUBE-'); do ipset destroy "$set" || true; done
fi

step 'programs'
for path in $links; do
    case $([ -L "$path" ] && readlink "$path") in /opt/kprov/*) rm -f "$path" ;; esac
done

step 'data'
if [ "$data" = remove ]; then
    clear /var/lib/etcd
    for path in /var/lib/etcd.before-reset-*; do clear "$path"; done
    clear /var/log/kubernetes/audit
elif [ -n "$(etcd_data)" ]; then
    aside=/var/lib/etcd.before-reset-$(date -u +%Y%m%dT%H%M%SZ)
    need=$(($(du -skx /var/lib/etcd | cut -f1) / 9 * 10 + 1048576))
    if ! mountpoint -q /var/lib/etcd; then
        mv /var/lib/etcd "$aside"
    elif [ "$(df -Pk /var/lib | awk 'NR == 2 {print $4}')" -gt "$need" ]; then
        # A disk of its own, which kubeadm wants empty.
        rm -rf /var/lib/etcd.before-reset-*.part
        mkdir -m 0700 "$aside.part"
        etcd_data | while read -r each; do cp -a "$each" "$aside.part/"; done
        find "$aside.part" -exec sync {} +
        mv "$aside.part" "$aside"
        etcd_data | while read -r each; do rm -rf "$each"; done
    else
        echo "there is no room for it beside /var/lib/etcd: empty that disk before kubeadm is to begin there again"
        aside=/var/lib/etcd/${aside#*.}
        mkdir -m 0700 "$aside"
        etcd_data | while read -r each; do mv "$each" "$aside/"; done
    fi
    # Its user goes, and whoever gets that number next must not read it.
    chown -R root:root "$aside"
    chmod 0700 "$aside"
    echo "etcd's data is in $aside"
fi
if ! mountpoint -q /var/lib/etcd; then rmdir /var/lib/etcd 2>/dev/null || true; fi

step 'files'
for path in $own_files; do if is_own "$path"; then rm -f "$path"; fi; done
if [ -e "$logind" ]; then
    rm -f "$logind"
    # It reads its settings anew at this signal, as the kubelet makes it.
    systemctl kill --signal HUP systemd-logind.service 2>/dev/null || true
fi
for path in $files; do rm -f "$path"; done
for path in $folders $containerd; do clear "$path"; done
if [ -d "$marks/before" ]; then
    (cd "$marks/before" && find . -type f ! -name '*.new') | sed 's/^\.//' | while read -r path; do
        if ! exists "$path"; then mkdir -p "${path%/*}" && cp -p "$marks/before$path" "$path"; fi
    done
fi

step 'packages'
if [ -s "$marks/installed-packages" ]; then purge $(cat "$marks/installed-packages"); fi
# systemd makes it for Debian's unit, which has the socket of the log there; the package's own scripts stumble over it.
if grep -qsxF haproxy.service "$marks/stopped" && [ -f /var/lib/haproxy/dev/log ] && [ ! -s /var/lib/haproxy/dev/log ] && ! owned /var/lib/haproxy; then
    rm -f /var/lib/haproxy/dev/log
fi
systemctl daemon-reload
# What a package that was there before kprov brought along serves again, with what it had.
for each in haproxy:/etc/haproxy/haproxy.cfg keepalived:/etc/keepalived/keepalived.conf containerd:/etc/containerd/config.toml; do
    unit=${each%%:*} file=${each#*:}
    grep -qsxF "$unit.service" "$marks/stopped" && systemctl cat "$unit.service" >/dev/null 2>&1 || continue
    if [ -e "$marks/before$file" ]; then
        systemctl enable --quiet --now "$unit.service" || echo "$unit was there before kprov, and does not start with the $file that it had"
    else
        echo "$unit was there before kprov: it is stopped, and of $file kprov kept no copy"
    fi
done
systemctl reset-failed 'kprov-*' $units 2>/dev/null || true

step 'kernel settings and swap'
sysctl -q --system >/dev/null 2>&1 || true
if grep -q '^# kprov: ' /etc/fstab 2>/dev/null; then sed -i 's/^# kprov: //' /etc/fstab; fi
if [ -s "$marks/swap-units" ]; then
    while read -r unit; do systemctl unmask --quiet "$unit" || true; done <"$marks/swap-units"
    systemctl daemon-reload
    while read -r unit; do systemctl start "$unit" 2>/dev/null || echo "$unit does not start: swap may be on after the next boot"; done <"$marks/swap-units"
    swapon -a 2>/dev/null || true
fi

step 'users'
if [ -s "$marks/created-users" ]; then
    sort -u "$marks/created-users" | while read -r user; do
        if id "$user" >/dev/null 2>&1; then userdel "$user"; fi
        if getent group "$user" >/dev/null 2>&1; then groupdel "$user" 2>/dev/null || true; fi
    done
fi

step 'folders that are empty by now'
for path in $emptied; do
    if [ -d "$path" ] && ! owned "$path" && ! mountpoint -q "$path"; then rmdir "$path" 2>/dev/null || true; fi
done

step 'notes'
for path in "$marks"/* "$marks"/.[!.]*; do
    case ${path##*/} in lock | etcd-backup | installed-packages) ;; *) clear "$path" ;; esac
done
rm -f "$marks/installed-packages"
rmdir "$marks" 2>/dev/null || true
