package io.kprov.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kprov.command.ShellQuote;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedSiteTest {
    @TempDir private Path folder;
    private String mishapCommand = "";
    private Mishap mishap = new Mishap.None();
    private final AtomicBoolean happened = new AtomicBoolean();
    private SimulatedSite site;
    private Operator operator;

    @BeforeEach
    void blank() {
        operator =
                new Operator(
                        folder, Operator.inventory(1, "user: root"), cluster -> site.connector());
        site = new SimulatedSite(operator.cluster(), InstantSource.system(), this::mishap);
    }

    private Mishap mishap(String host, String command) {
        return command.equals(mishapCommand) && happened.compareAndSet(false, true)
                ? mishap
                : new Mishap.None();
    }

    private void once(String command, Mishap what) {
        mishapCommand = command;
        mishap = what;
    }

    /** One apply is enough, whatever befell it on its way. */
    private void applyOnce() {
        assertThat(operator.apply().problems()).isEmpty();
        assertThat(happened).isTrue();
        assertThat(operator.plan().isEmpty()).isTrue();
        assertThat(machine().files().exists("/var/lib/kprov/unfinished-init")).isFalse();
    }

    private SimulatedMachine machine() {
        return site.machine("cp-1");
    }

    /** How often something of a new etcd member was made. */
    private long inits() {
        return site.recorder().mutations().stream()
                .filter(mutation -> mutation.target().equals("etcd-member:cp-1"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "put-files",
                "take-up",
                "install-packages",
                "kubeadm-init",
                "kubeadm-join",
                "upload-settings"
            })
    void an_answer_that_was_lost_is_asked_for_again_and_nothing_is_done_twice(String command) {
        once(command, new Mishap.LostAfter());

        applyOnce();

        assertThat(inits()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "put-files",
                "take-up",
                "install-packages",
                "pull-images",
                "kubeadm-init",
                "kubeadm-join"
            })
    void a_connection_that_is_lost_in_the_midst_of_a_command_is_made_again(String command) {
        once(command, new Mishap.LostDuring(1));

        applyOnce();

        assertThat(inits()).isEqualTo(1);
    }

    @Test
    void a_drop_in_that_went_before_the_connection_broke_is_still_taken_out_of_force() {
        String without = Operator.inventory(1, "user: root");
        String with = without + "containerd: {dropIns: {oom.toml: \"oom_score = -999\"}}\n";
        new Operator(folder, with, cluster -> site.connector()).apply();
        operator = new Operator(folder, without, cluster -> site.connector());
        once("remove-file", new Mishap.LostAfter());

        applyOnce();

        assertThat(site.machine("cp-1").units().show("containerd")).doesNotContain("oom.toml");
    }

    @ParameterizedTest(name = "{0} after {1} changes")
    @CsvSource({
        "pull-images, 1",
        "install-packages, 1",
        "kubeadm-init, 1",
        "kubeadm-init, 4",
        "kubeadm-init, 8",
        "kubeadm-init, 11",
        "kubeadm-init, 14",
        "kubeadm-join, 1",
        "kubeadm-join, 3",
        "kubeadm-join, 5",
        "kubeadm-join, 7",
        "kubeadm-join, 9",
        "kubeadm-join, 11"
    })
    void a_machine_that_starts_anew_in_the_midst_is_taken_to_the_same_end(
            String command, int changes) {
        once(command, new Mishap.Reboots(changes));

        applyOnce();

        assertThat(site.cluster().etcd().hasQuorum()).isTrue();
    }

    @Test
    void a_full_disk_is_said() {
        once("put-files", new Mishap.DiskFull());

        assertThat(operator.apply().problems())
                .anySatisfy(
                        problem -> assertThat(problem.why()).contains("No space left on device"));
    }

    @Test
    void an_unknown_command_exits_with_127_and_says_so() {
        for (String line : List.of("reboot now", "sh -c 'for x in y; do z; done'", "uname -a")) {
            assertThat(site.exec("cp-1", line, ""))
                    .isInstanceOfSatisfying(
                            Ending.Exited.class,
                            ended -> {
                                assertThat(ended.status()).isEqualTo(127);
                                assertThat(ended.err()).contains("the simulator does not know");
                            });
        }
    }

    @Test
    void words_are_what_was_quoted() {
        var words = List.of("sh", "-c", "it's \"$HOME\" \\ `x`\nnext", "", "a b", "*");

        assertThat(WordSplitter.split(ShellQuote.quote(words))).isEqualTo(words);
        assertThat(WordSplitter.split("a\\ b \"c \\\" $(d)\"")).containsExactly("a b", "c \" $(d)");
        assertThatIllegalArgumentException().isThrownBy(() -> WordSplitter.split("'open"));
    }
}
