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

        `kprov preflight` asks every host once and judges what it finds. `kprov apply` does the same before it changes
        anything, and stops when a check fails. All of them hold on bare machines and on an installed cluster alike, so a
        second run passes as the first did. A warning is shown and stops nothing.

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
                - `ports`: a port that the program itself holds is fine: that is an installed cluster.
                - `vip`: the address is asked for with ping and by the kernel's own neighbour discovery. Where a load balancer
                  cannot be reached, an answer may be its, and is a warning.
                - `downloads` and `registries` take any answer for good, and use no proxy.
                """;
    }
}
