# kprov: lock. The cluster's lock on one of its control planes: $1/holder is a folder with one file, named by the lock's id.
# A rename puts it there with its content, and fails when there is one already; only its own name takes it away. So
# taking is atomic, and nobody gives back another's lock.
#   $1 folder; $2 show | take | drop; $3 id; $4 what the file says.
# The first line of the answer: free | taken | dropped | held ID, and then what the file of that id says.
set -eu
folder=$1 what=$2 id=${3-} claim=${4-}
case $id in *[!0-9a-f]*) echo "$id is no id of a lock" >&2; exit 2 ;; esac
held() {
    for file in "$folder"/holder/*; do
        if said=$(cat "$file" 2>/dev/null); then
            printf 'held %s\n%s\n' "${file##*/}" "$said"
            return
        fi
    done
    return 1
}
case $what in
    show) held || echo free ;;
    take)
        if [ -e "$folder/holder/$id" ]; then echo taken; exit; fi
        (umask 022 && mkdir -p "${folder%/*}")
        umask 077
        mkdir -p "$folder"
        new=$folder/new-$id
        trap 'rm -rf "$new"' EXIT
        trap 'exit 1' HUP INT TERM
        mkdir -p "$new"
        printf '%s\n' "$claim" >"$new/$id"
        # It outlives a power cut: the run that holds it may go on afterwards.
        sync "$new/$id"
        # Between the two questions the other one may have gone.
        for try in 1 2 3; do
            if said=$(mv -fT "$new" "$folder/holder" 2>&1); then sync "$folder"; echo taken; exit; fi
            if held; then exit; fi
        done
        echo "$said" >&2
        exit 1
        ;;
    drop)
        if rm "$folder/holder/$id" 2>/dev/null; then
            # A host that was reset is left with nothing of kprov's. Whoever takes the lock makes what is missing.
            rmdir "$folder/holder" "$folder" "${folder%/*}" 2>/dev/null || true
            echo dropped
        elif ! held; then echo free; fi
        ;;
esac
