package io.kprov.simulator;

/** What measuring for etcd finds: disks and ways of a good rack. */
final class EtcdAnswers {
    private EtcdAnswers() {}

    /** dd's times, where no member's data is. */
    static String syncs(SimulatedMachine machine, String data) {
        return machine.files().exists(data) ? "" : (data + " 0.0008 s, 2.9 MB/s\n").repeat(200);
    }

    /** What a member that runs has measured. */
    static String metrics(SimulatedMachine machine, String data, boolean healthy) {
        if (!machine.files().exists(data)) {
            return "";
        }
        return "member "
                + data
                + "\n"
                + (healthy
                        ? """
                        etcd_disk_wal_fsync_duration_seconds_bucket{le="0.001"} 990
                        etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 1000
                        etcd_disk_wal_fsync_duration_seconds_count 1000
                        etcd_network_peer_round_trip_time_seconds_sum{To="a"} 0.3
                        etcd_network_peer_round_trip_time_seconds_count{To="a"} 1000
                        """
                        : "");
    }

    /** curl's times: nobody listens there yet, which is an answer. */
    static String roundTrip(SimulatedMachine machine, String data, String url) {
        return machine.files().exists(data)
                ? ""
                : url + " refused\n" + (url + " @ 0.00002 0.0 0.0003\n").repeat(5);
    }
}
