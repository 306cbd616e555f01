package io.kprov.step.restore;

import io.kprov.command.Command;
import io.kprov.model.Host;
import io.kprov.model.Role;
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
 * Stops etcd and all that writes to it: whatever is written now would be lost, and an API server
 * that knows the old data must not serve beside the new. Containers run on.
 */
public final class StopControlPlane extends RestoreStep {

    public StopControlPlane(RestoreOrder order) {
        super(order);
    }

    @Override
    public String id() {
        return "stop-control-plane";
    }

    @Override
    public String title() {
        return "stop the control plane and etcd";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE) || blueprint.cluster().isEtcdMember(host);
    }

    @Override
    public Decision decide(View view) {
        if (swappedEverywhere(view)) {
            return new Decision.Skip("the old data is away already");
        }
        var state = state(view);
        if (state.stopped()) {
            return new Decision.Skip("nothing of it runs");
        }
        return new Decision.Do(
                Sign.REMOVE,
                state.running().isEmpty()
                        ? "it could start on the old data"
                        : String.join(" and ", state.running().stream().sorted().toList())
                                + (state.running().size() == 1 ? " runs" : " run")
                                + " on the old data",
                List.of(
                        new Action.Run(
                                "stop the control plane's static pods and etcd; pods of workloads run on",
                                Command.script(
                                        """
                                        # kprov: stop-control-plane
                                        set -eu
                                        aside=$1/manifests
                                        mkdir -p -m 0700 "$aside"
                                        : >"$2"
                                        for pod in kube-apiserver kube-controller-manager kube-scheduler etcd; do
                                            manifest=/etc/kubernetes/manifests/$pod.yaml
                                            [ ! -e "$manifest" ] || mv "$manifest" "$aside/"
                                        done
                                        # Disabled, too: after a reboot it must not begin on the old data.
                                        if systemctl cat etcd.service >/dev/null 2>&1; then
                                            systemctl disable --quiet --now etcd.service
                                        fi
                                        running() {
                                            for comm in /proc/[0-9]*/comm; do
                                                read -r name <"$comm" || continue
                                                case $name in
                                                    etcd | kube-apiserver | kube-controller | kube-scheduler) ;;
                                                    *) continue ;;
                                                esac
                                                words=$(tr '\\0' ' ' <"${comm%/comm}/cmdline") || continue
                                                case $words in
                                                    '' | *unix://*) ;;
                                                    *) basename "${comm%/comm}" ;;
                                                esac
                                            done 2>/dev/null
                                        }
                                        tries=0
                                        while left=$(running) && [ -n "$left" ]; do
                                            tries=$((tries + 1))
                                            # A kubelet that does not run, or waits for its node, ends nothing.
                                            [ $tries -ne 12 ] || kill $left 2>/dev/null || true
                                            [ $tries -ne 25 ] || kill -9 $left 2>/dev/null || true
                                            if [ $tries -gt 120 ]; then
                                                echo "still running after two minutes: processes" $left >&2
                                                exit 1
                                            fi
                                            sleep 1
                                        done
                                        """,
                                        order.folder(), RestoreOrder.OPEN),
                                Duration.ofMinutes(4),
                                Where.SELF)));
    }
}
