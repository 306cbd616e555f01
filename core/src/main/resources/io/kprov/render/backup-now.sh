# kprov: backup-now. $1 systemd unit, $2 folder of the snapshots. Where there is no such unit, the backup's own scripts
# come along, below this one's name.
set -eu
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 077
begun=$(date -u +%Y-%m-%dT%H:%M:%SZ)
echo "begun $begun"
if systemctl cat "$1.service" >/dev/null 2>&1; then
    systemctl start "$1.service" </dev/null >/dev/null 2>&1 || journalctl -u "$1" -n 3 -o cat | sed 's/^/log /'
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    scripts "$work"
    sh "$work/etcd-backup.sh" "$work/settings" "$2" </dev/null >"$work/log" 2>&1 || sed 's/^/log /' "$work/log" | tail -n 3
fi
cd "$2"
newest=$(ls -1 | sed -n 's/.*\.\([0-9]*T[0-9]*Z\)\.[0-9]*\.db\(\.cms\)\{0,1\}$/\1 &/p' | sort | tail -n 1)
if [ -n "$newest" ]; then sed 's/^/newest /' "${newest#* }.json"; fi
for each in sent:pushed.json last:last.json; do
    if [ -f "${each#*:}" ]; then sed "s/^/${each%%:*} /" "${each#*:}"; fi
done
