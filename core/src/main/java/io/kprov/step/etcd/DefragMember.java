package io.kprov.step.etcd;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembers.Member;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.EtcdStatus;
import io.kprov.facts.EtcdStatusFact;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the disk back what a member's database holds and does not use (etcd.io: Maintenance). The
 * member answers nobody meanwhile, so it is worth it only where there is something to gain.
 */
public final class DefragMember implements Step {
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final EtcdStatusFact STATUS = new EtcdStatusFact();

    /** Less is no gain, however much of a small file it is. */
    private static final long LEAST = 10 * 1_048_576L;

    /** etcdctl gives up after this time; kprov waits a little longer for its word. */
    private static final Duration LIMIT = Duration.ofMinutes(14);

    @Override
    public String id() {
        return "defrag-member";
    }

    @Override
    public String title() {
        return "defragment the etcd member";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isEtcdMember(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(MEMBERS, STATUS);
    }

    @Override
    public Decision decide(View view) {
        var members = view.get(MEMBERS);
        var status = view.get(STATUS);
        var amiss = amiss(members, status);
        if (amiss.isPresent()) {
            return new Decision.Blocked(amiss.get());
        }
        var own =
                members.find(view.host().name(), EtcdFiles.peerUrl(view.host()))
                        .flatMap(status::of);
        if (own.isEmpty()) {
            return new Decision.Skip("etcd has no member of this name");
        }
        var database = own.get();
        String sizes =
                "%s, in use %s"
                        .formatted(
                                EtcdStatus.size(database.bytes()),
                                EtcdStatus.size(database.bytesInUse()));
        if (!isWorthIt(database)) {
            return new Decision.Skip(sizes + ": little would be given back");
        }
        return new Decision.Do(
                Sign.CHANGE,
                sizes + (members.voters().size() > 2 ? "" : "; etcd does not answer meanwhile"),
                List.of(defragment()));
    }

    /** A quarter of the file, or of one that is nearly full whatever it is. */
    private static boolean isWorthIt(EtcdStatus.Endpoint database) {
        boolean much = database.free() * 4 >= database.bytes();
        boolean nearlyFull = database.quota() > 0 && database.bytes() * 5 >= database.quota() * 4;
        return database.free() >= LEAST && (much || nearlyFull);
    }

    /** Outlives the connection: to break it off would not stop the member's work. */
    private static Action defragment() {
        return new Action.LongRun(
                "etcdctl defrag",
                "etcd-defrag",
                Command.script(
                        """
                        # kprov: defrag-member
                        set -e
                        etcdctl() { command %s "$@"; }
                        # Since the look another one may have gone.
                        etcdctl endpoint status --cluster --command-timeout=5s
                        etcdctl defrag --command-timeout=%dm
                        """
                                .formatted(Etcdctl.command(), LIMIT.toMinutes())),
                LIMIT.plusMinutes(1));
    }

    /** Whoever is away now would be missed while another one is busy. */
    private static Optional<Problem> amiss(EtcdMembers members, EtcdStatus status) {
        if (!members.answered() || status.members().isEmpty()) {
            return Optional.of(
                    problem(
                            "a member gives no answer on its own host",
                            members,
                            "there: 'systemctl status etcd' or 'crictl ps -a', and the log"));
        }
        var causes = new ArrayList<String>();
        for (Member member : status.members()) {
            String who = member.label();
            if (member.name().isEmpty()) {
                causes.add(who + " was added and has never started");
            } else if (status.of(member).isEmpty()) {
                causes.add(who + " gives no answer");
            }
        }
        if (causes.isEmpty() && !members.allHealthy()) {
            members.voters().stream()
                    .filter(voter -> !members.isHealthy(voter))
                    .forEach(voter -> causes.add(voter.name() + " is not healthy"));
        }
        return causes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        problem(
                                String.join("\n", causes),
                                members,
                                "bring it back, or replace it: kprov etcd replace"));
    }

    private static Problem problem(String why, EtcdMembers members, String next) {
        return new Problem(
                "etcd is not defragmented while a member is missing",
                why,
                members.answered()
                        ? "nothing was changed; %d of %d members are healthy, quorum is %d"
                                .formatted(
                                        members.healthyVoters(),
                                        members.voters().size(),
                                        members.quorum())
                        : "nothing was changed",
                next + ";\n'kprov etcd members' shows all of them; then repeat the command");
    }
}
