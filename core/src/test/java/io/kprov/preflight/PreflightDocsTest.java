package io.kprov.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PreflightDocsTest {
    private static final Path PAGE = Path.of("../docs/preflight.md");

    @Test
    void the_page_lists_exactly_the_checks() throws IOException {
        String page = page();
        if (Boolean.getBoolean("kprov.update")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("-Dkprov.update=true accepts the new text").content().isEqualTo(page);
    }

    private static String page() {
        return """
        # Preflight checks

        `kprov preflight` asks every host once and judges what it finds. `kprov plan` and `kprov apply` make the same checks
        before anything is changed, but for those that are a warning at worst, and stop when one fails. All of them hold on bare
        machines and on an installed cluster alike, so a second run passes as the first did. A warning is shown by
        `kprov preflight` and stops nothing.

        A check that a site cannot meet is accepted by name, in the inventory:

        ```yaml
        preflight: {waive: [memory]}
        ```

        Order here is order on the screen. Written by `PreflightDocsTest` from `io.kprov.preflight.Checks`.

        | Check | At worst | What must be true |
        |---|---|---|
        """
                + Checks.all().stream()
                        .map(check ->
                                "| `%s` | %s | %s |\n"
                                        .formatted(
                                                check.name(),
                                                check.severity()
                                                        .name()
                                                        .toLowerCase(java.util.Locale.ROOT),
                                                check.title()))
                        .collect(Collectors.joining())
                + """

                What a check found is printed beside it, with what to do about it. Notes on some:

                - `login` fails with the reason that the connection gave; the other checks then leave that host out.
                - `clocks`: a clock cannot be read from afar at a known moment. Each host reads its clock at both ends of the
                  look; kprov knows when it asked and when it had the answer, and reports only what these bounds prove.
                - `etcd-disk` and `etcd-latency` measure, for about a second, and on hosts that hold a member of etcd, or will; `plan` and
                  `apply` do not. Where there is no member's data yet, GNU `dd` writes 2300 bytes again and again, 200 times and for a second
                  at most, and says how long each took with its `fdatasync`: in `/var/lib/etcd`, or in the nearest folder above it that is there, and
                  in a file that is removed. `curl` knocks at port 2380 of the others, where a refusal is an answer. A member that runs
                  is not disturbed: its own metrics at `http://127.0.0.1:2381/metrics` tell of all that it did since it started
                  (`etcd_disk_wal_fsync_duration_seconds`, `etcd_network_peer_round_trip_time_seconds`). What cannot be measured is
                  said, and is no warning.
                - `etcd-disk` warns above 10 ms, etcd's own advice, and more plainly above 50 ms. Of fewer than a hundred writes it takes the longest.
                - `etcd-latency` compares with the `heartbeat-interval` and `election-timeout` of `kubernetes.etcd.extraArgs` (100 ms and
                  1000 ms where they are not set), and says what to set them to.
                - `ports`: a port that the program itself holds is fine: that is an installed cluster.
                - `vip`: the address is asked for with ping and by the kernel's own neighbour discovery. Where a load balancer
                  cannot be reached, an answer may be its, and is a warning.
                - `downloads` and `registries` take any answer for good, and use no proxy.
                """;
    }
}
