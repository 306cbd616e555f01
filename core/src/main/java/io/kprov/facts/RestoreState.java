package io.kprov.facts;

import java.util.Set;

/**
 * How far a host is in a restore of etcd.
 *
 * @param uploaded the snapshot is on the host, whole
 * @param prepared the data is restored from it, beside the old data
 * @param swapped the new data, if the host gets any, is in the place of the old
 * @param open the host's control plane was stopped for a restore that has not come to its end
 * @param manifests static pods of the control plane, by kubeadm's names, that the kubelet runs
 * @param aside those that were taken away from it for this restore
 * @param running of etcd and the API server, those whose process runs
 */
public record RestoreState(
        boolean uploaded,
        boolean prepared,
        boolean swapped,
        boolean open,
        Set<String> manifests,
        Set<String> aside,
        Set<String> running) {
    public RestoreState {
        manifests = Set.copyOf(manifests);
        aside = Set.copyOf(aside);
        running = Set.copyOf(running);
    }

    /** Nothing of a control plane or a member runs, or is about to. */
    public boolean stopped() {
        return open && manifests.isEmpty() && running.isEmpty();
    }
}
