# kprov: receive. Standard input becomes the file $1, root's only, when its SHA-256 is $2.
set -eu
umask 077
mkdir -p "${1%/*}"
trap 'rm -f "$1.part"' EXIT
cat >"$1.part"
found=$(sha256sum <"$1.part" | cut -d' ' -f1)
if [ "$found" != "$2" ]; then
    echo "what arrived is not what was sent: its sha256 is $found" >&2
    exit 1
fi
sync "$1.part"
mv "$1.part" "$1"
