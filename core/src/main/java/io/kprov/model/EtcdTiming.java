package io.kprov.model;

import java.time.Duration;
import java.util.Map;

/**
 * How soon members of etcd notice that their leader is gone, in milliseconds (etcd.io: Tuning).
 *
 * @param heartbeat how often the leader shows that it lives
 * @param election how long the others wait for it before they choose a new one
 */
public record EtcdTiming(long heartbeat, long election) {
    public static final String HEARTBEAT = "heartbeat-interval";
    public static final String ELECTION = "election-timeout";

    /** etcd's own, and kprov's. */
    public static final EtcdTiming DEFAULT = new EtcdTiming(100, 1000);

    /** etcd refuses a longer election. */
    public static final long LONGEST_ELECTION = 50_000;

    /** It refuses an election that waits for fewer heartbeats. */
    public static final int LEAST_HEARTBEATS = 5;

    /** "At least 10 times the round-trip time", so that it may vary. */
    private static final int ROUND_TRIPS = 10;

    /** What members run with, given the flags that the inventory sets. */
    public static EtcdTiming of(Map<String, String> extraArgs) {
        return new EtcdTiming(
                Long.parseLong(extraArgs.getOrDefault(HEARTBEAT, "" + DEFAULT.heartbeat)),
                Long.parseLong(extraArgs.getOrDefault(ELECTION, "" + DEFAULT.election)));
    }

    /** Whether members that are so far apart keep their leader. */
    public boolean suits(Duration roundTrip) {
        return Duration.ofMillis(election).compareTo(roundTrip.multipliedBy(ROUND_TRIPS)) >= 0
                && Duration.ofMillis(heartbeat * 2).compareTo(roundTrip) >= 0;
    }

    /** The least above these that suits: a heartbeat for each round trip, in whole ten ms. */
    public EtcdTiming suiting(Duration roundTrip) {
        long tens = Math.ceilDiv(roundTrip.toNanos(), 10_000_000L);
        long wanted = Math.max(heartbeat, tens * 10);
        return new EtcdTiming(wanted, Math.max(election, wanted * ROUND_TRIPS));
    }
}
