package io.kprov.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterUidsTest {
    private final ClusterUids uids;

    ClusterUidsTest(@TempDir Path folder) {
        uids = new ClusterUids(new ClusterState(folder.resolve("prod")));
    }

    @Test
    void none_is_known_of_a_cluster_that_was_never_seen() {
        assertThat(uids.seen()).isEmpty();
    }

    @Test
    void the_newest_is_last_and_none_is_forgotten() {
        uids.add("one");
        uids.add("one");
        uids.add("two");
        uids.add("one");

        assertThat(uids.seen()).containsExactly("two", "one");
    }
}
