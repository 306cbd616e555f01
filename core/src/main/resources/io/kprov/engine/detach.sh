# kprov: detach. Starts a command as a transient systemd unit, which outlives the connection, or finds the one that was
# started before, and stays with it for a while. Output and exit status are files in /run/kprov, gone at the next boot.
#   $1 start | follow, $2 id of this call, $3 unit, $4 seconds to stay; then the command's words; its input on stdin.
# The first line of the answer is one of: ended STATUS | running | busy (by another call) | gone; then the last output.
set -eu
mode=$1 id=$2 unit=$3 stay=$4
shift 4
folder=/run/kprov/$unit
runs() { systemctl -q is-active "kprov-$unit.service"; }
if [ "$(cat "$folder/id" 2>/dev/null)" != "$id" ]; then
    if runs; then
        echo busy
        tail -c 4000 "$folder/output" 2>/dev/null || true
        exit
    fi
    [ "$mode" = start ] || { echo gone; exit; }
    umask 077
    rm -rf "$folder"
    mkdir -p "$folder"
    cat >"$folder/input"
    echo "$id" >"$folder/id"
    systemd-run --quiet --collect --unit="kprov-$unit" --description="$unit, by kprov" --setenv=PATH="$PATH" --setenv=HOME=/root --setenv=LC_ALL=C -- sh -c '
        folder=$1
        shift
        "$@" <"$folder/input" >"$folder/output" 2>&1
        echo $? >"$folder/status.new"
        mv "$folder/status.new" "$folder/status"' sh "$folder" "$@"
fi
# By the clock, not by rounds: on a machine that is short of time a round takes many times as long.
seconds() { read -r up rest </proc/uptime && echo "${up%.*}"; }
begun=$(seconds) tick=0
while [ ! -e "$folder/status" ]; do
    tick=$((tick + 1))
    if [ $((tick % 10)) = 0 ]; then
        if ! runs && [ ! -e "$folder/status" ]; then echo gone; exit; fi
        if [ $(($(seconds) - begun)) -ge "$stay" ]; then echo running; tail -c 4000 "$folder/output" 2>/dev/null || true; exit; fi
    fi
    sleep 0.1
done
echo "ended $(cat "$folder/status")"
tail -c 4000 "$folder/output"
rm -f "$folder/input"
