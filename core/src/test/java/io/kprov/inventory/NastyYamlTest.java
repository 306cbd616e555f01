package io.kprov.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that is made to hurt, or is not text at all, gets one clear error. */
@Timeout(60)
class NastyYamlTest {
    private static final String HEAD = "apiVersion: kprov.io/v1\nkind: Cluster\n";

    @TempDir Path directory;

    static Stream<Arguments> nasty() {
        return Stream.of(
                Arguments.of(
                        "aliases that explode",
                        utf8(HEAD + billionLaughs()),
                        "1:1 the document is too large once its aliases are written out; write"
                                + " fewer aliases (*name)"),
                Arguments.of(
                        "an anchor in itself",
                        utf8(HEAD + "hosts: &h [*h]\n"),
                        "3:8 an anchor contains its own alias; write the value out"),
                Arguments.of(
                        "too many aliases",
                        utf8(HEAD + "x: &x []\ny: [" + "*x,".repeat(20_000) + "]\n"),
                        "4:30008 there are too many aliases (*name); write the values out"),
                Arguments.of(
                        "deep lists",
                        utf8(HEAD + "hosts: " + "[".repeat(500_000)),
                        "3:1083 maps and lists are nested more than 50 levels deep; no inventory"
                                + " needs that; is this the right file?"),
                Arguments.of(
                        "deep maps",
                        utf8(HEAD + "hosts: " + "{a: ".repeat(100_000)),
                        "3:207 maps and lists are nested more than 50 levels deep; no inventory"
                                + " needs that; is this the right file?"),
                Arguments.of(
                        "tab as indentation",
                        utf8(HEAD + "metadata:\n\tname: x\n"),
                        "4:1 a tab is used for indentation; write spaces; YAML knows no tabs"
                                + " there"),
                Arguments.of(
                        "byte order mark",
                        utf8("\uFEFF" + HEAD),
                        "1:1 the file starts with a byte order mark; save it as UTF-8 without one"
                                + " (BOM)"),
                Arguments.of(
                        "UTF-16",
                        HEAD.getBytes(StandardCharsets.UTF_16),
                        "1:1 the file starts with a byte order mark; save it as UTF-8 without one"
                                + " (BOM)"),
                Arguments.of(
                        "Latin-1",
                        (HEAD + "metadata: {name: é}\n").getBytes(StandardCharsets.ISO_8859_1),
                        "1:1 the file is not UTF-8 text; save it as UTF-8"),
                Arguments.of(
                        "binary",
                        new byte[] {0x7F, 'E', 'L', 'F', 0, 0, 1},
                        "1:1 the file is binary, not text; name a YAML file"),
                Arguments.of(
                        "a control character",
                        utf8(HEAD + "metadata: {name: \u0007}\n"),
                        "3:18 there is a control character, U+0007; remove it, or write it as an"
                                + " escape in double quotes"),
                Arguments.of(
                        "a tag that would construct",
                        utf8(HEAD + "x: !!javax.script.ScriptEngineManager [a]\n"),
                        "3:4 YAML tags are not supported; put text that starts with ! in quotes"),
                Arguments.of(
                        "a tag with an unknown handle",
                        utf8(HEAD + "x: !e!x a\n"),
                        "3:4 YAML tags are not supported; put text that starts with ! in quotes"),
                Arguments.of(
                        "two documents",
                        utf8(HEAD + "---\n" + HEAD),
                        "3:1 there is a second YAML document; one file holds one cluster: write"
                                + " each to a file of its own"),
                Arguments.of(
                        "10 MiB",
                        tenMebibytes(),
                        "1:1 the file is larger than 2 MiB, which no inventory is; name the"
                                + " inventory, not some other file"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nasty")
    void nasty_text_gets_one_clear_error(String name, byte[] content, String expected)
            throws IOException {
        Path file = Files.write(directory.resolve("inventory.yaml"), content);

        assertThat(TestInventories.lines(file)).as(name).containsExactly(expected);
    }

    @Test
    void a_directory_is_refused() {
        assertThat(TestInventories.lines(directory))
                .containsExactly("1:1 is not a regular file; name a YAML file");
    }

    @Test
    void a_missing_file_is_refused() {
        assertThat(TestInventories.lines(directory.resolve("none.yaml")))
                .containsExactly("1:1 there is no such file; write one with: kprov init");
    }

    @Test
    void a_shared_value_may_be_an_alias() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("inventory.yaml"),
                        HEAD
                                + """
                                metadata: {name: prod}
                                kubernetes: {version: 1.36.3}
                                controlPlane: {endpoint: "192.168.10.11:6443"}
                                hosts:
                                  - {name: a, address: 192.168.10.11, roles: &all [control-plane, worker]}
                                  - {name: b, address: 192.168.10.12, roles: [worker], labels: &l {x: y}}
                                  - {name: c, address: 192.168.10.13, roles: [worker], labels: *l}
                                """);

        assertThat(TestInventories.isValid(file)).isTrue();
    }

    @Test
    void a_flood_of_findings_is_cut() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("inventory.yaml"),
                        HEAD + "hosts: [" + "a,".repeat(20_000) + "]\n");

        List<Finding> findings = TestInventories.findings(file);

        assertThat(findings).hasSize(201);
        assertThat(findings.getLast().message())
                .isEqualTo("there are more than 200 findings; the rest is not shown");
    }

    @Test
    void thousands_of_hosts_are_read() throws IOException {
        var text =
                new StringBuilder(HEAD)
                        .append("metadata: {name: prod}\n")
                        .append("kubernetes: {version: 1.36.3, podCidr: 11.0.0.0/8}\n")
                        .append("controlPlane: {endpoint: \"172.16.0.0:6443\"}\n")
                        .append("hosts:\n");
        for (int i = 0; i < 2_000; i++) {
            text.append(
                    "  - {name: h-%d, address: 172.16.%d.%d, roles: [%s], zone: z%d}\n"
                            .formatted(
                                    i,
                                    i / 250,
                                    i % 250,
                                    i == 0 ? "control-plane" : "worker",
                                    i % 3));
        }
        Path file = Files.writeString(directory.resolve("inventory.yaml"), text);

        assertThat(TestInventories.reader().read(file).cluster().hosts()).hasSize(2_000);
    }

    @Test
    void endless_names_do_not_end_the_stack() throws IOException {
        String endless = "a.".repeat(500_000) + "a";
        Path file =
                Files.writeString(
                        directory.resolve("inventory.yaml"),
                        HEAD
                                + """
                                metadata: {name: prod}
                                kubernetes: {version: 1.36.3}
                                controlPlane: {endpoint: "192.168.10.11:6443"}
                                hosts:
                                  - {name: a, address: 192.168.10.11, roles: [control-plane, worker],
                                     labels: {x: y}, taints: [%s]}
                                """
                                        .formatted(endless));

        assertThat(TestInventories.lines(file))
                .last()
                .asString()
                .startsWith("8:31 hosts[0].taints[0]: \"a.a.a.");
    }

    @Test
    void the_error_of_broken_yaml_carries_no_parser_text() throws IOException {
        Path file = Files.writeString(directory.resolve("inventory.yaml"), "password: {hunter2: [");

        var invalid =
                catchThrowableOfType(
                        InvalidInventoryException.class, () -> TestInventories.reader().read(file));

        assertThat(invalid).hasMessageNotContaining("hunter2").hasNoCause();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] tenMebibytes() {
        byte[] content = new byte[10 << 20];
        Arrays.fill(content, (byte) '#');
        return content;
    }

    private static String billionLaughs() {
        var text = new StringBuilder("l0: &l0 [a, a]\n");
        for (int i = 1; i < 40; i++) {
            text.append("l%d: &l%d [*l%d, *l%d]\n".formatted(i, i, i - 1, i - 1));
        }
        return text.toString();
    }
}
