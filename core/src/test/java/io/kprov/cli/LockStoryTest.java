package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedMachine;
import io.kprov.state.Claim;
import io.kprov.state.Holder;
import io.kprov.state.LocalProcesses;
import io.kprov.state.ProcessMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Several operators, one cluster. */
class LockStoryTest {
    private static final int MANY = 20;
    private static final String LOCK = "/var/lib/kprov/lock/holder/";
    private static final List<String> CONTROL_PLANES = List.of("cp-1", "cp-2", "cp-3");

    @TempDir private Path folder;
    private Consumer<String> atCommand = _ -> {};
    private Desk ann;
    private Desk bob;

    @BeforeEach
    void two_desks() throws IOException {
        ann = new Desk(Files.createDirectory(folder.resolve("ann")), this::mishap);
        bob = ann.copy(folder.resolve("bob"));
    }

    private Mishap mishap(String host, String command) {
        atCommand.accept(command);
        return new Mishap.None();
    }

    private SimulatedMachine machine(String name) {
        return ann.site().machine(name);
    }

    private JsonNode holders() {
        return bob.kprov("unlock", "-o", "json").expect(0).json();
    }

    /** A run was killed and left its lock. */
    private String abandoned(Holder holder, ProcessMark process) {
        String id = "3f9a1c2e";
        CONTROL_PLANES.forEach(name ->
                machine(name).files().write(LOCK + id, new Claim(id, holder, process).text()));
        return id;
    }

    private String abandonedElsewhere() {
        return abandoned(
                new Holder(123, "ann", "laptop", Instant.EPOCH, "apply"),
                new ProcessMark("another", "b", "n", "1"));
    }

    private String abandonedHere() {
        long pid = ProcessHandle.current().pid();
        var mark = new LocalProcesses().mark(pid);
        return abandoned(
                new Holder(pid, "ann", Surroundings.machine(), Instant.EPOCH, "apply"),
                new ProcessMark(mark.machine(), mark.boot(), mark.namespace(), "1"));
    }

    @Test
    void of_twenty_at_once_from_twenty_folders_exactly_one_runs() throws Exception {
        var refused = new CountDownLatch(MANY - 1);
        atCommand =
                command -> {
                    if (command.equals("put-files")) {
                        await(refused);
                    }
                };
        List<Desk.Ran> runs = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var started = new ArrayList<Future<Desk.Ran>>();
            for (int i = 0; i < MANY; i++) {
                Desk desk = ann.copy(folder.resolve("desk-" + i));
                started.add(
                        executor.submit(() -> {
                            var ran = desk.kprov("apply", "--yes");
                            refused.countDown();
                            return ran;
                        }));
            }
            for (var each : started) {
                runs.add(each.get());
            }
        }

        assertThat(runs).filteredOn(run -> run.exit() == 0).hasSize(1);
        assertThat(runs)
                .filteredOn(run -> run.exit() == 5)
                .hasSize(MANY - 1)
                .allSatisfy(run ->
                        assertThat(run.err())
                                .contains(
                                        "another run works on this cluster",
                                        "kprov apply of ann on ",
                                        "this run changed nothing",
                                        "wait until it ends, or stop it"));
        assertThat(holders()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_run_on_another_machine_keeps_this_one_out_until_its_lock_is_broken() {
        String id = abandonedElsewhere();

        var refused = ann.kprov("apply", "--yes").expect(5);

        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains(
                        "another run works on this cluster",
                        "kprov apply of ann on laptop (process 123), since 1970-01-01T00:00:00Z",
                        "kprov unlock " + id + " -i " + folder.resolve("ann/inventory.yaml"));

        var broken = bob.kprov("unlock", id, "--yes").expect(0);

        assertThat(broken.err()).contains("kprov apply of ann on laptop (process 123)");
        assertThat(broken.out()).isEqualTo("the lock " + id + " is broken on cp-1, cp-2, cp-3\n");
        assertThat(ann.kprov("apply", "--yes").expect(0).err()).doesNotContain("taken over");
    }

    @Test
    void a_run_that_died_here_is_taken_over_with_a_word() {
        abandonedHere();

        var ran = ann.kprov("apply", "--yes").expect(0);

        assertThat(ran.err())
                .containsOnlyOnce("the lock of kprov apply of ann on ")
                .contains(", is taken over: that process is gone");
        assertThat(holders()).isEmpty();
    }

    @Test
    void a_failed_run_gives_it_back() {
        machine("w-1").fillDisk();

        ann.kprov("apply", "--yes").expect(1);

        assertThat(holders()).isEmpty();
    }

    @Test
    void a_run_whose_lock_was_broken_stops_before_its_next_stage() {
        var unlocked = new ArrayList<String>();
        atCommand =
                command -> {
                    if (command.equals("kubeadm-init") && unlocked.isEmpty()) {
                        String id = holders().path(0).path("id").stringValue();
                        unlocked.add(id);
                        bob.kprov("unlock", id, "--yes").expect(0);
                    }
                };

        var ran = ann.kprov("apply", "--yes").expect(1);

        assertThat(ran.err())
                .contains("this run lost the lock of the cluster (" + unlocked.getFirst() + ")")
                .contains("go on with: kprov apply --yes");
        assertThat(ran.out()).contains("stopped after");
        ann.kprov("apply", "--yes").expect(0);
    }

    @Test
    void unlock_shows_who_holds_it_and_how_it_is_broken() {
        assertThat(bob.kprov("unlock").expect(0).out())
                .isEqualTo("nobody holds the lock of cluster prod\n");
        String id = abandonedElsewhere();

        assertThat(bob.kprov("unlock").expect(0).out())
                .contains(
                        "lock " + id + " on cp-1, cp-2, cp-3: kprov apply of ann on laptop",
                        "kprov unlock " + id + " -i ");
        var json = holders().path(0);
        assertThat(json.propertyNames()).containsExactly("id", "holder", "hosts");
        assertThat(json.path("hosts")).hasSize(3);
    }

    @Test
    void a_broken_lock_as_json_says_where_it_was() {
        String id = abandonedElsewhere();
        machine("cp-2").powerOff();

        var ran = bob.kprov("unlock", id, "--yes", "-o", "json").expect(0);

        assertThat(ran.json().path("id").stringValue()).isEqualTo(id);
        assertThat(ran.json().path("hosts").valueStream().map(JsonNode::stringValue))
                .containsExactly("cp-1", "cp-3");
        assertThat(ran.err()).contains("cp-2 could not be asked, and may still have it");
    }

    @Test
    void what_is_not_there_is_not_broken() {
        String id = abandonedElsewhere();

        assertThat(bob.kprov("unlock", "00000000", "--yes").expect(1).err())
                .contains("there is no lock 00000000", "lock " + id, "nothing was changed");
        assertThat(bob.kprov("unlock", "../../etc", "--yes").expect(64).err())
                .contains("is no id of a lock", "nothing was changed");
        assertThat(bob.kprov("unlock", id).expect(64).err()).contains("give --yes");
        assertThat(holders()).hasSize(1);
    }

    @Test
    void where_no_control_plane_answers_nobody_knows() {
        CONTROL_PLANES.forEach(name -> machine(name).powerOff());

        assertThat(bob.kprov("unlock").expect(4).err()).contains("cp-1", "cp-2", "cp-3");
        assertThat(bob.kprov("apply", "--yes").expect(4).err()).contains("cp-1", "cp-2", "cp-3");
    }

    @Test
    void looking_takes_no_lock() {
        abandonedElsewhere();

        ann.kprov("plan").expect(0);
        ann.kprov("drift").expect(2);
        ann.kprov("preflight").expect(0);
    }
}
