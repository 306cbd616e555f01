package io.kprov.step.etcd;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers.Member;
import io.kprov.facts.EtcdStatus;
import io.kprov.facts.EtcdStatus.Alarm;
import io.kprov.facts.EtcdStatus.Endpoint;
import io.kprov.facts.EtcdStatusFact;
import io.kprov.facts.Etcdctl;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
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
import java.util.function.Predicate;

/**
 * Takes back the alarm for space, so that etcd accepts writes again: when there is space again, and
 * no other alarm with it, since etcdctl takes back all of them (etcd.io: Maintenance).
 */
public final class DisarmAlarms implements Step {
    private static final EtcdStatusFact STATUS = new EtcdStatusFact();

    @Override
    public String id() {
        return "disarm-alarms";
    }

    @Override
    public String title() {
        return "disarm etcd's alarms";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().isEtcdMember(host);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(STATUS);
    }

    @Override
    public Decision decide(View view) {
        var status = view.get(STATUS);
        if (status.members().isEmpty()) {
            return blocked(
                    "nobody knows which alarms there are",
                    "no member answers on " + view.host(),
                    "kprov status");
        }
        if (status.alarms().isEmpty()) {
            return new Decision.Skip("etcd has no alarm");
        }
        return refusal(status)
                .orElseGet(() ->
                        new Decision.Do(Sign.CHANGE, String.join("; ", told(status)), disarm()));
    }

    private static Optional<Decision> refusal(EtcdStatus status) {
        var others =
                status.alarms().stream()
                        .filter(alarm -> !alarm.kind().equals(Alarm.NO_SPACE))
                        .toList();
        if (!others.isEmpty()) {
            return Optional.of(damaged(status, others.getFirst()));
        }
        var silent = status.silent();
        if (!silent.isEmpty()) {
            return Optional.of(
                    blocked(
                            "an alarm stays while a member gives no answer",
                            "whether there is space on %s is not known"
                                    .formatted(names(silent.stream().map(Member::name).toList())),
                            "bring it back ('kprov etcd members' shows all), then repeat the command"));
        }
        var unknown = where(status, database -> database.quota() == 0);
        if (!unknown.isEmpty()) {
            return Optional.of(
                    blocked(
                            "an alarm stays while the quota is not known",
                            names(unknown) + " runs an etcd that does not tell it",
                            "look at quota-backend-bytes and 'kprov etcd members', then on one of the hosts:\n"
                                    + Etcdctl.command("alarm", "disarm")));
        }
        var full = where(status, DisarmAlarms::isFull);
        return full.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        blocked(
                                "an alarm stays while a database has less than 5 % of its quota left",
                                String.join("\n", told(status)) + "\nfull: " + names(full),
                                makeSpace()));
    }

    /**
     * A request that would not fit raises the alarm before the quota is reached, so a little below
     * it nothing has been gained.
     */
    private static boolean isFull(Endpoint database) {
        return database.bytes() * 20 > database.quota() * 19;
    }

    /**
     * etcd.io: Maintenance, Space quota. With the alarm API servers cannot compact: they note it in
     * etcd, and that is a write.
     */
    private static String makeSpace() {
        return "forget the old revisions, as root on a host with a member:\n"
                + "rev=$(%s | sed -n 's/^\"Revision\" : //p') && %s \"$rev\"\n"
                        .formatted(
                                Etcdctl.command("get", "/", "-w", "fields"),
                                Etcdctl.command("compact", "--physical"))
                + "then: kprov etcd defrag, and repeat the command;\n"
                + "if that is not enough: delete objects, which etcd accepts all the same, and begin anew";
    }

    private static Decision damaged(EtcdStatus status, Alarm alarm) {
        String who = name(status, alarm.id());
        return new Decision.Blocked(
                new Problem(
                        "the alarm %s of %s is not disarmed".formatted(alarm.kind(), who),
                        "the data of that member is not that of the others; without the alarm it would be served",
                        "nothing was changed; etcd refuses writes",
                        "mend that member first: https://etcd.io/docs/latest/op-guide/data_corruption/;\nonly then, on a host whose data is right:\n"
                                + Etcdctl.command("alarm", "disarm")));
    }

    /** Between the look and now another alarm may have come. */
    private static List<Action> disarm() {
        return List.of(
                new Action.Run(
                        "etcdctl alarm disarm",
                        Command.script(
                                """
                                # kprov: disarm-alarms
                                set -e
                                etcdctl() { command %s "$@"; }
                                other=$(etcdctl alarm list | grep -v NOSPACE || true)
                                [ -z "$other" ] || { echo "there is another alarm: $other" >&2; exit 1; }
                                etcdctl alarm disarm
                                """
                                        .formatted(Etcdctl.command())),
                        Duration.ofMinutes(1),
                        Action.Where.SELF));
    }

    private static List<String> told(EtcdStatus status) {
        var told = new ArrayList<String>();
        for (Member member : status.members()) {
            status.of(member)
                    .ifPresent(database ->
                            told.add(
                                    "%s: %s of %s, in use %s"
                                            .formatted(
                                                    member.name(),
                                                    EtcdStatus.size(database.bytes()),
                                                    EtcdStatus.size(database.quota()),
                                                    EtcdStatus.size(database.bytesInUse()))));
        }
        return told;
    }

    private static List<String> where(EtcdStatus status, Predicate<Endpoint> which) {
        return status.endpoints().stream()
                .filter(which)
                .map(endpoint -> name(status, endpoint.id()))
                .toList();
    }

    private static String name(EtcdStatus status, String id) {
        return status.members().stream()
                .filter(member -> member.id().equals(id))
                .map(Member::name)
                .findFirst()
                .orElse(id);
    }

    private static String names(List<String> names) {
        return String.join(", ", names);
    }

    private static Decision blocked(String what, String why, String next) {
        return new Decision.Blocked(
                new Problem(what, why, "nothing was changed; etcd refuses writes", next));
    }
}
