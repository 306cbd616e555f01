package io.kprov.step.restore;

import io.kprov.command.Command;
import io.kprov.model.Host;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;

/**
 * The old data of a member goes aside, where it stays; the new one, if the host gets any, takes its
 * place. Both are renamed inside etcd's folder, which may be a disk of its own.
 */
public final class SwapData extends RestoreStep {

    public SwapData(RestoreOrder order) {
        super(order);
    }

    @Override
    public String id() {
        return "swap-data";
    }

    @Override
    public String title() {
        return "put etcd's new data in the place of the old";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isEtcdMember(host);
    }

    @Override
    public Decision decide(View view) {
        if (state(view).swapped()) {
            return new Decision.Skip("it is done");
        }
        boolean gets = order.restores(view.host().name());
        return new Decision.Do(
                Sign.REMOVE,
                gets ? "it holds the old data" : "its member joins the new cluster later",
                List.of(
                        new Action.Run(
                                "keep the old data in "
                                        + order.aside()
                                        + (gets ? ", and put the new in its place" : ""),
                                Command.script(
                                        """
                                        # kprov: swap-data
                                        set -eu
                                        folder=$1 prepared=$2 aside=$3
                                        mkdir -p -m 0700 /var/lib/etcd "$folder"
                                        data=/var/lib/etcd/member
                                        # Without prepared data the second rename has been made already, or there is none to make.
                                        if [ "$4" = no ] || [ -e "$prepared/member" ]; then
                                            if [ -e "$data" ]; then
                                                mkdir -p -m 0700 "$aside"
                                                mv "$data" "$aside/member"
                                            fi
                                            [ "$4" = no ] || mv "$prepared/member" "$data"
                                        fi
                                        [ "$4" = no ] || [ -e "$data" ]
                                        rm -rf "$prepared"
                                        sync -f /var/lib/etcd
                                        : >"$folder/swapped"
                                        """,
                                        order.folder(),
                                        order.prepared(),
                                        order.aside(),
                                        gets ? "yes" : "no"),
                                Duration.ofMinutes(1),
                                Where.SELF)));
    }
}
