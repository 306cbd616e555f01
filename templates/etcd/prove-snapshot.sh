# written by kprov, source template etcd/prove-snapshot.sh; changes are overwritten
# Proves a snapshot of etcd: restores it into a scratch folder, starts etcd on that, and asks it what is in there.
# Prints one line of JSON, or why the snapshot is no good. Listens on sockets in the scratch folder only; nothing stays.
#
#   sh prove-snapshot.sh SNAPSHOT SCRATCH       both absolute; etcd, etcdctl and etcdutl are in the PATH
set -eu
snapshot=$1 scratch=$2 server=
finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
refuse() {
    echo "$snapshot: $1" >&2
    exit 1
}

[ -f "$snapshot" ] || refuse 'there is no such file'
[ -s "$snapshot" ] || refuse 'it is empty'
rm -rf "$scratch"
mkdir -p "$scratch"
chmod 700 "$scratch"
cd "$scratch"
sha256=$(sha256sum "$snapshot" | cut -d ' ' -f 1)
etcdutl snapshot restore "$snapshot" --data-dir data >log 2>&1 ||
    case $(cat log) in
        *'expected sha256'*) refuse 'its content is not what was saved: the checksum in it is that of other bytes' ;;
        *'missing hash'*) refuse 'it is cut short, or not a snapshot that etcdctl saved' ;;
        *) refuse "it does not restore: $(grep -m 1 '^Error' log || tail -n 1 log)" ;;
    esac
status=$(etcdutl snapshot status "$snapshot" -w json)
of_status() { echo "$status" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }

version=$(of_status version)
program=$(etcd --version | sed -n 's/^etcd Version: //p')
minor() { echo "$1" | cut -d . -f 1-2; }
newest=$(printf '%s\n' "$(minor "$version")" "$(minor "$program")" | sort -V | tail -n 1)
[ "$newest" = "$(minor "$program")" ] || refuse "it was saved by etcd $version, newer than the $program that would have to read it"

etcd --data-dir data --log-level warn --quota-backend-bytes 8589934592 \
    --listen-client-urls unix://localhost:1 --advertise-client-urls unix://localhost:1 \
    --listen-peer-urls unix://localhost:2 >>log 2>&1 &
server=$!
ask() { etcdctl --endpoints unix://localhost:1 "$@" 2>/dev/null; }
tries=0
until ask endpoint health >/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 240 ] || ! kill -0 "$server" 2>/dev/null; then
        refuse "etcd does not start on what was restored: $(sed -n 's/.*"error":"\([^"]*\).*/\1/p' log | tail -n 1)"
    fi
    sleep 0.25
done
answer=$(ask get '' --prefix --count-only -w fields)
of_answer() { echo "$answer" | sed -n "s/^\"$1\" : //p"; }
# Kubernetes stores the namespace as protobuf, in which its UID is the first text of that shape.
cluster=$(ask get /registry/namespaces/kube-system --print-value-only | tr -c '0-9a-f-' '\n' |
    grep -o -E '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' | head -n 1)
printf '{"revision":%s,"keys":%s,"bytes":%s,"version":"%s","cluster":"%s","sha256":"%s"}\n' \
    "$(of_answer Revision)" "$(of_answer Count)" "$(of_status totalSize)" "$version" "$cluster" "$sha256"
