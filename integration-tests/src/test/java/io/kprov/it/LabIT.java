package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What stories rely on: hosts that are bare, are their own machines, and can be broken and mended.
 */
@Tag("lab")
@Tag("lab-core")
class LabIT {

    @AutoClose private static Lab lab;

    @BeforeAll
    static void start() {
        lab = Lab.start("lab", "cp-1", "w-1");
    }

    @Test
    void a_host_is_bare_and_runs_systemd() {
        LabHost host = lab.host("cp-1");

        assertThat(host.sh("cat /proc/1/comm")).isEqualTo("systemd");
        assertThat(host.isActive("ssh")).isTrue();
        assertThat(host.has("/usr/local/bin/kubelet")).isFalse();
        assertThat(host.has("/usr/bin/python3")).isFalse();
    }

    @Test
    void an_operator_logs_in_with_the_key_and_a_known_host_and_becomes_root_without_a_password() {
        Path directory = lab.directory();
        List<String> ssh =
                List.of(
                        "ssh",
                        "-i",
                        directory.resolve("lab_key").toString(),
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "UserKnownHostsFile=" + directory.resolve("known_hosts"),
                        "ops@" + lab.host("w-1").address(),
                        "sudo -n id -un");

        assertThat(Program.run(Duration.ofSeconds(30), ssh).orFail().answer()).isEqualTo("root");
    }

    @Test
    void
            a_host_that_was_paused_or_unplugged_or_rebooted_or_replaced_answers_again_at_the_same_address() {
        LabHost host = lab.host("w-1");

        host.pause();
        host.unpause();
        host.awaitSsh();
        host.disconnect();
        host.connect();
        host.awaitSsh();
        host.sh("touch /etc/mark");
        host.reboot();
        assertThat(host.has("/etc/mark")).isTrue();
        host.powerOff();
        host.powerOn();
        assertThat(host.has("/etc/mark")).isTrue();
        assertThat(
                        host.sh(
                                "curl -fsS -o /dev/null http://mirror.lab/debian/Release && echo reached"))
                .isEqualTo("reached");
        assertThat(lab.replace("w-1").has("/etc/mark")).isFalse();
    }

    @Test
    void the_example_inventory_gets_the_addresses_of_this_lab() {
        lab.kprov(lab.example("lab.yaml"));

        assertThat(lab.directory().resolve("inventory.yaml"))
                .satisfies(file ->
                        assertThat(Files.readString(file))
                                .contains("address: " + lab.host("cp-1").address()));
    }
}
