package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {

    @Test
    void every_command_and_subcommand_is_completed(@TempDir Path folder) {
        String script = new Desk(folder).kprov("completion").expect(0).out();

        assertThat(script)
                .contains("_picocli_kprov_drift()")
                .contains("_picocli_kprov_runs()")
                .contains("_picocli_kprov_runs_show()")
                .contains("--progress");
    }
}
