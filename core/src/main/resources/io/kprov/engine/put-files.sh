# kprov: put-files. Each file: temporary beside its place, owner, mode, fsync, rename. Temporaries begin with a dot, which
# the kubelet ignores in /etc/kubernetes/manifests.
set -eu
umask 077
put() {
    dir=${1%/*}
    [ -d "$dir" ] || (umask 022 && mkdir -p "$dir")
    tmp=$(mktemp "$dir/.kprov.XXXXXX")
    base64 -d >"$tmp" && chmod "$2" "$tmp" && chown "$3" "$tmp" && sync "$tmp" && mv -fT "$tmp" "$1" || {
        rm -f "$tmp"
        echo "cannot write $1" >&2
        exit 1
    }
}
