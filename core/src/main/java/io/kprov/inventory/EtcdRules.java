package io.kprov.inventory;

import io.kprov.model.EtcdTiming;
import java.util.Map;
import java.util.OptionalLong;

/** Rules about flags of etcd that it would refuse to start with. */
final class EtcdRules {
    private static final String QUOTA = "quota-backend-bytes";

    /** Leaves room for arithmetic. */
    private static final String NUMBER = "0*[1-9][0-9]{0,14}";

    private EtcdRules() {}

    static void flagsAreNumbers(Draft draft, Report report) {
        number(draft, report, EtcdTiming.HEARTBEAT, "milliseconds", "100");
        number(draft, report, EtcdTiming.ELECTION, "milliseconds", "1000");
        number(draft, report, QUOTA, "bytes", "8589934592");
    }

    private static void number(
            Draft draft, Report report, String flag, String unit, String example) {
        var value = flags(draft).get(flag);
        if (value != null && !value.matches(NUMBER)) {
            report.error(
                    path(draft, flag),
                    report.shown(path(draft, flag), value)
                            + " is not a number of "
                            + unit
                            + " above 0",
                    "write only the number, e.g. " + Quoted.text(example));
        }
    }

    static void anElectionOutlastsHeartbeats(Draft draft, Report report) {
        var heartbeat = milliseconds(draft, EtcdTiming.HEARTBEAT, EtcdTiming.DEFAULT.heartbeat());
        var election = milliseconds(draft, EtcdTiming.ELECTION, EtcdTiming.DEFAULT.election());
        if (heartbeat.isEmpty() || election.isEmpty()) {
            return;
        }
        if (election.getAsLong() > EtcdTiming.LONGEST_ELECTION) {
            report.error(
                    path(draft, EtcdTiming.ELECTION),
                    "etcd takes no election-timeout above " + EtcdTiming.LONGEST_ELECTION + " ms",
                    "use ten times the round trip between members, which `kprov preflight` measures");
        } else if (election.getAsLong() < EtcdTiming.LEAST_HEARTBEATS * heartbeat.getAsLong()) {
            report.error(
                    path(
                            draft,
                            flags(draft).containsKey(EtcdTiming.ELECTION)
                                    ? EtcdTiming.ELECTION
                                    : EtcdTiming.HEARTBEAT),
                    "etcd takes no election-timeout (%s) below %d times the heartbeat-interval (%s)"
                            .formatted(
                                    said(draft, report, EtcdTiming.ELECTION, election.getAsLong()),
                                    EtcdTiming.LEAST_HEARTBEATS,
                                    said(
                                            draft,
                                            report,
                                            EtcdTiming.HEARTBEAT,
                                            heartbeat.getAsLong())),
                    "set both, the election-timeout to ten times the heartbeat-interval");
        }
    }

    private static String said(Draft draft, Report report, String flag, long milliseconds) {
        var value = flags(draft).get(flag);
        return value == null
                ? milliseconds + ", the default"
                : report.shown(path(draft, flag), value);
    }

    /** The flag's value or its default; empty when it is none. */
    private static OptionalLong milliseconds(Draft draft, String flag, long byDefault) {
        var value = flags(draft).getOrDefault(flag, "" + byDefault);
        return value.matches(NUMBER)
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }

    private static Map<String, String> flags(Draft draft) {
        return draft.root().section("kubernetes").section("etcd").namedTexts("extraArgs");
    }

    private static String path(Draft draft, String flag) {
        var etcd = draft.root().section("kubernetes").section("etcd");
        return KeyPath.child(etcd.pathOf("extraArgs"), flag);
    }
}
