package io.kprov.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.facts.FileState;
import io.kprov.model.Host;
import io.kprov.remote.LocalRemote;
import io.kprov.render.HostFile;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Clusters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kprov's own scripts, run for real under sh. */
final class RemoteScriptsTest {
    private static final byte[] BINARY = "#!/bin/sh\necho 1.0\n".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path root;
    private HttpServer server;
    private final AtomicInteger downloads = new AtomicInteger();

    @BeforeEach
    void serve() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    downloads.incrementAndGet();
                    var file = root.resolve("site" + exchange.getRequestURI().getPath());
                    byte[] body = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
                    exchange.sendResponseHeaders(Files.exists(file) ? 200 : 404, body.length + 0L);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        Files.createDirectories(root.resolve("site"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    // put-files

    private void put(HostFile... files) {
        Blueprint blueprint = Clusters.single();
        Host host = Clusters.host(blueprint, "cp-1");
        var fleet = new Fleet(new LocalConnector(), 1);
        var book =
                new LookBook(
                        fleet,
                        new Gatherer(fleet, java.time.InstantSource.system()),
                        new ClusterView(blueprint.cluster(), Map.of()),
                        new Waiter(InstantSource.system()));
        new ActionRunner(blueprint, fleet, book, new Waiter(InstantSource.system()))
                .putFiles(
                        host,
                        Stream.of(files)
                                .map(file -> new Action.PutFile(file, new FileState.Absent(), ""))
                                .toList());
    }

    private HostFile file(String name, String mode, byte[] bytes) throws IOException {
        return new HostFile(
                root.resolve(name).toString(), mode, owner(), bytes, HostFile.Visibility.SECRET);
    }

    private String owner() throws IOException {
        var attributes = Files.readAttributes(root, PosixFileAttributes.class);
        return attributes.owner().getName() + ":" + attributes.group().getName();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void files_get_content_mode_and_owner_in_one_go() throws IOException {
        byte[] every = new byte[256 * 300];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        put(
                file("etc/new/binary", "0600", every),
                file("etc/new/it's a name; $(x)", "0755", text("KPROV_FILE\n'\"$x\n")),
                file("etc/new/empty", "0644", new byte[0]));

        Path folder = root.resolve("etc/new");
        assertThat(folder.resolve("binary")).hasBinaryContent(every);
        assertThat(folder.resolve("it's a name; $(x)")).hasContent("KPROV_FILE\n'\"$x\n");
        assertThat(folder.resolve("empty")).isEmptyFile();
        assertThat(permissions(folder.resolve("binary"))).isEqualTo("rw-------");
        assertThat(permissions(folder.resolve("it's a name; $(x)"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(folder)).isEqualTo("rwxr-xr-x");
        assertThat(names(folder)).hasSize(3);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void a_file_is_replaced_as_a_whole_and_a_link_does_not_lead_elsewhere() throws IOException {
        Path elsewhere = Files.writeString(root.resolve("elsewhere"), "keep\n");
        Files.createDirectories(root.resolve("etc"));
        Files.createSymbolicLink(root.resolve("etc/config"), elsewhere);

        put(file("etc/config", "0644", text("new\n")));

        assertThat(elsewhere).hasContent("keep");
        assertThat(root.resolve("etc/config")).isRegularFile().hasContent("new");
        assertThat(Files.isSymbolicLink(root.resolve("etc/config"))).isFalse();
    }

    @Test
    void what_cannot_be_written_leaves_no_trace_and_names_itself() throws IOException {
        Files.createDirectories(root.resolve("etc/config"));
        Files.writeString(root.resolve("etc/config/inside"), "keep\n");

        var failing = file("etc/config", "0600", text("SECRET-bytes"));

        assertThatThrownBy(() -> put(failing))
                .isInstanceOf(ActionFailedException.class)
                .hasMessageContaining("cannot write " + failing.path())
                .hasMessageNotContaining("SECRET");
        assertThat(names(root.resolve("etc"))).containsExactly("config");
        assertThat(names(root.resolve("etc/config"))).containsExactly("inside");
    }

    @Test
    void an_unknown_owner_leaves_the_old_file() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/config"), "old\n");
        var failing =
                new HostFile(
                        root.resolve("etc/config").toString(),
                        "0600",
                        "no-such-user:no-such-group",
                        text("new\n"),
                        HostFile.Visibility.PUBLIC);

        assertThatThrownBy(() -> put(failing)).isInstanceOf(ActionFailedException.class);
        assertThat(root.resolve("etc/config")).hasContent("old");
        assertThat(names(root.resolve("etc"))).containsExactly("config");
    }

    // remove-file

    private CommandResult removeFile(String name) {
        var result =
                LocalRemote.run(
                        Command.script(
                                Scripts.read("remove-file"),
                                root.resolve(name).toString(),
                                HostFile.OWN));
        assertThat(result.ok()).as(result.stderr()).isTrue();
        return result;
    }

    @Test
    void a_file_of_kprovs_goes_with_its_folder_when_that_gets_empty() throws IOException {
        for (String name : List.of("ghcr.io/hosts.toml", "quay.io/hosts.toml")) {
            Files.createDirectories(root.resolve("certs.d/" + name).getParent());
            Files.writeString(root.resolve("certs.d/" + name), HostFile.OWN + "a template\n");
        }
        Files.writeString(root.resolve("certs.d/quay.io/ca.crt"), "somebody's\n");

        removeFile("certs.d/ghcr.io/hosts.toml");
        removeFile("certs.d/quay.io/hosts.toml");
        removeFile("certs.d/quay.io/hosts.toml");

        assertThat(names(root.resolve("certs.d"))).containsExactly("quay.io");
        assertThat(names(root.resolve("certs.d/quay.io"))).containsExactly("ca.crt");
    }

    @Test
    void a_file_that_is_somebody_elses_by_now_stays() throws IOException {
        Path file = Files.writeString(root.resolve("own"), "by hand\n" + HostFile.OWN);
        Path linked = Files.writeString(root.resolve("linked"), HostFile.OWN);
        Files.createSymbolicLink(root.resolve("link"), linked);

        var result = removeFile("own");
        removeFile("link");

        assertThat(result.stdout()).contains(file + " stays: kprov did not write it");
        assertThat(file).exists();
        assertThat(root.resolve("link")).isSymbolicLink();
        assertThat(linked).exists();
    }

    // fetch

    private CommandResult fetch(String path, String sha256, String... words) {
        return fetch(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path,
                sha256,
                new byte[0],
                words);
    }

    private CommandResult fetch(String url, String sha256, byte[] input, String... words) {
        var all =
                new ArrayList<>(
                        List.of(
                                "env",
                                "PATH=" + root.resolve("programs") + ":" + System.getenv("PATH"),
                                "sh",
                                "-c",
                                Scripts.read("fetch"),
                                "sh",
                                url,
                                sha256));
        all.addAll(List.of(words));
        return LocalRemote.run(new Command(all, new Command.Input.Hidden(input)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String opt(String version) {
        return root.resolve("opt/tool/" + version).toString();
    }

    private String bin() {
        return root.resolve("bin/tool").toString();
    }

    @Test
    void a_program_lands_in_its_folder_and_its_link_points_there() throws IOException {
        Files.write(root.resolve("site/tool"), BINARY);

        var result = fetch("tool", sha256(BINARY), opt("1"), "file", "tool", bin() + "=tool");

        assertThat(result.ok()).as(result.stderr()).isTrue();
        assertThat(Files.readSymbolicLink(Path.of(bin()))).hasToString(opt("1") + "/tool");
        assertThat(LocalRemote.run(Command.of(bin())).stdout()).isEqualTo("1.0\n");
        assertThat(Path.of(opt("1"), ".kprov-sha256")).hasContent(sha256(BINARY));
        assertThat(names(root.resolve("opt/tool"))).containsExactly("1");
    }

    @Test
    void a_second_run_downloads_nothing_and_mends_the_link() throws IOException {
        Files.write(root.resolve("site/tool"), BINARY);
        fetch("tool", sha256(BINARY), opt("1"), "file", "tool", bin() + "=tool");
        Files.delete(Path.of(bin()));
        Files.createSymbolicLink(Path.of(bin()), Path.of("/elsewhere"));

        var result = fetch("tool", sha256(BINARY), opt("1"), "file", "tool", bin() + "=tool");

        assertThat(result.ok()).as(result.stderr()).isTrue();
        assertThat(downloads).hasValue(1);
        assertThat(Files.readSymbolicLink(Path.of(bin()))).hasToString(opt("1") + "/tool");
        assertThat(names(root.resolve("bin"))).containsExactly("tool");
    }

    @Test
    void a_new_version_flips_the_link_and_keeps_the_old_one() throws IOException {
        Files.write(root.resolve("site/tool"), BINARY);
        fetch("tool", sha256(BINARY), opt("1"), "file", "tool", bin() + "=tool");

        fetch("tool", sha256(BINARY), opt("2"), "file", "tool", bin() + "=tool");

        assertThat(Files.readSymbolicLink(Path.of(bin()))).hasToString(opt("2") + "/tool");
        assertThat(names(root.resolve("opt/tool"))).containsExactly("1", "2");
    }

    @Test
    void another_file_than_the_locked_one_leaves_nothing() throws IOException {
        Files.write(root.resolve("site/tool"), text("evil"));

        var result = fetch("tool", sha256(BINARY), opt("1"), "file", "tool", bin() + "=tool");

        assertThat(result.exitStatus()).isEqualTo(1);
        assertThat(result.stderr())
                .contains("checksum mismatch", sha256(BINARY), sha256(text("evil")));
        assertThat(Path.of(bin())).doesNotExist();
        assertThat(names(root.resolve("opt/tool"))).isEmpty();
    }

    @Test
    void a_file_that_is_not_there_leaves_nothing() throws IOException {
        var result = fetch("none", sha256(BINARY), opt("1"), "file", "tool", bin() + "=tool");

        assertThat(result.ok()).isFalse();
        assertThat(result.stderr()).contains("404");
        assertThat(names(root.resolve("opt/tool"))).isEmpty();
    }

    @Test
    void an_archive_is_unpacked_and_each_of_its_executables_linked() throws IOException {
        byte[] archive = archive();
        String directory = root.resolve("cni") + "/";

        var result = fetch("-", sha256(archive), archive, opt("1"), "archive", "1", directory);

        assertThat(result.ok()).as(result.stderr()).isTrue();
        assertThat(names(root.resolve("cni"))).containsExactly("bridge", "loopback");
        assertThat(names(Path.of(opt("1"))))
                .containsExactly(".kprov-sha256", "LICENSE", "bridge", "loopback");
        assertThat(downloads).hasValue(0);
    }

    @Test
    void a_broken_archive_leaves_nothing() throws IOException {
        byte[] broken = text("no archive");

        var result = fetch("-", sha256(broken), broken, opt("1"), "archive", "0");

        assertThat(result.ok()).isFalse();
        assertThat(names(root.resolve("opt/tool"))).isEmpty();
    }

    /** Puts a program before the real one of that name. */
    private void program(String name, String script) throws IOException {
        Path file = Files.createDirectories(root.resolve("programs")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void every_file_is_on_the_disk_before_its_folder_has_its_name() throws IOException {
        byte[] archive = archive();
        Path synced = root.resolve("synced");
        program(
                "sync",
                """
                if [ -e '%1$s' ]; then echo 'too late'; fi >>'%2$s'
                for file in "$@"; do echo "${file##*/}"; done >>'%2$s'
                """
                        .formatted(opt("1"), synced));

        var result = fetch("-", sha256(archive), archive, opt("1"), "archive", "1");

        assertThat(result.ok()).as(result.stderr()).isTrue();
        assertThat(Files.readAllLines(synced))
                .containsExactlyInAnyOrder(
                        "content", ".kprov-sha256", "LICENSE", "bridge", "loopback");
    }

    @Test
    void what_does_not_reach_the_disk_leaves_the_old_version_in_use() throws IOException {
        Files.write(root.resolve("site/tool"), BINARY);
        fetch("tool", sha256(BINARY), opt("1"), "file", "tool", bin() + "=tool");
        program("sync", "echo 'sync: Input/output error' >&2; exit 1\n");

        var result = fetch("tool", sha256(BINARY), opt("2"), "file", "tool", bin() + "=tool");

        assertThat(result.ok()).isFalse();
        assertThat(result.stderr()).contains("Input/output error");
        assertThat(Files.readSymbolicLink(Path.of(bin()))).hasToString(opt("1") + "/tool");
        assertThat(names(root.resolve("opt/tool"))).containsExactly("1");
    }

    private byte[] archive() throws IOException {
        Path folder = Files.createDirectories(root.resolve("pack/cni"));
        for (String name : List.of("bridge", "loopback")) {
            Files.write(folder.resolve(name), BINARY);
            Files.setPosixFilePermissions(
                    folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(folder.resolve("LICENSE"), "free\n");
        Path archive = root.resolve("pack.tgz");
        var packed =
                LocalRemote.run(
                        Command.of(
                                "tar",
                                "-czf",
                                archive.toString(),
                                "-C",
                                root.resolve("pack").toString(),
                                "cni"));
        assertThat(packed.ok()).isTrue();
        return Files.readAllBytes(archive);
    }
}
