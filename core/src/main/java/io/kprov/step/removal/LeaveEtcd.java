package io.kprov.step.removal;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembers.Member;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.etcd.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the member of a host that leaves out of etcd, alive or dead (etcd.io: Runtime
 * reconfiguration): one of those that stay removes it, and the rest wait until they have heard of
 * it. A member that leads hands the lead over before.
 *
 * @param leaving the host whose member it is
 */
public record LeaveEtcd(Host leaving) implements Step {
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    @Override
    public String id() {
        return "leave-etcd-" + leaving;
    }

    @Override
    public String title() {
        return "remove the etcd member of " + leaving;
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isEtcdMember(host) && !host.equals(leaving);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(MEMBERS);
    }

    @Override
    public Decision decide(View view) {
        var known = view.get(MEMBERS);
        var speaker = Membership.speaker(view.cluster(), view.others(), leaving);
        if (!known.answered()) {
            return speaker.isPresent()
                    ? new Decision.Skip("its own member gives no answer, and is not asked")
                    : new Decision.Blocked(nobodyAnswers());
        }
        var found = known.find(leaving.name(), EtcdFiles.peerUrl(leaving));
        if (found.isEmpty()) {
            return new Decision.Skip("etcd does not count " + leaving + "; " + known.counts());
        }
        var refusal = refusal(known, found.get());
        if (refusal.isPresent()) {
            return new Decision.Blocked(refusal.get());
        }
        // Whoever joins afterwards asks any of them: so each must have heard of it.
        return speaker.filter(view.host()::equals).isPresent()
                ? new Decision.Do(
                        Sign.REMOVE,
                        "%s; after this step: %s"
                                .formatted(known.counts(), known.without(found.get()).counts()),
                        List.of(remove(known, found.get())))
                : new Decision.Do(
                        Sign.CHANGE,
                        "it is to hear of it",
                        List.of(Membership.awaitGone(leaving, found.get())));
    }

    private Problem nobodyAnswers() {
        return new Problem(
                "the etcd member of " + leaving + " is not removed",
                "no member of those that stay gives an answer",
                "nothing was changed",
                "bring members back ('kprov etcd members'), then repeat the command;\n"
                        + "where a quorum is lost for good: kprov etcd recover");
    }

    /** The members that stay must be able to agree, on this and on all that comes after. */
    private Optional<Problem> refusal(EtcdMembers known, Member member) {
        if (member.learner() || (known.hasQuorum() && known.without(member).hasQuorum())) {
            return Optional.empty();
        }
        return Optional.of(
                new Problem(
                        "the etcd member of " + leaving + " is not removed",
                        known.hasQuorum()
                                ? "those that stay would have no quorum: "
                                        + known.without(member).counts()
                                : "there is no quorum to agree on it: " + known.counts(),
                        "nothing was changed",
                        known.hasQuorum()
                                ? "bring the others back, or remove those first that are dead: kprov remove-node NAME --dead"
                                : "bring members back until %d are healthy; where they are lost for good: kprov etcd recover"
                                        .formatted(known.quorum())));
    }

    /** To any one that stays and is healthy; refused by etcd where the member does not lead. */
    private static Action remove(EtcdMembers known, Member member) {
        var heir =
                known.voters().stream()
                        .filter(other -> !other.equals(member) && known.isHealthy(other))
                        .findFirst();
        boolean handsOver = known.isHealthy(member) && heir.isPresent();
        return new Action.Run(
                "etcdctl member remove " + member.id(),
                handsOver
                        ? Command.script(
                                """
                                # kprov: leave-etcd
                                if %s >/dev/null 2>&1; then
                                    sleep 1
                                fi
                                exec %s
                                """
                                        .formatted(
                                                Etcdctl.at(
                                                        member.clientUrls(),
                                                        "move-leader",
                                                        heir.get().id()),
                                                removal(member)))
                        : removal(member),
                Duration.ofMinutes(1),
                Where.SELF);
    }

    private static Command removal(Member member) {
        return Etcdctl.command("member", "remove", member.id());
    }
}
