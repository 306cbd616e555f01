package io.kprov.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How full the members' databases are, and the alarms: what a test sets, a defrag changes. */
public final class SimulatedDatabases {
    private static final long MIB = 1_048_576;
    private static final long QUOTA = 8192 * MIB;

    private final Recorder recorder;
    private final Map<String, Database> databases = new LinkedHashMap<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private long quota = QUOTA;

    /** In bytes. */
    record Database(long size, long inUse) {}

    /** Of a member, by etcd's number of the kind. */
    record Alarm(String member, int kind) {}

    SimulatedDatabases(Recorder recorder) {
        this.recorder = recorder;
    }

    /** From now on the member's database has this size, in MiB. */
    public void fill(String member, int size, int inUse) {
        databases.put(member, new Database(size * MIB, inUse * MIB));
    }

    /** From now on writes are refused beyond this size, in MiB. */
    public void limit(int size) {
        quota = size * MIB;
    }

    /** {@code NOSPACE} or {@code CORRUPT}. */
    public void alarm(String member, String kind) {
        alarms.add(new Alarm(member, kind.equals("NOSPACE") ? 1 : 2));
    }

    public boolean hasAlarm() {
        return !alarms.isEmpty();
    }

    Database of(String member) {
        return databases.getOrDefault(member, new Database(MIB, MIB));
    }

    long quota() {
        return quota;
    }

    List<Alarm> alarms() {
        return List.copyOf(alarms);
    }

    /** What {@code etcdctl endpoint health} says while there is an alarm; empty without one. */
    String complaint() {
        var text = new StringBuilder();
        alarms.forEach(alarm -> text.append(alarm.kind == 1 ? "NOSPACE " : "CORRUPT "));
        return alarms.isEmpty() ? "" : "Active Alarm(s): " + text;
    }

    void defragment(String member) {
        recorder.change("etcd-defrag:" + member);
        var before = of(member);
        databases.put(member, new Database(before.inUse, before.inUse));
    }

    void disarm() {
        recorder.change("etcd-alarms");
        alarms.clear();
    }
}
