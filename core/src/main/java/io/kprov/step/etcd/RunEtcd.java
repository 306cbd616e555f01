package io.kprov.step.etcd;

import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Etcdctl;
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
        facts.addAll(List.of(DATA, MEMBERS, KnownMembers.KEYS));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        if (view.get(DATA)) {
            return keepRunning(view);
        }
        var known = KnownMembers.of(view);
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
                : new Decision.Blocked(lostData(view.host(), self.get(), known.get()));
    }

    private static Decision keepRunning(View view) {
        var self = KnownMembers.self(view.get(MEMBERS), view.host());
        var decision =
                MemberUnit.of(view.blueprint(), view.host())
                        .decide(view, List.of(FirstStart.awaitHealthy(view.host())));
        boolean learns = self.filter(EtcdMembers.Member::learner).isPresent();
        if (learns) {
            var actions = new ArrayList<Action>();
            if (decision instanceof Decision.Do(_, _, var first)) {
                actions.addAll(first);
            }
            actions.add(FirstStart.promote(view.host(), KnownMembers.voters(view.get(MEMBERS))));
            return new Decision.Do(Sign.CHANGE, "it does not vote yet", actions);
        }
        if (decision instanceof Decision.Skip
                && !view.get(MEMBERS)
                        .healthyEndpoints()
                        .contains(EtcdFiles.clientUrl(view.host()))) {
            return new Decision.Do(
                    Sign.CHANGE,
                    "it runs, but is not healthy",
                    List.of(FirstStart.awaitHealthy(view.host())));
        }
        return decision;
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

    private static Problem lostData(Host host, EtcdMembers.Member self, EtcdMembers known) {
        return new Problem(
                host + ": its etcd member has lost its data",
                "etcd counts "
                        + host
                        + " among those that vote, but "
                        + EtcdFiles.DATA_PATH
                        + " is not there;\nwith an empty memory it might vote against what it has agreed to",
                "nothing was changed; %d of %d members are healthy, quorum is %d"
                        .formatted(known.healthyVoters(), known.voters().size(), known.quorum()),
                "if it was the data's disk: put it back. Else remove the member, on a host whose member is healthy:\n"
                        + Etcdctl.command("member", "remove", self.id())
                        + "\nthen repeat the command: the host joins anew");
    }
}
