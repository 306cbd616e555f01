package io.kprov.step.reset;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.PathFact;
import io.kprov.facts.Traces;
import io.kprov.facts.TracesFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.os.PackageManager;
import io.kprov.render.EtcdFiles;
import io.kprov.render.Footprint;
import io.kprov.render.Stamp;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The host goes back to what it was before kprov. It need not be in the inventory's cluster any
 * more.
 *
 * @param data what becomes of etcd's data and of audit logs
 * @param end whether the cluster ends with it; else whatever still counts on the host speaks
 *     against it
 */
public record ResetHost(Data data, End end) implements Step {
    private static final PathFact MEMBER = new PathFact(EtcdFiles.DATA_PATH);
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    /** Purging packages takes most of it; containers have a minute to end. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private static final String BODY = read();

    /** What becomes of data. */
    public enum Data {
        /** It is put aside on the same disk. */
        KEEP,
        REMOVE
    }

    /** What becomes of the cluster. */
    public enum End {
        /** All of its hosts are reset. */
        CLUSTER_ENDS,
        /** It goes on without this host. */
        CLUSTER_LIVES
    }

    @Override
    public String id() {
        return "reset-host";
    }

    @Override
    public String title() {
        return "take the host back to what it was before kprov";
    }

    /** Any host of whatever roles: it is asked what is there. */
    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return true;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>(List.of(traces(blueprint.cluster())));
        if (end == End.CLUSTER_LIVES) {
            facts.addAll(List.of(Joined.KUBELET_CONF, MEMBER, MEMBERS));
        }
        return facts;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        if (end == End.CLUSTER_ENDS) {
            return Set.of();
        }
        return blueprint.cluster().hasStackedEtcd()
                ? Set.of(node(host), MEMBERS)
                : Set.of(node(host));
    }

    /** The question for what there is to take away. */
    public static TracesFact traces(Cluster cluster) {
        return new TracesFact(address(cluster));
    }

    private static String address(Cluster cluster) {
        return cluster.controlPlane().loadBalancer()
                        instanceof LoadBalancer.HaproxyKeepalived(var vip, _, _)
                ? vip.toString()
                : "";
    }

    private static ObjectFact node(Host host) {
        return new ObjectFact("v1", "Node", "", host.name());
    }

    @Override
    public Decision decide(View view) {
        var traces = view.get(traces(view.cluster()));
        boolean withData = data == Data.REMOVE;
        var due = traces.due(withData);
        if (due.isEmpty()) {
            return new Decision.Skip("nothing of kprov is on the host");
        }
        if (end == End.CLUSTER_LIVES) {
            var needed = stillCountedOn(view);
            if (needed.isPresent()) {
                return new Decision.Blocked(needed.get());
            }
        }
        var actions = new ArrayList<Action>();
        if (!traces.onlyRun(withData)) {
            actions.add(reset(view, traces));
        }
        actions.add(
                new Action.Run(
                        "remove " + Stamp.DIRECTORY,
                        Command.of("rm", "-rf", Stamp.DIRECTORY),
                        Duration.ofMinutes(1),
                        Where.SELF));
        return new Decision.Do(Sign.REMOVE, "on the host: " + String.join(", ", due), actions);
    }

    private Action reset(View view, Traces traces) {
        var what = new ArrayList<String>();
        what.add("stop what runs, and remove what kprov and its cluster left");
        var packages = traces.of(Traces.Kind.PACKAGE);
        if (!packages.isEmpty()) {
            what.add("purge " + String.join(" ", packages));
        }
        if (traces.hasData()) {
            what.add(
                    data == Data.REMOVE
                            ? "REMOVE etcd's data and audit logs"
                            : "keep etcd's data in " + Footprint.ASIDE + "DATE");
        }
        return new Action.LongRun(
                String.join("; ", what),
                id(),
                Command.script(
                        script(),
                        data == Data.REMOVE ? "remove" : "keep",
                        address(view.cluster()),
                        view.cluster().kubernetes().podCidr().toString()),
                LIMIT);
    }

    /** The whole script, as it runs on hosts. */
    static String script() {
        return "# kprov: reset-host\n" + Footprint.shell() + PackageManager.purgeFunction() + BODY;
    }

    /** Why the host cannot go while the cluster lives. */
    private static Optional<Problem> stillCountedOn(View view) {
        var host = view.host();
        var node = view.others().ask(node(host));
        if (node.flatMap(ObjectState::found).isPresent()) {
            return Optional.of(refused(host, "it is a node of the cluster"));
        }
        var members = members(view);
        if (members.flatMap(known -> known.find(host.name(), EtcdFiles.peerUrl(host)))
                .isPresent()) {
            return Optional.of(
                    refused(
                            host,
                            "etcd counts its member: "
                                    + members.get().voters().size()
                                    + " vote, quorum "
                                    + members.get().quorum()));
        }
        if (!host.isNode()
                && view.cluster().loadBalancers().contains(host)
                && !view.others().readyControlPlanes().isEmpty()) {
            return Optional.of(refused(host, "it is a load balancer before the API servers"));
        }
        if (view.get(Joined.KUBELET_CONF)
                && node.filter(ObjectState.Absent.class::isInstance).isEmpty()) {
            return Optional.of(unknown(host, "no API server says whether it is still a node"));
        }
        if (view.get(MEMBER) && members.isEmpty()) {
            return Optional.of(
                    unknown(host, "it holds etcd's data, and no other member says who counts"));
        }
        return Optional.empty();
    }

    /** What the others say; the host's own member is not asked about itself. */
    private static Optional<EtcdMembers> members(View view) {
        var stacked = view.others().ask(MEMBERS).filter(EtcdMembers::answered);
        return stacked.or(() ->
                view.cluster().etcdMembers().stream()
                        .filter(other -> !other.equals(view.host()))
                        .flatMap(other -> view.others().facts(other).stream())
                        .filter(facts -> facts.knows(MEMBERS))
                        .map(facts -> facts.get(MEMBERS))
                        .filter(EtcdMembers::answered)
                        .findFirst());
    }

    private static Problem refused(Host host, String why) {
        return new Problem(
                host + ": the cluster still counts on this host",
                why,
                "nothing was changed",
                "take it out of the cluster first, which resets it, too: kprov remove-node "
                        + host
                        + ";\nor end the whole cluster: kprov reset --all");
    }

    private static Problem unknown(Host host, String why) {
        return new Problem(
                host + ": the cluster may still count on this host",
                why,
                "nothing was changed",
                "mend the control plane ('kprov status' tells what is bad), then repeat the command;\n"
                        + "or, where the cluster is to end: kprov reset --all");
    }

    private static String read() {
        try (var stream = ResetHost.class.getResourceAsStream("reset-host.sh")) {
            if (stream == null) {
                throw new IllegalStateException("no script reset-host");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
