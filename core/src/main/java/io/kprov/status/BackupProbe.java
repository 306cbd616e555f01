package io.kprov.status;

import io.kprov.facts.BackupFact;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.model.Backup;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.BackupFiles;
import io.kprov.snapshot.BackupState;
import io.kprov.snapshot.KeptSnapshot;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How old the newest snapshot of etcd is that was proven, and that the target has. */
final class BackupProbe implements Probe {
    private static final BackupFact STATE = new BackupFact();
    private static final UnitFact TIMER = new UnitFact(BackupFiles.TIMER);
    private static final UnitFact RUN = new UnitFact(BackupFiles.UNIT);

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        return cluster.backup().isPresent() && cluster.isEtcdMember(host)
                ? Set.of(STATE, TIMER, RUN)
                : Set.of();
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        return cluster.backup()
                .map(backup -> {
                    var hosts = new LinkedHashMap<Host, HostFacts>();
                    cluster.etcdMembers()
                            .forEach(host ->
                                    seen.facts(host).ifPresent(facts -> hosts.put(host, facts)));
                    return judge(backup, hosts, now);
                });
    }

    private Condition judge(Backup backup, Map<Host, HostFacts> hosts, Instant now) {
        var limit = backup.every().multipliedBy(2);
        var newest =
                hosts.values().stream()
                        .map(facts -> facts.get(STATE))
                        .flatMap(state -> safe(backup, state).stream())
                        .max(Comparator.comparing(KeptSnapshot::time));
        var details = new ArrayList<String>();
        hosts.forEach((host, facts) -> details.addAll(details(host, facts, limit, now)));
        String place =
                backup.target().map(target -> ", at " + target.described()).orElse(", on the host");
        if (newest.isEmpty()) {
            boolean young =
                    hosts.values().stream()
                            .flatMap(facts -> facts.get(STATE).since().stream())
                            .anyMatch(since -> !isOld(since, limit, now));
            String none =
                    hosts.isEmpty()
                            ? "no host with a member tells"
                            : "there is none yet" + place.replace(", on the host", "");
            return young
                    ? Condition.warning(name(), none, details)
                    : Condition.bad(name(), none, details);
        }
        String sentence =
                "last proven %s ago on %s, revision %d%s"
                        .formatted(
                                age(newest.get().time(), now),
                                newest.get().host(),
                                newest.get().proof().revision(),
                                place);
        if (isOld(newest.get().time(), limit, now)) {
            return Condition.bad(
                    name(),
                    sentence + ": twice as long as every " + words(backup.every()),
                    details);
        }
        return details.isEmpty()
                ? Condition.ok(name(), sentence)
                : Condition.warning(name(), sentence, details);
    }

    /** The newest one of a host's that counts: with a target it is the target that must have it. */
    private static Optional<KeptSnapshot> safe(Backup backup, BackupState state) {
        return backup.target()
                .map(target ->
                        state.sent()
                                .filter(sent -> sent.target().equals(target.described()))
                                .map(BackupState.Sent::snapshot))
                .orElse(state.newest());
    }

    private static List<String> details(Host host, HostFacts facts, Duration limit, Instant now) {
        var details = new ArrayList<String>();
        UnitState timer = facts.get(TIMER);
        var state = facts.get(STATE);
        if (!timer.exists()) {
            details.add(host + " has no timer for it yet: kprov apply");
        } else if (!timer.active()) {
            details.add(host + ": its timer is " + timer.activeState());
        }
        var last = state.last();
        last.filter(run -> !run.failed().isEmpty())
                .ifPresent(run -> details.add(host + ": no snapshot: " + run.failed()));
        last.filter(run -> !run.unsent().isEmpty())
                .ifPresent(run ->
                        details.add(host + ": not sent to " + run.target() + ": " + run.unsent()));
        if (details.isEmpty() && facts.get(RUN).activeState().equals("failed")) {
            details.add(
                    host + ": its last run failed: journalctl -u " + BackupFiles.UNIT + " -n 20");
        }
        state.newest()
                .filter(newest -> isOld(newest.time(), limit, now))
                .ifPresent(newest ->
                        details.add(
                                host + ": its last one is " + age(newest.time(), now) + " old"));
        return details;
    }

    private static boolean isOld(Instant time, Duration limit, Instant now) {
        return time.plus(limit).isBefore(now);
    }

    private static String age(Instant time, Instant now) {
        var age = Duration.between(time, now);
        return words(age.isNegative() ? Duration.ZERO : age);
    }

    /** In its largest unit, or the two largest. */
    private static String words(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays()
                    + " d"
                    + (time.toHoursPart() > 0 ? " " + time.toHoursPart() + " h" : "");
        }
        if (time.toHours() > 0) {
            return time.toHours()
                    + " h"
                    + (time.toMinutesPart() > 0 ? " " + time.toMinutesPart() + " min" : "");
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
