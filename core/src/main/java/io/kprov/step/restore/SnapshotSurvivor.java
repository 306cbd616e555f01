package io.kprov.step.restore;

import io.kprov.command.Command;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;

/**
 * A snapshot of what a member that lost its quorum has on its disk, its log included: a copy of the
 * data is started as a cluster of its own, behind a socket, and saved (etcd's {@code
 * --force-new-cluster}). The data itself is only read.
 */
public final class SnapshotSurvivor extends RestoreStep {
    private final String survivor;

    public SnapshotSurvivor(RestoreOrder order, RestoreOrder.Source.Survivor source) {
        super(order);
        this.survivor = source.host();
    }

    @Override
    public String id() {
        return "snapshot-survivor";
    }

    @Override
    public String title() {
        return "save what the member has";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.name().equals(survivor);
    }

    @Override
    public Decision decide(View view) {
        var state = state(view);
        return state.uploaded() || state.prepared() || state.swapped()
                ? new Decision.Skip("it is saved")
                : new Decision.Do(
                        Sign.CREATE,
                        "what it has is on its disk only",
                        List.of(
                                new Action.LongRun(
                                        "save a copy of the member's data, its log included, as "
                                                + order.snapshot(),
                                        "snapshot-survivor",
                                        Command.script(
                                                SCRIPT,
                                                order.snapshot(),
                                                order.prepared() + ".copy",
                                                Program.ETCD.folder(
                                                        view.blueprint().versions().etcd())),
                                        Duration.ofMinutes(30))));
    }

    private static final String SCRIPT =
            """
            # kprov: snapshot-survivor
            set -eu
            snapshot=$1 copy=$2 server=
            PATH=$3:$PATH
            finish() {
                if [ -n "$server" ]; then
                    kill "$server" 2>/dev/null || true
                    wait "$server" 2>/dev/null || true
                fi
                rm -rf "$copy"
            }
            trap finish EXIT
            trap 'exit 1' HUP INT TERM
            data=/var/lib/etcd/member
            if [ ! -e "$data/snap/db" ]; then
                echo "there is no data in $data" >&2
                exit 1
            fi
            need=$(($(du -sk "$data" | cut -f 1) * 2 + 65536))
            free=$(df -Pk /var/lib/etcd | awk 'NR == 2 {print $4}')
            if [ "$free" -lt "$need" ]; then
                echo "there is not room enough in /var/lib/etcd: $((free / 1024)) MiB are free, $((need / 1024)) MiB are needed" >&2
                exit 1
            fi
            rm -rf "$copy"
            mkdir -m 0700 "$copy"
            cp -a "$data" "$copy/member"
            cd "$copy"
            etcd --data-dir . --force-new-cluster --log-level warn --quota-backend-bytes 8589934592 \\
                --listen-client-urls unix://localhost:1 --advertise-client-urls unix://localhost:1 \\
                --listen-peer-urls unix://localhost:2 >log 2>&1 &
            server=$!
            tries=0
            until etcdctl --endpoints unix://localhost:1 endpoint health >/dev/null 2>&1; do
                tries=$((tries + 1))
                if [ $tries -gt 240 ] || ! kill -0 "$server" 2>/dev/null; then
                    echo "etcd does not start on a copy of the data: $(tail -n 1 log)" >&2
                    exit 1
                fi
                sleep 0.25
            done
            mkdir -p -m 0700 "${snapshot%/*}"
            rm -f "$snapshot.part"
            etcdctl --endpoints unix://localhost:1 snapshot save "$snapshot.part" >/dev/null
            sync "$snapshot.part"
            mv "$snapshot.part" "$snapshot"
            """;
}
