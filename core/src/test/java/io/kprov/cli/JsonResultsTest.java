package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code -o json} of the commands that ask no host: one document on stdout. */
class JsonResultsTest {
    @TempDir private Path folder;

    @Test
    void init_names_the_inventory() {
        var ran = Ran.in(folder, "init", "lab.yaml", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(ran.json().toString()).isEqualTo("{\"inventory\":\"lab.yaml\"}");
        assertThat(folder.resolve("lab.yaml")).exists();
    }

    @Test
    void init_says_nothing_on_stdout_without_it() {
        assertThat(Ran.in(folder, "init").out()).isEmpty();
    }

    @Test
    void validate_has_each_finding_with_its_place() throws IOException {
        Files.writeString(folder.resolve("inventory.yaml"), "apiVersion: kprov.io/v1\n");
        var ran = Ran.in(folder, "validate", "-o", "json");

        assertThat(ran.code()).isEqualTo(65);
        assertThat(ran.json().path("valid").booleanValue()).isFalse();
        assertThat(ran.json().path("findings").path(0).path("line").intValue()).isEqualTo(1);
        assertThat(ran.json().path("findings").path(0).path("message").stringValue())
                .contains("kind is missing");
    }

    @Test
    void size_has_numbers_and_what_to_change() {
        Ran.in(folder, "init");
        var ran = Ran.in(folder, "size", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(ran.json().path("podNetwork").path("mostNodes").intValue()).isEqualTo(256);
        assertThat(ran.json().path("controlPlane").path("next").path("beyondNodes").isNumber())
                .isTrue();
        assertThat(ran.json().path("advice").isArray()).isTrue();
        assertThat(Ran.in(folder, "size").out()).contains("headroom ", "more nodes, then");
    }

    @Test
    void render_lists_the_files_that_it_wrote() {
        Ran.in(folder, "init");
        var ran = Ran.in(folder, "render", "--out", "rendered", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(ran.json().path("folder").stringValue()).isEqualTo("rendered");
        assertThat(ran.json().path("files").valueStream().map(JsonNode::stringValue))
                .contains("cluster/flannel.yaml", "hosts/cp-1/etc/containerd/config.toml")
                .allSatisfy(file -> assertThat(folder.resolve("rendered", file)).isRegularFile());
    }

    @Test
    void a_kubeconfig_in_a_file_is_told_without_its_key() throws IOException {
        install();
        var ran = Ran.in(folder, "kubeconfig", "--out", "k", "--user", "jane", "-o", "json");

        assertThat(ran.code()).isZero();
        assertThat(ran.json().propertyNames()).containsExactly("file", "user", "expires");
        assertThat(ran.json().path("file").stringValue()).isEqualTo("k");
        assertThat(ran.json().path("user").stringValue()).isEqualTo("jane");
        assertThat(Instant.parse(ran.json().path("expires").stringValue()))
                .isBetween(
                        Instant.now().plus(23, ChronoUnit.HOURS),
                        Instant.now().plus(24, ChronoUnit.HOURS));
        assertThat(folder.resolve("k")).content().startsWith("apiVersion: v1\n");
    }

    @Test
    void a_kubeconfig_on_stdout_is_json_itself() {
        install();
        var config = Ran.in(folder, "kubeconfig", "-o", "json").json();

        assertThat(config.path("kind").stringValue()).isEqualTo("Config");
        assertThat(config.path("current-context").stringValue()).isEqualTo("ops@prod");
        assertThat(config.at("/users/0/user/client-key-data").stringValue()).isNotEmpty();
    }

    @Test
    void an_error_leaves_stdout_empty() {
        Ran.in(folder, "init");
        var ran = Ran.in(folder, "kubeconfig", "-o", "json");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("has no PKI");
    }

    /** As far as the operator's side goes: the cluster's PKI. */
    private void install() {
        Ran.in(folder, "init");
        Workspace.open(
                        new InventoryReader(
                                new Environment(name -> Optional.empty(), folder, folder)),
                        Path.of("inventory.yaml"),
                        new SecureRandom(),
                        InstantSource.system())
                .pki()
                .make();
    }
}
