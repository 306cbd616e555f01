package io.kprov.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.kprov.model.IpAddress;
import io.kprov.remote.LocalRemote;
import io.kprov.render.HostFile;
import io.kprov.render.PathPattern;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts asked of this very machine, by the script that runs on hosts. */
final class ShellFactsTest {
    @TempDir private Path directory;

    private static HostFacts ask(Fact<?>... facts) {
        var script = new FactScript(List.of(facts));
        var result = LocalRemote.run(script.command());
        assertThat(result.stderr()).isEmpty();
        return script.parse(result.stdout());
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private Path file(String name, String text, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void files_come_with_mode_owner_and_digest() throws IOException {
        Path file = file("a file's name", "line one\nline two", "rw-r-----");
        var attributes = Files.readAttributes(file, PosixFileAttributes.class);
        var wanted =
                new HostFile(
                        file.toString(),
                        "0640",
                        attributes.owner().getName() + ":" + attributes.group().getName(),
                        "line one\nline two".getBytes(StandardCharsets.UTF_8),
                        HostFile.Visibility.PUBLIC);

        var state = ask(FileFact.of(wanted)).get(FileFact.of(wanted));

        assertThat(state.is(wanted)).isTrue();
        assertThat(state.content()).as("equal content does not travel").isEmpty();
    }

    @Test
    void another_content_travels_for_the_diff() throws IOException {
        Path file = file("config", "größer\nold\n", "rw-r--r--");
        var fact = FileFact.of(HostFile.readable(file.toString(), "new\n"));

        assertThat(ask(fact).get(fact).content()).contains("größer\nold\n");
    }

    @Test
    void the_disk_of_a_path_that_is_not_there_is_the_one_of_the_folder_above() throws IOException {
        var fact = new DiskFact(path("none/at all"));
        var store = Files.getFileStore(directory);

        var disk = ask(fact).get(fact).orElseThrow();

        assertThat(disk.sizeMiB()).isCloseTo(store.getTotalSpace() >> 20, within(1L));
        assertThat(disk.freeMiB()).isBetween(0L, disk.sizeMiB());
    }

    @Test
    void a_secret_never_travels() throws IOException {
        Path file = file("key", "SECRET-bytes\n", "rw-------");
        var fact = FileFact.of(HostFile.secret(file.toString(), "\u0001"));
        var script = new FactScript(List.of(fact));

        var output = LocalRemote.run(script.command()).stdout();

        assertThat(script.parse(output).get(fact).content()).isEmpty();
        assertThat(output.lines()).noneMatch(line -> line.startsWith("text "));
    }

    @Test
    void absent_empty_and_special_files_are_told_apart() throws IOException {
        file("empty", "", "rw-r--r--");
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("/nonexistent"));
        var absent = FileFact.content(path("absent"));
        var empty = FileFact.content(path("empty"));
        var folder = FileFact.content(directory.toString());
        var dangling = FileFact.content(path("dangling"));

        var facts = ask(absent, empty, folder, dangling);

        assertThat(facts.get(absent)).isEqualTo(new FileState.Absent());
        assertThat(facts.get(empty).content()).contains("");
        assertThat(facts.get(folder)).isEqualTo(new FileState.Special("directory"));
        assertThat(facts.get(dangling)).isEqualTo(new FileState.Special("symbolic link"));
    }

    @Test
    void links_and_paths() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), Path.of("/opt/kprov/x y/1|2"));
        file("file", "", "rw-r--r--");
        var link = new LinkFact(path("link"));
        var noLink = new LinkFact(path("file"));
        var nothing = new LinkFact(path("nothing"));
        var there = new PathFact(path("file"));
        var notThere = new PathFact(path("nothing"));

        var facts = ask(link, noLink, nothing, there, notThere);

        assertThat(facts.get(link)).isEqualTo("/opt/kprov/x y/1|2");
        assertThat(facts.get(noLink)).isEmpty();
        assertThat(facts.get(nothing)).isEmpty();
        assertThat(facts.get(there)).isTrue();
        assertThat(facts.get(notThere)).isFalse();
    }

    @Test
    void files_of_kprov_are_told_from_those_of_others() throws IOException {
        String own = "# written by kprov, source inventory; changes are overwritten\n";
        file("own.toml", own, "rw-------");
        file("without end.toml", own.strip(), "rw-r--r--");
        file("other.toml", "# by hand\n" + own, "rw-r--r--");
        file("empty.toml", "", "rw-r--r--");
        file("own.toml.bak", own, "rw-r--r--");
        file(".kprov.x7.toml", own, "rw-r--r--");
        file("two\nlines.toml", own, "rw-r--r--");
        Files.createDirectory(directory.resolve("folder.toml"));
        Files.createSymbolicLink(directory.resolve("link.toml"), directory.resolve("own.toml"));
        Files.createSymbolicLink(directory.resolve("dangling.toml"), Path.of("/nonexistent"));
        Files.createDirectories(directory.resolve("registry.example.com:5000"));
        file("registry.example.com:5000/hosts.toml", own, "rw-r--r--");
        var files = new OwnFilesFact(new PathPattern(path("*.toml")));
        var deeper = new OwnFilesFact(new PathPattern(path("*/hosts.toml")));
        var nothing = new OwnFilesFact(new PathPattern("/nonexistent/*.toml"));

        var facts = ask(files, deeper, nothing);

        assertThat(facts.get(files).own())
                .containsExactlyInAnyOrder(path("own.toml"), path("without end.toml"));
        assertThat(facts.get(files).others())
                .containsExactlyInAnyOrder(
                        path("other.toml"),
                        path("empty.toml"),
                        path("folder.toml"),
                        path("link.toml"),
                        path("dangling.toml"));
        assertThat(facts.get(deeper).own())
                .containsExactly(path("registry.example.com:5000/hosts.toml"));
        assertThat(facts.get(nothing)).isEqualTo(new OwnFiles(Set.of(), Set.of()));
    }

    @Test
    void kernel_settings_in_force() throws IOException {
        var known = new SysctlFact("kernel.ostype");
        var unknown = new SysctlFact("net.bridge.no-such-key");

        var facts = ask(known, unknown);

        assertThat(facts.get(known))
                .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/ostype")).strip());
        assertThat(facts.get(unknown)).isEmpty();
    }

    @Test
    void this_machine() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var machine = ask(new MachineFact()).get(new MachineFact());

            assertThat(machine.os()).isNotEmpty();
            assertThat(machine.kernel())
                    .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
            assertThat(machine.hostname())
                    .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
            assertThat(machine.cpus()).isPositive();
            assertThat(machine.memoryMiB()).isPositive();
            assertThat(machine.freeMiB()).isPositive();
            assertThat(machine.programs()).contains("base64", "sha256sum", "tar");
            assertThat(machine.now().getEpochSecond()).isPositive();
            if (Files.isExecutable(Path.of("/usr/bin/ss"))) {
                assertThat(machine.listeners())
                        .anyMatch(found -> found.port() == listener.getLocalPort());
            }
        }
    }

    @Test
    void who_answers_http() throws IOException {
        var server =
                HttpServer.create(
                        new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    boolean known = exchange.getRequestURI().getPath().equals("/healthz");
                    exchange.sendResponseHeaders(known ? 200 : 403, -1);
                    exchange.close();
                });
        server.start();
        try {
            String site = "http://127.0.0.1:" + server.getAddress().getPort();
            var ready = new HttpFact(site + "/healthz");
            var refused = new HttpFact(site + "/else");
            var nobody = new HttpFact("https://127.0.0.1:1/readyz");

            var facts = ask(ready, refused, nobody);

            assertThat(facts.get(ready)).isEqualTo(200);
            assertThat(facts.get(refused)).isEqualTo(403);
            assertThat(facts.get(nobody)).isZero();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void names_that_resolve() {
        var local = new ResolveFact("localhost");
        var nowhere = new ResolveFact("no-such-host.invalid");

        var facts = ask(local, nowhere);

        assertThat(facts.get(local))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(address -> address.inet().isLoopbackAddress());
        assertThat(facts.get(nowhere)).isEmpty();
    }

    @Test
    void what_is_not_there_answers_nothing() {
        var images = new ImagesFact();
        var members = new EtcdMembersFact();
        var node = new ObjectFact("v1", "Node", "", "cp-1");
        var dns = new DnsFact(IpAddress.parse("127.0.0.1").orElseThrow(), "kubernetes.default");
        var unit = new UnitFact("kprov-no-such-unit");
        var pack = new PackageFact("kprov-no-such-package");

        var facts = ask(images, members, node, dns, unit, pack);

        assertThat(facts.get(images)).isEmpty();
        assertThat(facts.get(members).answered()).isFalse();
        assertThat(facts.get(node)).isEqualTo(new ObjectState.NoAnswer());
        assertThat(facts.get(dns)).isFalse();
        assertThat(facts.get(unit).exists()).isFalse();
        assertThat(facts.get(unit).active()).isFalse();
        assertThat(facts.get(pack)).isFalse();
    }

    @Test
    void words_of_questions_are_no_shell() {
        String nasty = path("$(touch " + path("pwned") + ") `x` 'y' \"z\"; *");

        var facts = ask(FileFact.content(nasty), new PathFact(nasty), new LinkFact(nasty));

        assertThat(facts.get(new PathFact(nasty))).isFalse();
        assertThat(directory.resolve("pwned")).doesNotExist();
    }

    @Test
    void packages_of_this_machine() {
        var dpkg = new PackageFact("dpkg");
        var never = new PackageFact("kprov-no-such-package");
        if (Files.isExecutable(Path.of("/usr/bin/dpkg-query"))) {
            var facts = ask(dpkg, never);

            assertThat(facts.get(dpkg)).isTrue();
            assertThat(facts.get(never)).isFalse();
        }
    }

    @Test
    void all_sources_have_names_of_their_own() {
        var facts =
                List.<Fact<?>>of(
                        FileFact.content("/x"),
                        new LinkFact("/x"),
                        new PathFact("/x"),
                        new OwnFilesFact(new PathPattern("/x")),
                        new SysctlFact("x"),
                        new UnitFact("x"),
                        new PackageFact("x"),
                        new HttpFact("http://x"),
                        new ResolveFact("x"),
                        new DnsFact(IpAddress.parse("::1").orElseThrow(), "x"),
                        new MachineFact(),
                        new ImagesFact(),
                        new ObjectFact("v1", "Node", "", "x"),
                        new EtcdMembersFact(),
                        new CertificateFact("/x"),
                        new CertificateFileFact(new PathPattern("/x"), true),
                        new ServedCertificateFact("x:1"),
                        new ProcessFact("x", "y"),
                        new RunningPodsFact(),
                        new ServiceAccountTokensFact());

        assertThat(facts.stream().map(fact -> fact.source().name()))
                .doesNotHaveDuplicates()
                .doesNotContain("end");
    }

    @Test
    void traces_are_told_by_kind_and_name() {
        var fact = new TracesFact("");

        // Whatever this machine is used for: nothing of it is a cluster's.
        assertThat(ask(fact).get(fact).of(Traces.Kind.PROGRAM)).isEmpty();
        assertThat(ask(fact).get(fact).of(Traces.Kind.ADDRESS)).isEmpty();
    }
}
