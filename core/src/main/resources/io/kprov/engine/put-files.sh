# kprov: put-files. Each file: temporary beside its place, owner, mode, fsync, rename. Temporaries begin with a dot, which
# the kubelet ignores in /etc/kubernetes/manifests.
set -eu
umask 077
# What a program of the operating system had there before kprov: kprov reset brings it back. A package of kprov's own goes
# with all that it had.
keep() {
    case $1 in /etc/haproxy/* | /etc/keepalived/* | /etc/containerd/*) ;; *) return 0 ;; esac
    if [ ! -f "$1" ] || [ -e "/var/lib/kprov/before$1" ]; then return 0; fi
    package=${1#/etc/}
    if grep -qsxF "${package%%/*}" /var/lib/kprov/installed-packages; then return 0; fi
    line=
    IFS= read -r line <"$1" || true
    case $line in '# written by kprov, source '*) return 0 ;; esac
    (umask 022 && mkdir -p /var/lib/kprov)
    mkdir -p "/var/lib/kprov/before${1%/*}"
    cp -p "$1" "/var/lib/kprov/before$1.new"
    mv "/var/lib/kprov/before$1.new" "/var/lib/kprov/before$1"
}
put() {
    dir=${1%/*}
    [ -d "$dir" ] || (umask 022 && mkdir -p "$dir")
    keep "$1"
    tmp=$(mktemp "$dir/.kprov.XXXXXX")
    base64 -d >"$tmp" && chmod "$2" "$tmp" && chown "$3" "$tmp" && sync "$tmp" && mv -fT "$tmp" "$1" || {
        rm -f "$tmp"
        echo "cannot write $1" >&2
        exit 1
    }
}
