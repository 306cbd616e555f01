package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script with a curl that answers as the test says: no network. */
class CheckScriptTest {
    @TempDir Path folder;

    private Path script;

    @BeforeEach
    void write_script_and_curl() throws IOException {
        var cluster = Examples.STACKED.cluster();
        var file =
                HostTree.of(cluster, cluster.host("cp-1"), Examples.VERSIONS, Examples.KNOWN)
                        .stream()
                        .filter(each -> each.path().equals(KeepalivedFiles.CHECK_SCRIPT_PATH))
                        .findFirst()
                        .orElseThrow();
        script = Files.write(folder.resolve("check"), file.bytes());
        var curl = folder.resolve("curl");
        Files.writeString(
                curl,
                """
                #!/bin/sh
                for last; do :; done
                grep -qxF "$last" "$0.up"
                """);
        assertThat(curl.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void keeps_the_address_when_its_own_api_server_is_ready() throws Exception {
        assertThat(exit("127.0.0.1:8405/healthz", "127.0.0.1:8405/ready")).isZero();
    }

    @Test
    void gives_it_up_when_haproxy_is_dead() throws Exception {
        assertThat(exit("127.0.0.1:8405/ready")).isOne();
    }

    @Test
    void gives_it_up_when_only_a_peer_reaches_an_api_server() throws Exception {
        assertThat(exit("127.0.0.1:8405/healthz", "10.0.0.13:8405/ready")).isOne();
    }

    @Test
    void keeps_it_when_nobody_reaches_one() throws Exception {
        assertThat(exit("127.0.0.1:8405/healthz", "10.0.0.12:8405/healthz")).isZero();
    }

    private int exit(String... answering) throws IOException, InterruptedException {
        var urls = String.join("\n", answering).replaceAll("(?m)^", "http://");
        Files.writeString(folder.resolve("curl.up"), urls + "\n");
        var builder = new ProcessBuilder("/bin/sh", script.toString());
        builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
        return builder.start().waitFor();
    }
}
