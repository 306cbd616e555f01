package io.kprov.step.etcd;

import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembers.Member;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.Fact;
import io.kprov.facts.PathFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a dead member of external etcd out of the count (etcd.io: Runtime reconfiguration, Replace
 * a failed machine). One of the others removes it, and the rest wait until they have heard of it:
 * whoever joins afterwards asks any of them.
 *
 * @param replaced the host whose member it is, or was
 */
public record RemoveMember(Host replaced) implements Step {
    private static final PathFact DATA = new PathFact(EtcdFiles.DATA_PATH);
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public String id() {
        return "remove-member";
    }

    @Override
    public String title() {
        return "remove the dead etcd member of " + replaced;
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isExternalMember(host) && !host.equals(replaced);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(MEMBERS);
    }

    @Override
    public Decision decide(View view) {
        var known = view.get(MEMBERS);
        if (!known.answered()) {
            return speaker(view).isPresent()
                    ? new Decision.Skip("its own member gives no answer, and is not asked")
                    : new Decision.Blocked(nobodyAnswers());
        }
        var member = KnownMembers.self(known, replaced);
        var refusal = refusal(view.others(), known, member);
        if (refusal.isPresent()) {
            return new Decision.Blocked(refusal.get());
        }
        var old = member.filter(RemoveMember::isOld).filter(_ -> !holdsData(view.others()));
        if (old.isEmpty()) {
            return new Decision.Skip("etcd does not count " + replaced + " any more");
        }
        return speaker(view).filter(view.host()::equals).isPresent()
                ? new Decision.Do(
                        Sign.REMOVE, arithmetic(known, old.get()), List.of(remove(old.get())))
                : new Decision.Do(
                        Sign.CHANGE,
                        "it is to hear of it",
                        List.of(Membership.awaitGone(replaced, old.get())));
    }

    /** Whether it was ever part of the cluster; one that was only added has nothing to lose. */
    static boolean isOld(Member member) {
        return !member.learner() || !member.name().isEmpty();
    }

    /** Whether there is a member to remove, for all that was seen. */
    public boolean isDue(Cluster cluster, ClusterView seen) {
        return KnownMembers.of(cluster, seen)
                .flatMap(known -> KnownMembers.self(known, replaced))
                .filter(RemoveMember::isOld)
                .isPresent();
    }

    private boolean holdsData(ClusterView seen) {
        return seen.facts(replaced)
                .filter(facts -> facts.knows(DATA) && facts.get(DATA))
                .isPresent();
    }

    private Optional<Host> speaker(View view) {
        return Membership.speaker(view.cluster(), view.others(), replaced);
    }

    private Optional<Problem> refusal(
            ClusterView seen, EtcdMembers known, Optional<Member> member) {
        boolean data = holdsData(seen);
        if (member.isEmpty()) {
            return data
                    ? Optional.of(
                            refused(
                                    "the host holds data of a member that etcd does not know",
                                    known,
                                    moveAway()))
                    : Optional.empty();
        }
        if (member.get().learner() && data) {
            // It has begun to join.
            return Optional.empty();
        }
        if (known.isHealthy(member.get())) {
            return Optional.of(
                    refused(
                            "its etcd member is healthy: there is nothing to replace",
                            known,
                            "if a replacement was interrupted, it has come to its end; kprov apply does what is left.\n"
                                    + "Of another host: kprov etcd replace NAME; 'kprov etcd members' shows all"));
        }
        if (data) {
            return Optional.of(
                    refused(
                            "its etcd member is not healthy, but its data is there ("
                                    + EtcdFiles.DATA_PATH
                                    + ")",
                            known,
                            "let it start: 'systemctl status etcd', 'journalctl -u etcd -n 50'.\n"
                                    + "If its data is good for nothing: "
                                    + moveAway()));
        }
        if (isOld(member.get()) && !member.get().learner() && !known.mayRemove(member.get())) {
            return Optional.of(
                    refused(
                            "there is no quorum to agree on the removal",
                            known,
                            "bring members back until %d are healthy; where they are lost for good: kprov etcd recover"
                                    .formatted(known.quorum())));
        }
        return Optional.empty();
    }

    private String moveAway() {
        return "on "
                + replaced
                + ": systemctl stop etcd; mv "
                + EtcdFiles.DATA_PATH
                + " "
                + EtcdFiles.DATA_PATH
                + ".old\nthen repeat the command";
    }

    private Problem refused(String why, EtcdMembers known, String next) {
        return new Problem(
                replaced + ": the etcd member is not replaced",
                why,
                "nothing was changed; " + known.counts(),
                next);
    }

    private Problem nobodyAnswers() {
        return new Problem(
                replaced + ": the etcd member is not replaced",
                "no other member is healthy",
                "nothing was changed",
                "bring members back ('kprov etcd members'); where they are lost for good: kprov etcd recover");
    }

    private static String arithmetic(EtcdMembers known, Member old) {
        return known.counts() + "; after removal: " + known.without(old).counts();
    }

    private static Action remove(Member old) {
        return new Action.Run(
                "remove member " + old.id(),
                Etcdctl.command("member", "remove", old.id()),
                LIMIT,
                Where.SELF);
    }
}
