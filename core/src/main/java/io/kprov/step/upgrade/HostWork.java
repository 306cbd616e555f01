package io.kprov.step.upgrade;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.PackageUpdates;
import io.kprov.facts.PackageUpdatesFact;
import io.kprov.facts.RebootFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Drain;
import io.kprov.step.Joined;
import io.kprov.step.View;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an upgrade does on a host: programs of other versions, packages of the operating system, a
 * reboot. Whatever of it is due, the node is drained for it.
 *
 * @param osPackages whether packages of the operating system are upgraded, too
 */
public record HostWork(boolean osPackages) {
    private static final RebootFact REBOOT = new RebootFact();
    private static final PackageUpdatesFact UPDATES = new PackageUpdatesFact();

    /** The questions to the host. */
    Set<Fact<?>> facts(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<>(Versions.facts(cluster, host));
        facts.addAll(ofReboot(cluster));
        if (osPackages) {
            facts.add(UPDATES);
        }
        return facts;
    }

    /**
     * What tells whether the host is to be rebooted: nothing when the inventory wants no reboots.
     */
    static Set<Fact<?>> ofReboot(Cluster cluster) {
        return cluster.rebootIfNeeded() ? Set.of(REBOOT) : Set.of();
    }

    /** What is due on the view's host, in words. */
    List<String> due(View view) {
        return due(view.blueprint(), view.host(), view.facts());
    }

    /** The same of any host; nothing of one that was not reached. */
    List<String> due(Blueprint blueprint, Host host, ClusterView seen) {
        return seen.facts(host).map(facts -> due(blueprint, host, facts)).orElse(List.of());
    }

    private List<String> due(Blueprint blueprint, Host host, HostFacts facts) {
        var due = new ArrayList<>(Versions.outdated(blueprint, host, facts));
        if (isInUse(host, facts)) {
            var updates = updates(facts);
            if (!updates.list().isEmpty()) {
                due.add(told(updates));
            }
            if (reboot(blueprint.cluster(), facts).needed()) {
                due.add("a reboot is asked for");
            }
        }
        return due;
    }

    /** A node that has not joined yet serves nobody. */
    static boolean isInUse(Host host, HostFacts facts) {
        return !host.isNode() || (facts.knows(Joined.KUBELET_CONF) && Joined.is(facts));
    }

    PackageUpdates updates(HostFacts facts) {
        return osPackages && facts.knows(UPDATES)
                ? facts.get(UPDATES)
                : new PackageUpdates(true, List.of());
    }

    /** What the operating system asks for, as far as the inventory heeds it. */
    static RebootFact.Wish reboot(Cluster cluster, HostFacts facts) {
        return cluster.rebootIfNeeded() && facts.knows(REBOOT)
                ? facts.get(REBOOT)
                : RebootFact.Wish.NONE;
    }

    static String told(PackageUpdates updates) {
        int count = updates.list().size();
        return (count == 1 ? "1 package: " : count + " packages: ") + Drain.few(updates.list());
    }
}
