package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import io.kprov.state.Holder;
import io.kprov.state.OperatorLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of runs, while they run and later. */
class RunsStoryTest {
    private final Path folder;
    private final Desk desk;

    RunsStoryTest(@TempDir Path folder) {
        this.folder = folder;
        this.desk = new Desk(folder);
    }

    private List<Path> runs() throws IOException {
        try (var all = Files.list(desk.state().journal())) {
            return all.sorted().toList();
        }
    }

    private static List<JsonNode> events(Path run) throws IOException {
        return Files.readAllLines(run.resolve("events.ndjson")).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void a_run_leaves_a_journal_and_a_report_for_its_owner_and_one_without_work_leaves_none()
            throws IOException {
        var applied = desk.kprov("apply", "--yes").expect(0);
        desk.kprov("apply", "--yes").expect(0);

        assertThat(runs()).hasSize(1);
        assertThat(applied.err())
                .contains("== services\n")
                .containsPattern("cp-1 +configure HAProxy: \\.\\.\\.\n")
                .containsPattern("cp-1 +configure HAProxy: done \\d+\\.\\d s\n")
                .containsPattern("cp-1 .*: wait until ");

        Path run = runs().getFirst();
        assertThat(applied.err()).contains("journal: " + run.resolve("events.ndjson"));
        assertThat(applied.err()).doesNotContain("go on with");
        assertThat(mode(run)).isEqualTo("rwx------");
        assertThat(mode(run.resolve("events.ndjson"))).isEqualTo("rw-------");
        assertThat(mode(run.resolve("report.md"))).isEqualTo("rw-------");
        var events = events(run);
        var first = events.getFirst();
        assertThat(first.path("event").asString()).isEqualTo("run-started");
        assertThat(first.path("run").asString()).isEqualTo(run.getFileName().toString());
        assertThat(first.path("operation").asString()).isEqualTo("apply");
        assertThat(first.path("command").asString()).isEqualTo("kprov apply --yes");
        assertThat(first.path("user").asString()).isEqualTo("ann");
        assertThat(first.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(first.path("inventorySha256").asString()).hasSize(64);
        assertThat(first.path("planSha256").asString()).hasSize(64);
        var last = events.getLast();
        assertThat(last.path("event").asString()).isEqualTo("run-ended");
        assertThat(last.path("result").asString()).isEqualTo("done");
        assertThat(last.path("hosts")).hasSize(5);
        assertThat(run.resolve("report.md")).content().contains("# apply of cluster prod: done");
        String password = Files.readString(desk.state().pki().resolve("vrrp-password")).strip();
        assertThat(run.resolve("events.ndjson")).content().doesNotContain(password, "PRIVATE KEY");
    }

    @Test
    void runs_are_listed_and_shown_by_the_beginning_of_their_id() {
        assertThat(desk.kprov("runs").expect(0).out()).contains("no runs in");
        desk.kprov("apply", "--yes").expect(0);
        desk.site().machine("cp-1").files().write("/etc/haproxy/haproxy.cfg", "global\n");
        desk.kprov("apply", "--yes").expect(0);

        var list = desk.kprov("runs").expect(0).out().lines().toList();
        assertThat(list).hasSize(3);
        assertThat(list.get(1)).contains("apply", "ann@", "done").matches(".* 1 +\\d+ +0$");

        var json = desk.kprov("runs", "-o", "json").expect(0).json();
        assertThat(json).hasSize(2);
        assertThat(json.get(0).path("result").asString()).isEqualTo("done");
        assertThat(json.get(0).path("done").asInt()).isEqualTo(1);
        assertThat(json.get(1).path("done").asInt()).isGreaterThan(50);
        assertThat(json.get(0).path("began").asString())
                .isGreaterThan(json.get(1).path("began").asString());

        String older = json.get(1).path("id").asString();
        assertThat(desk.kprov("runs", "show", older).expect(0).out())
                .contains("run " + older + " on cluster prod: done", "\ncp-1\n", "\nw-2\n")
                .contains("join the cluster");
        assertThat(desk.kprov("runs", "show", "last").expect(0).out())
                .contains("configure HAProxy: done", "had nothing to do")
                .doesNotContain("join the cluster", "go on with");
        assertThat(desk.kprov("runs", "show", "last", "--verbose").expect(0).out())
                .contains("write /etc/haproxy/haproxy.cfg, ", "nothing to do (");
        var shown = desk.kprov("runs", "show", "last", "-o", "json").expect(0).json();
        assertThat(shown.at("/run/id").asString()).isEqualTo(json.get(0).path("id").asString());
        assertThat(shown.at("/hosts/0/steps/0/outcome").asString()).isEqualTo("skipped");

        desk.kprov("runs", "show", older.substring(0, older.length() - 1)).expect(0);
        assertThat(desk.kprov("runs", "show", "2").expect(64).err())
                .contains("several begin so: ", older);
        assertThat(desk.kprov("runs", "show", "1999").expect(64).err())
                .contains("there is none of that name", "next:  take an id from: kprov runs");
        assertThat(desk.kprov("runs", "-i", folder + "/inventory.yaml", "show", older).out())
                .contains(older);
        desk.kprov("runs", "show", "-i", "inventory.yaml", "last").expect(0);
    }

    @Test
    void a_failed_run_says_how_to_go_on_and_the_same_command_does() {
        desk.site().machine("w-2").fillDisk();

        var failed = desk.kprov("apply", "inventory.yaml", "--yes").expect(1);

        assertThat(failed.out()).contains("stopped after").containsPattern("w-2 .* failed");
        assertThat(failed.err().lines().toList())
                .endsWith("go on with: kprov apply inventory.yaml --yes")
                .anyMatch(line -> line.startsWith("journal: /"))
                .anyMatch(line -> line.startsWith("w-2: ") && line.endsWith(" failed"))
                .anyMatch(line -> line.startsWith("  state: "));
        assertThat(desk.kprov("runs").out()).contains("failed");
        assertThat(desk.kprov("runs", "show", "last").out())
                // Which of its first writes fails is chance: tracks run side by side.
                .contains("\nw-2  failed\n", "FAILED", "why:   ", "No space left", "next: ")
                .endsWith("go on with: kprov apply inventory.yaml --yes\n");

        desk.site().machine("w-2").wipe();
        desk.kprov("apply", "inventory.yaml", "--yes").expect(0);

        assertThat(desk.kprov("runs").out().lines().toList().get(1)).contains("done");
    }

    @Test
    void a_host_that_is_lost_while_kubeadm_is_at_work_is_named_at_once(@TempDir Path other) {
        var first = new AtomicBoolean(true);
        var unlucky =
                new Desk(
                        other,
                        (host, command) ->
                                host.equals("w-1")
                                                && command.startsWith("kubeadm-join")
                                                && first.getAndSet(false)
                                        ? new Mishap.LostAfter()
                                        : new Mishap.None());

        var applied = unlucky.kprov("apply", "--yes").expect(0);

        assertThat(applied.err())
                .contains(
                        "w-1          join the cluster with kubeadm: again in 2 s, attempt 2: the connection was lost: ");
    }

    @Test
    void a_run_without_an_end_broke_off_unless_its_process_is_at_work() throws IOException {
        desk.kprov("apply", "--yes").expect(0);
        Path events = runs().getFirst().resolve("events.ndjson");
        String text = Files.readString(events);
        // Killed in the midst of writing a line.
        Files.writeString(events, text.substring(0, text.indexOf("\"step-done\"") + 30));

        assertThat(desk.kprov("runs").expect(0).out()).contains("broke off");
        assertThat(desk.kprov("runs", "show", "last").expect(0).out())
                .contains(": broke off\n", ": not ended, ", "go on with: kprov apply --yes");

        var holder =
                new Holder(
                        ProcessHandle.current().pid(),
                        "ann",
                        Surroundings.machine(),
                        Instant.now(),
                        "apply");
        try (var _ = OperatorLock.acquire(desk.state(), holder)) {
            assertThat(desk.kprov("runs").expect(0).out()).contains("running");
        }
        assertThat(desk.kprov("runs").expect(0).out()).contains("broke off");
    }

    @Test
    void transcripts_of_older_versions_are_not_listed() throws IOException {
        desk.state().create();
        Files.writeString(desk.state().journal().resolve("20260101T000000.000Z.ndjson"), "{}\n");

        assertThat(desk.kprov("runs").expect(0).out()).contains("no runs in");
    }

    @Test
    void progress_for_programs_is_the_journal_and_nothing_else() throws IOException {
        desk.site().machine("w-2").fillDisk();

        var failed = desk.kprov("apply", "--yes", "--progress", "json").expect(1);

        assertThat(failed.jsonOfErr())
                .containsExactlyInAnyOrderElementsOf(events(runs().getFirst()));
        assertThat(failed.jsonOfErr().getLast().at("/problems/0/what").asString()).contains("w-2");
    }
}
