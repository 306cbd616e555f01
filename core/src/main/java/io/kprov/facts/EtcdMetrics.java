package io.kprov.facts;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a host's etcd member has measured itself since it started. */
public sealed interface EtcdMetrics {

    /** The host holds no member. */
    record NoMember() implements EtcdMetrics {}

    /** It holds one, whose metrics could not be asked for. */
    record Silent() implements EtcdMetrics {}

    /**
     * What its member says.
     *
     * @param syncs of its log
     * @param roundTrips to each other member that it has talked to, on average
     */
    record Told(Optional<SyncTimes> syncs, List<Duration> roundTrips) implements EtcdMetrics {

        public Told {
            roundTrips = List.copyOf(roundTrips);
        }
    }
}
