package io.kprov.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * UIDs of the cluster's namespace {@code kube-system}, by which a snapshot of its etcd is known
 * when no API server answers: {@code cluster-uids} in the cluster's folder. There is more than one
 * where a cluster was made anew, or etcd began anew with nothing.
 */
public record ClusterUids(ClusterState state) {

    private Path file() {
        return state.folder().resolve("cluster-uids");
    }

    /** All that were seen, the newest last. */
    public List<String> seen() {
        try {
            return Files.exists(file()) ? Files.readAllLines(file()) : List.of();
        } catch (IOException unread) {
            throw ClusterState.failed(file() + " could not be read", unread);
        }
    }

    /** Adds the one that is seen now, unless it is the newest already. */
    public void add(String uid) {
        var all = new ArrayList<>(seen());
        if (!all.isEmpty() && all.getLast().equals(uid)) {
            return;
        }
        all.remove(uid);
        all.add(uid);
        try {
            state.create();
            AtomicFile.write(file(), String.join("\n", all) + "\n", AtomicFile.Readers.OWNER);
        } catch (IOException failed) {
            throw ClusterState.failed(file() + " could not be written", failed);
        }
    }
}
