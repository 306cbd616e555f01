package io.kprov.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.snapshot.RestoreOrder;
import io.kprov.state.ClusterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A restore that was begun is found by the next process as it was noted. */
final class OpenOrderTest {
    @TempDir private Path folder;

    private OpenOrder<RestoreOrder> order() {
        return new OpenOrder<>(
                new ClusterState(folder), RestoreOrder.class, "restore", "bring it back");
    }

    static List<RestoreOrder.Source> sources() {
        return List.of(
                new RestoreOrder.Source.File("/home/ann/s.db", 7, "0".repeat(64)),
                new RestoreOrder.Source.Survivor("cp-2"));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void is_found_as_it_was_begun_until_it_has_ended(RestoreOrder.Source source) {
        var since = Instant.parse("2026-11-25T12:00:00Z");
        var begun =
                new RestoreOrder(
                        RestoreOrder.id(since, "0123456789"), since, List.of("cp-1"), source);

        order().begin(begun);

        assertThat(order().find()).contains(begun);
        assertThat(begun.id()).isEqualTo("20261125T120000Z-01234567");
        order().end();
        assertThat(order().find()).isEmpty();
    }

    @Test
    void a_damaged_note_is_no_reason_to_begin_anew() throws IOException {
        Files.writeString(folder.resolve("restore.json"), "{");

        assertThatThrownBy(() -> order().find())
                .hasMessageContaining("restore.json cannot be read")
                .hasMessageContaining("bring it back");
    }
}
