package io.kprov.step.etcd;

import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.PathFact;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.Step;
import io.kprov.step.UnderRestore;
import io.kprov.step.View;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The member of external etcd on a host. The first ones begin a cluster together; one that comes
 * later is a learner until it has caught up, and votes from then on (etcd.io: Learner).
 */
public final class RunEtcd implements Step {
    private static final PathFact DATA = new PathFact(EtcdFiles.DATA_PATH);
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final Action BEGUN = new Action.RemoveFile(EtcdFiles.BOOTSTRAP_PATH);

    private final Optional<Host> replaced;

    public RunEtcd() {
        this(Optional.empty());
    }

    private RunEtcd(Optional<Host> replaced) {
        this.replaced = replaced;
    }

    /** The same, where {@link RemoveMember} has done its work before. */
    public static RunEtcd afterRemovalOf(Host host) {
        return new RunEtcd(Optional.of(host));
    }

    @Override
    public String id() {
        return "run-etcd";
    }

    @Override
    public String title() {
        return "run the etcd member";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isExternalMember(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(MemberUnit.of(blueprint, host).facts());
        facts.addAll(List.of(DATA, MEMBERS, KnownMembers.KEYS, UnderRestore.MARK));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var restore = UnderRestore.blocks(view);
        if (restore.isPresent()) {
            return restore.get();
        }
        if (view.get(DATA)) {
            return keepRunning(view);
        }
        var known = KnownMembers.of(view).map(all -> withoutReplaced(view.host(), all));
        if (known.isEmpty()) {
            return obstacle(view)
                    .<Decision>map(Decision.Blocked::new)
                    .orElseGet(() -> FirstStart.begin(view));
        }
        var self = KnownMembers.self(known.get(), view.host());
        if (self.isEmpty() || self.get().learner()) {
            return FirstStart.join(view, known.get(), self);
        }
        // A member of the first hour that has never started is as good as one of those that have.
        return belongsToCluster(view).isEmpty() && !KnownMembers.haveKeys(view)
                ? FirstStart.begin(view)
                : new Decision.Blocked(
                        Membership.lostData(
                                view.host(),
                                known.get(),
                                "remove the member, and let the host join anew:\nkprov etcd replace "
                                        + view.host()));
    }

    private EtcdMembers withoutReplaced(Host host, EtcdMembers all) {
        return replaced.filter(host::equals)
                .flatMap(_ -> KnownMembers.self(all, host))
                .filter(RemoveMember::isOld)
                .map(all::without)
                .orElse(all);
    }

    private static Decision keepRunning(View view) {
        var self = KnownMembers.self(view.get(MEMBERS), view.host());
        var decision =
                MemberUnit.of(view.blueprint(), view.host())
                        .decide(view, List.of(Membership.awaitHealthy(view.host())));
        boolean learns = self.filter(EtcdMembers.Member::learner).isPresent();
        if (learns) {
            return new Decision.Do(
                    Sign.CHANGE,
                    "it does not vote yet",
                    begunOnceServing(
                            decision,
                            Membership.promote(view.host(), view.get(MEMBERS).voterUrls())));
        }
        boolean healthy =
                view.get(MEMBERS).healthyEndpoints().contains(EtcdFiles.clientUrl(view.host()));
        return switch (decision) {
            case Decision.Do(var sign, var reason, var actions) when healthy -> {
                var all = new ArrayList<>(List.of(Membership.handOver(view.host())));
                all.addAll(actions);
                yield new Decision.Do(sign, reason, all);
            }
            case Decision.Skip _ when !healthy ->
                    new Decision.Do(
                            Sign.CHANGE,
                            "it runs, but is not healthy",
                            List.of(Membership.awaitHealthy(view.host())));
            case Decision.Do(var sign, var reason, _) when !healthy ->
                    new Decision.Do(
                            sign,
                            reason,
                            begunOnceServing(decision, Membership.awaitHealthy(view.host())));
            default -> decision;
        };
    }

    /**
     * The same actions, with the settings of the first start taken away last: as long as they are
     * there, a member without quorum counts as one that has not begun yet.
     */
    private static List<Action> begunOnceServing(Decision decision, Action serving) {
        var actions = new ArrayList<Action>();
        if (decision instanceof Decision.Do(_, _, var first)) {
            actions.addAll(first);
        }
        boolean begun = actions.remove(BEGUN);
        if (!actions.contains(serving)) {
            actions.add(serving);
        }
        if (begun) {
            actions.add(BEGUN);
        }
        return actions;
    }

    /** Why no cluster may begin here, though no member answers. */
    private static Optional<Problem> obstacle(View view) {
        var traces = new ArrayList<>(belongsToCluster(view));
        for (Host host : view.cluster().externalMembers()) {
            if (view.others().facts(host).isEmpty()) {
                traces.add(host + " cannot be reached, and may hold etcd's data");
            }
        }
        return traces.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Problem(
                                view.host() + ": no member of etcd answers",
                                String.join("\n", traces),
                                "nothing was changed; a second etcd beside the one that holds the cluster is never begun",
                                "on the hosts that hold "
                                        + EtcdFiles.DATA_PATH
                                        + ": 'systemctl status etcd', 'journalctl -u etcd -n 50';\n"
                                        + "when a member answers, repeat the command"));
    }

    /** Control planes that are part of a cluster already, or may be. */
    private static List<String> belongsToCluster(View view) {
        var traces = new ArrayList<String>();
        for (Host host : view.cluster().controlPlanes()) {
            var facts = view.others().facts(host);
            if (facts.isEmpty()) {
                traces.add(host + " cannot be reached, and may belong to a cluster");
            } else if (facts.get().knows(Joined.KUBELET_CONF)
                    && facts.get().get(Joined.KUBELET_CONF)
                    && !facts.get().get(Joined.UNFINISHED_INIT)) {
                traces.add(host + " belongs to a cluster (" + Joined.KUBELET_CONF.path() + ")");
            }
        }
        return traces;
    }
}
