# kprov: remove-file. $1 path; $2 how the first line of kprov's files begins: any other file stays. A folder that gets
# empty goes, too: an empty one in certs.d would hide containerd's settings for all registries (_default).
set -eu
[ -f "$1" ] && [ ! -L "$1" ] || exit 0
case "$(head -n 1 -- "$1")" in
    "$2"*)
        rm -f -- "$1"
        rmdir -- "${1%/*}" 2>/dev/null || true
        ;;
    *) echo "$1 stays: kprov did not write it" ;;
esac
