# written by kprov, source template etcd/etcd-backup.sh; changes are overwritten
# Saves a snapshot of the local member of etcd, proves it, keeps it, and sends what the target does not have yet.
# What is kept has been proven: beside each snapshot is a .json with what it held. The newest one is never removed.
#
#   sh etcd-backup.sh SETTINGS FOLDER       prove-snapshot.sh is beside it; etcd, etcdctl and etcdutl are in the PATH
set -eu
umask 077
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
settings=$1 folder=$2 work=$2/.work
# What the settings say is text and nothing else: no shell reads it.
setting() { sed -n "s/^$1=//p" "$settings"; }
cluster=$(setting cluster) host=$(setting host) count=$(setting count) age=$(setting age)
certificate=$(setting certificate) kind=$(setting kind) at=$(setting at)

# Beside etcdutl is the etcd that proves; hosts whose member is a static pod have no link to that one.
if utility=$(command -v etcdutl); then PATH=$(dirname "$(readlink -f "$utility")"):$PATH; fi

mkdir -p "$folder"
chmod 700 "$folder"
exec 9>"$folder/lock"
flock -w 3600 9 || {
    echo 'another backup has been at work for an hour' >&2
    exit 1
}
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
now=$(date +%s)
day() { date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ; }

# --- what is here

# Names of this host's snapshots among the names on stdin, the newest first.
own() {
    prefix=$cluster.$host.
    digit='[0-9]'
    eight=$digit$digit$digit$digit$digit$digit$digit$digit
    while read -r name; do
        case $name in
            # The time, then the revision; the pattern is not quoted on purpose.
            "$prefix"${eight}T$digit$digit$digit$digit$digit${digit}Z.*.db | \
                "$prefix"${eight}T$digit$digit$digit$digit$digit${digit}Z.*.db.cms) echo "$name" ;;
        esac
    done | sort -r
}

# Those of the names on stdin, the newest first, that are beyond the count or older than the age; never the first.
surplus() {
    oldest=$(date -u -d "@$((now - age))" +%Y%m%d%H%M%S)
    number=0
    while read -r name; do
        number=$((number + 1))
        when=${name#"$cluster.$host."}
        when=${when%%.*}
        when=${when%Z}
        if [ $number -gt 1 ] && { [ $number -gt "$count" ] || [ "${when%T*}${when#*T}" -lt "$oldest" ]; }; then
            echo "$name"
        fi
    done
}

# A file under its name, with the content on the disk before the name.
keep() {
    sync "$1" && mv "$1" "$folder/$2" && sync "$folder"
}

# Text as a JSON string.
quoted() { printf '"%s"' "$(printf %s "$1" | tr -d '\r' | tr '\n\t' '  ' | tr -c ' -~' '?' | cut -c 1-600 | sed 's/[\\"]/\\&/g')"; }

# Says what went wrong. In a variable, since a full disk takes no file.
why=
because() {
    why=$1
    return 1
}

member() {
    pki=/etc/kubernetes/pki/etcd
    etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/healthcheck-client.crt \
        --key $pki/healthcheck-client.key "$@"
}

# Everything else is given up when a step fails: callers ask for its end, so 'set -e' does not hold in here.
snapshot() {
    tries=0
    until member endpoint health >"$work/log" 2>&1; do
        tries=$((tries + 1))
        # A member without its quorum may hold an old state, which must not push a newer one out.
        [ $tries -lt 6 ] || because "the member is not healthy: $(grep -m 1 -o '"error":"[^"]*' "$work/log" || tail -n 1 "$work/log")" || return 1
        sleep 5
    done
    size=$(member endpoint status -w fields 2>"$work/log" | sed -n 's/^"DBSize" : //p')
    [ -n "$size" ] || because "the member does not tell its size: $(tail -n 1 "$work/log")" || return 1
    # The snapshot, what is restored of it with the logs that etcd makes beforehand, and the encrypted form.
    needed=$(((3 * size + 134217728) / 1048576))
    free=$(($(df --output=avail -B 1 "$folder" | tail -n 1) / 1048576))
    [ "$free" -gt "$needed" ] || because "too little space in $folder: $free MiB are free, a snapshot and its proof need $needed MiB" || return 1

    taken=$(date +%s)
    member snapshot save "$work/snapshot.db" >"$work/log" 2>&1 || because "etcdctl could not save it: $(tail -n 1 "$work/log")" || return 1
    proof=$(sh "$here/prove-snapshot.sh" "$work/snapshot.db" "$work/scratch" 2>"$work/log" 9>&-) || because "it is no good: $(sed 's|^/[^:]*: ||' "$work/log" | tail -n 1)" || return 1
    stored=$work/snapshot.db ending=db encrypted=false
    if [ -n "$certificate" ]; then
        openssl cms -encrypt -binary -stream -aes-256-cbc -outform DER -in "$stored" -out "$work/snapshot.cms" \
            -recip "$certificate" -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 >"$work/log" 2>&1 ||
            because "openssl could not encrypt it: $(tail -n 1 "$work/log")" || return 1
        rm "$stored"
        stored=$work/snapshot.cms ending=db.cms encrypted=true
    fi
    revision=$(echo "$proof" | sed 's/^{"revision":\([0-9]*\).*/\1/')
    name=$cluster.$host.$(date -u -d "@$taken" +%Y%m%dT%H%M%SZ).$revision.$ending
    printf '{"file":"%s","cluster":"%s","host":"%s","time":"%s","size":%s,"sha256":"%s","encrypted":%s,"proof":%s}\n' \
        "$name" "$cluster" "$host" "$(day "$taken")" "$(stat -c %s "$stored")" "$(sha256sum "$stored" | cut -d ' ' -f 1)" \
        $encrypted "$proof" >"$work/proof.json"
    # The proof first: a snapshot that is there is a proven one.
    { keep "$work/proof.json" "$name.json" && keep "$stored" "$name"; } 2>"$work/log" || because "it could not be kept: $(tail -n 1 "$work/log")" || return 1
}

prune() {
    ls -1 "$folder" | own | surplus | while read -r name; do
        rm -f "$folder/$name" "$folder/$name.json"
    done
    # What a run that was killed left of a proof.
    for proof in "$folder/$cluster.$host".*.json; do
        [ ! -e "$proof" ] || [ -e "${proof%.json}" ] || rm -f "$proof"
    done
}

# --- the target: what it has, one more, one less; programs say in $work/why what went wrong

there() {
    case $kind in
        folder)
            [ -d "$(setting folder)" ] || because 'there is no such folder' || return 1
            # One that is not mounted is an empty folder on this machine's own disk, and is lost with it.
            [ "$(stat -c %d "$(setting folder)")" != "$(stat -c %d "$folder")" ] || because "it is on the same file system as $folder: is it not mounted?" || return 1
            timeout 60 ls -1 "$(setting folder)" 2>"$work/why"
            ;;
        sftp) sftp_batch "ls -1 $(setting path)" >"$work/listed" && sed 's|.*/||' "$work/listed" ;;
        s3)
            storage "$nothing" -o "$work/answer" "$(setting url)/?list-type=2&prefix=$(setting prefix | sed 's|/|%2F|g')$cluster." || return 1
            grep -o '<Key>[^<]*' "$work/answer" | sed "s|^<Key>||; s|^$(setting prefix)||" || true
            ;;
    esac
}

# SHA-256 of no bytes.
nothing=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

# A whole file, or none by that name: the local one, and its name there.
put() {
    temporary=.$cluster.$host.tmp
    case $kind in
        folder)
            to=$(setting folder)
            timeout 3600 sh -c 'cp "$1" "$2" && sync "$2" && mv "$2" "$3" && sync "$4"' sh \
                "$folder/$1" "$to/$temporary" "$to/$2" "$to" 2>"$work/why" || {
                rm -f "$to/$temporary"
                return 1
            }
            ;;
        sftp)
            to=$(setting path)
            sftp_batch "put -f $folder/$1 $to/$temporary" "-rm $to/$2" "rename $to/$temporary $to/$2" >"$work/log" || {
                cp "$work/why" "$work/why.put"
                sftp_batch "-rm $to/$temporary" >"$work/log" || true
                mv "$work/why.put" "$work/why"
                return 1
            }
            ;;
        s3)
            # It refuses what does not have this digest.
            storage "$(sha256sum "$folder/$1" | cut -d ' ' -f 1)" -o "$work/answer" -T "$folder/$1" \
                "$(setting url)/$(setting prefix)$2"
            ;;
    esac
}

remove() {
    case $kind in
        folder) rm -f "$(setting folder)/$1" 2>"$work/why" ;;
        sftp) sftp_batch "rm $(setting path)/$1" >"$work/log" ;;
        s3) storage "$nothing" -o "$work/answer" -X DELETE "$(setting url)/$(setting prefix)$1" ;;
    esac
}

# One command a word.
sftp_batch() {
    # What marks the file as kprov's is no part of a key.
    sed 1d "$(setting key)" >"$work/key"
    printf '%s\n' "$@" >"$work/batch"
    sftp -b "$work/batch" -F /dev/null -P "$(setting port)" -o User="$(setting user)" -o HostName="$(setting server)" \
        -o HostKeyAlias=target -o UserKnownHostsFile="$(setting known)" -o GlobalKnownHostsFile=/dev/null \
        -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -o IdentityFile="$work/key" -o IdentityAgent=none \
        -o LogLevel=ERROR -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 target 2>"$work/why" 9>&-
}

# A digest of what is sent, and words of curl's, which reads the keys from a file itself. The digest is signed, and older
# curls do not send it by themselves.
storage() {
    : >"$work/answer"
    digest=$1
    shift
    curl --config "$(setting config)" --silent --show-error --fail-with-body --connect-timeout 20 \
        --speed-limit 1024 --speed-time 60 \
        -H "x-amz-content-sha256: $digest" "$@" 2>"$work/why" || {
        sed -n 's|.*<Code>\([^<]*\)</Code>.*|\1|p' "$work/answer" | tr '\n' ' ' >>"$work/why"
        return 1
    }
}

push() {
    [ "$kind" != none ] || return 0
    there >"$work/there" || return 1
    ls -1 "$folder" | own >"$work/own"
    surplus <"$work/own" >"$work/surplus"
    newest=yes
    while read -r name; do
        if ! grep -q -x -F "$name.json" "$work/there" && ! grep -q -x -F "$name" "$work/surplus"; then
            # The proof last: a snapshot with one is whole.
            put "$name" "$name" && put "$name.json" "$name.json" || return 1
            printf '%s\n' "$name" "$name.json" >>"$work/there"
        fi
        if [ $newest = yes ]; then
            printf '{"target":%s,"snapshot":%s}\n' "$(quoted "$at")" "$(cat "$folder/$name.json")" >"$work/pushed.json"
            keep "$work/pushed.json" pushed.json
            newest=no
        fi
    done <"$work/own"
    # The operator's keys, which kprov put here encrypted. All copies stay at the target: they are small, and rare.
    if [ -f "$folder/pki.zip.cms" ] && [ -f "$folder/pki.digest" ]; then
        name=$cluster.pki-$(cut -c 1-16 "$folder/pki.digest").zip.cms
        grep -q -x -F "$name" "$work/there" || put pki.zip.cms "$name" || return 1
    fi
    sort -u "$work/there" | own | surplus >"$work/surplus"
    while read -r name; do
        ! grep -q -x -F "$name.json" "$work/there" || remove "$name.json" || return 1
        remove "$name" || return 1
    done <"$work/surplus"
}

# --- the run

failed='' unsent=''
if snapshot; then
    prune
else
    failed=$why
    echo "no snapshot: $failed" >&2
fi
why=
push || {
    unsent=${why:-$(tail -n 3 "$work/why")}
    unsent=${unsent:-it gives no reason}
    echo "not sent to $at: $unsent" >&2
}
printf '{"time":"%s","failed":%s,"target":%s,"unsent":%s}\n' \
    "$(day "$now")" "$(quoted "$failed")" "$(quoted "$at")" "$(quoted "$unsent")" >"$work/last.json"
keep "$work/last.json" last.json
[ -z "$failed$unsent" ]
