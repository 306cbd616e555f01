package io.kprov.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.state.LocalProcesses.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessesTest {
    private static final Holder ANN = new Holder(41, "ann", "desk", Instant.EPOCH, "apply");
    private static final Holder BOB = new Holder(42, "bob", "desk", Instant.EPOCH, "apply");

    @TempDir private Path root;
    private LocalProcesses processes;

    @BeforeEach
    void boot() throws IOException {
        processes = new LocalProcesses(root);
        write("etc/machine-id", "f00d");
        write("proc/sys/kernel/random/boot_id", "first");
        namespace("pid:[4026531836]");
        started(1, "S", "1");
        started(41, "S", "777");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private void namespace(String name) throws IOException {
        Path link = root.resolve("proc/self/ns/pid");
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(name));
    }

    private void started(long pid, String state, String ticks) throws IOException {
        write(
                "proc/" + pid + "/stat",
                pid + " (a ) b) " + state + " 1".repeat(18) + " " + ticks + " 0 0");
    }

    private Claim claim() {
        return new Claim("00000001", ANN, processes.mark(ANN.pid()));
    }

    private Fate fate(Claim claim) {
        return processes.fate(claim, BOB);
    }

    @Test
    void a_process_that_is_there_runs() {
        assertThat(fate(claim())).isEqualTo(Fate.RUNS_HERE);
    }

    @Test
    void the_machines_id_is_not_told() {
        assertThat(claim().text()).contains("\"boot\":\"first\"").doesNotContain("f00d");
    }

    @Test
    void a_process_that_ended_is_gone_also_when_nobody_took_note() throws IOException {
        var claim = claim();
        started(41, "Z", "777");
        assertThat(fate(claim)).isEqualTo(Fate.GONE);

        Files.delete(root.resolve("proc/41/stat"));
        assertThat(fate(claim)).isEqualTo(Fate.GONE);
    }

    @Test
    void another_process_with_its_number_is_not_it() throws IOException {
        var claim = claim();
        started(41, "S", "778");

        assertThat(fate(claim)).isEqualTo(Fate.GONE);
    }

    @Test
    void after_a_reboot_it_is_gone() throws IOException {
        var claim = claim();
        write("proc/sys/kernel/random/boot_id", "second");

        assertThat(fate(claim)).isEqualTo(Fate.GONE);
    }

    @Test
    void a_clone_of_the_machine_is_another_one() throws IOException {
        var clones =
                new Claim(
                        "00000001",
                        new Holder(41, "ann", "clone", Instant.EPOCH, "apply"),
                        claim().process());
        write("proc/sys/kernel/random/boot_id", "second");

        assertThat(fate(clones)).isEqualTo(Fate.ELSEWHERE);
    }

    @Test
    void a_container_does_not_see_the_processes_of_another_one() throws IOException {
        namespace("pid:[7]");
        var claim = claim();
        namespace("pid:[8]");
        Files.delete(root.resolve("proc/41/stat"));

        assertThat(fate(claim)).isEqualTo(Fate.ELSEWHERE);

        write("proc/sys/kernel/random/boot_id", "second");
        assertThat(fate(claim)).isEqualTo(Fate.ELSEWHERE);
    }

    @Test
    void another_machines_process_is_elsewhere() throws IOException {
        var claim = claim();
        write("etc/machine-id", "beef");

        assertThat(fate(claim)).isEqualTo(Fate.ELSEWHERE);
    }

    @Test
    void a_machine_without_an_id_knows_its_processes_until_its_next_boot() throws IOException {
        Files.delete(root.resolve("etc/machine-id"));
        var claim = claim();
        assertThat(fate(claim)).isEqualTo(Fate.RUNS_HERE);

        write("proc/sys/kernel/random/boot_id", "second");
        assertThat(fate(claim)).isEqualTo(Fate.ELSEWHERE);
    }

    @Test
    void where_nothing_can_be_told_nobody_is_taken_for_dead() {
        var untold = new LocalProcesses(root.resolve("no-proc"));
        var claim = new Claim("00000001", ANN, untold.mark(ANN.pid()));

        assertThat(untold.fate(claim, ANN)).isEqualTo(Fate.ELSEWHERE);
    }

    @Test
    void where_other_users_processes_are_hidden_nothing_is_said_of_them() throws IOException {
        var claim = claim();
        Files.delete(root.resolve("proc/41/stat"));
        Files.delete(root.resolve("proc/1/stat"));

        assertThat(fate(claim)).isEqualTo(Fate.ELSEWHERE);
        assertThat(processes.fate(claim, ANN)).isEqualTo(Fate.GONE);
    }

    @Test
    void this_very_process_is_known_on_this_very_machine() {
        var here = new LocalProcesses();
        long pid = ProcessHandle.current().pid();

        assertThat(here.mark(pid).started()).isNotEmpty().isEqualTo(here.mark(pid).started());
    }
}
