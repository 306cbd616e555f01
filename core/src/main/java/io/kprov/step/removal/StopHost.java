package io.kprov.step.removal;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A machine that has left and stays as it is, for somebody to look at: nothing runs on it that
 * would come back to the cluster.
 */
public final class StopHost implements Step {
    /** In this order: the kubelet would start what is ended. */
    private static final List<UnitFact> UNITS =
            Stream.of("kubelet", "keepalived", "haproxy", "etcd").map(UnitFact::new).toList();

    @Override
    public String id() {
        return "stop-host";
    }

    @Override
    public String title() {
        return "stop what belonged to the cluster, and leave the host as it is";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return true;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return new LinkedHashSet<>(UNITS);
    }

    @Override
    public Decision decide(View view) {
        var running =
                UNITS.stream().filter(unit -> view.get(unit).active()).map(UnitFact::unit).toList();
        return running.isEmpty()
                ? new Decision.Skip("nothing of it runs")
                : new Decision.Do(
                        Sign.REMOVE,
                        "running: " + String.join(", ", running),
                        List.of(
                                new Action.Run(
                                        "disable and stop "
                                                + String.join(", ", running)
                                                + "; end containers",
                                        Command.script(
                                                """
                                                # kprov: stop-host
                                                set -e
                                                systemctl disable --now "$@"
                                                if [ "$1" = kubelet ]; then
                                                    ctr -n k8s.io tasks ls -q | while read -r task; do
                                                        ctr -n k8s.io tasks kill -a -s SIGKILL "$task" || true
                                                    done
                                                fi
                                                """,
                                                running.toArray(String[]::new)),
                                        Duration.ofMinutes(2),
                                        Where.SELF)));
    }
}
