package io.kprov.step.restore;

import io.kprov.command.Command;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.View;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A member's data, made from the snapshot beside the data that is there. It gets a new cluster id,
 * and revisions that are far beyond those of before: whoever watches then notices that what it
 * knows is void (etcd.io: Disaster recovery, "Restoring with revision bump").
 */
public final class PrepareMember extends RestoreStep {

    public PrepareMember(RestoreOrder order) {
        super(order);
    }

    @Override
    public String id() {
        return "prepare-member";
    }

    @Override
    public String title() {
        return "make the member's data from the snapshot";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return order.restores(host.name());
    }

    @Override
    public Decision decide(View view) {
        var state = state(view);
        return state.prepared() || state.swapped()
                ? new Decision.Skip("it is made")
                : new Decision.Do(
                        Sign.CREATE, "there is no data of the snapshot yet", List.of(make(view)));
    }

    private Action make(View view) {
        var host = view.host();
        var members = new LinkedHashMap<String, String>();
        view.cluster().etcdMembers().stream()
                .filter(member -> order.restores(member.name()))
                .forEach(member -> members.put(member.name(), EtcdFiles.peerUrl(member)));
        String owner = view.cluster().isExternalMember(host) ? EtcdFiles.USER : "root";
        return new Action.LongRun(
                "etcdutl snapshot restore, into " + order.prepared(),
                "restore-member",
                Command.script(
                        """
                        # kprov: prepare-member
                        set -eu
                        snapshot=$1 data=$2 id=$3 name=$4 peer=$5 members=$6 owner=$7
                        need=$(($(stat -c %s "$snapshot") / 1024 + 65536))
                        mkdir -p -m 0700 "${data%/*}"
                        free=$(df -Pk "${data%/*}" | awk 'NR == 2 {print $4}')
                        if [ "$free" -lt "$need" ]; then
                            echo "there is not room enough in ${data%/*}: $((free / 1024)) MiB are free, $((need / 1024)) MiB are needed" >&2
                            exit 1
                        fi
                        rm -rf "$data.part"
                        etcdutl snapshot restore "$snapshot" --data-dir "$data.part" --name "$name" \\
                            --initial-cluster "$members" --initial-cluster-token "kprov-$id" \\
                            --initial-advertise-peer-urls "$peer" --bump-revision 1000000000 --mark-compacted
                        chown "$owner:$owner" "${data%/*}"
                        chown -R "$owner:$owner" "$data.part"
                        find "$data.part" -exec sync {} +
                        mv "$data.part" "$data"
                        """,
                        order.snapshot(),
                        order.prepared(),
                        order.id(),
                        host.name(),
                        EtcdFiles.peerUrl(host),
                        EtcdFiles.initialCluster(members),
                        owner),
                Duration.ofMinutes(30));
    }
}
