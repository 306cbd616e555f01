package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.lockfile.LockFile;
import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedReleases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator takes a cluster to another version. */
class UpgradeStoryTest {
    private static final String OLD = "1.36.3";
    private static final String NEW = "1.37.2";

    private final Path folder;
    private final Path inventory;
    private final Desk desk;

    UpgradeStoryTest(@TempDir Path folder) {
        this.folder = folder;
        inventory = folder.resolve("inventory.yaml");
        desk =
                new Desk(
                        folder,
                        Mishap.Source.none(),
                        text ->
                                text.replaceFirst(
                                        "(?m)^  version: .*$", "  version: " + OLD + " # ours"));
    }

    private String text() throws IOException {
        return Files.readString(inventory);
    }

    /** The lock of the new version is there: no site is asked. */
    @BeforeEach
    void cluster() throws IOException {
        desk.kprov("apply", "--yes").expect(0);
        lock(text().replace(OLD, NEW));
    }

    private void lock(String inventoryText) {
        var reader = new InventoryReader(new Environment(_ -> Optional.empty(), folder, folder));
        SimulatedReleases.lock(reader.read(inventory, inventoryText).cluster())
                .write(folder.resolve(LockFile.NAME));
    }

    @Test
    void the_inventory_keeps_its_layout_and_the_cluster_runs_the_version_it_names()
            throws IOException {
        String before = text();

        var shown = desk.kprov("upgrade", "--to", NEW, "--dry-run").expect(0).out();

        assertThat(shown)
                .contains(
                        "~ w-1: drain the node (kubeadm 1.36.3 -> 1.37.2, kubelet 1.36.3 -> 1.37.2",
                        "+ cp-1: check that the cluster can be upgraded (Kubernetes 1.36.3 -> 1.37.2)");
        assertThat(text()).isEqualTo(before);

        desk.kprov("upgrade", "--to", NEW, "--yes").expect(0);

        assertThat(text()).isEqualTo(before.replace(OLD, NEW)).contains("version: 1.37.2 # ours");
        desk.kprov("drift").expect(0);
        assertThat(desk.kprov("upgrade", "--to", NEW, "--yes").expect(0).out())
                .contains("nothing was changed");
    }

    @Test
    void apply_does_the_same_when_the_version_was_edited_by_hand() throws IOException {
        Files.writeString(inventory, text().replace(OLD, NEW));

        assertThat(desk.kprov("drift").expect(2).out()).contains("upgrade the node");
        assertThat(desk.kprov("add-node", "w-2", "--yes").expect(1).err())
                .contains("the cluster is to be upgraded first", "kprov upgrade --to 1.37.2");
        assertThat(desk.kprov("apply", "--yes").expect(0).out())
                .contains("control planes", "one worker of each pool", "uncordon the node");

        desk.kprov("drift").expect(0);
    }

    @Test
    void packages_of_the_operating_system_go_the_same_way_without_another_version()
            throws IOException {
        lock(text());
        desk.site().machine("w-1").updates().offer("openssl", "3.0.15", "3.0.17", false);

        assertThat(desk.kprov("upgrade", "--os-packages", "--dry-run").expect(0).out())
                .contains(
                        "+ w-1: fetch packages of the operating system beforehand (1 package: openssl 3.0.15 -> 3.0.17)",
                        "~ w-1: drain the node (1 package: openssl 3.0.15 -> 3.0.17",
                        "~ w-1: upgrade packages of the operating system")
                .doesNotContain("cp-1: drain");
        desk.kprov("upgrade", "--os-packages", "--yes").expect(0);

        assertThat(desk.kprov("upgrade", "--os-packages", "--yes").expect(0).out())
                .contains("nothing was changed");
        assertThat(desk.kprov("upgrade").expect(64).err())
                .contains("say what to do: --to VERSION, --os-packages, or --rollback-host NAME");
    }

    @Test
    void a_part_goes_first_and_the_rest_follows() {
        assertThat(desk.kprov("upgrade", "--to", NEW, "--only", "workers", "--yes").expect(1).err())
                .contains("kubelets must not be newer", "cp-1", "--only control-plane");

        assertThat(
                        desk.kprov("upgrade", "--to", NEW, "--only", "control-plane", "--yes")
                                .expect(0)
                                .out())
                .doesNotContain("w-1: drain");
        assertThat(
                        desk.kprov("upgrade", "--to", NEW, "--pause-after", "canary", "--yes")
                                .expect(0)
                                .out())
                .contains("w-1: upgrade the node")
                .doesNotContain("w-2: upgrade the node");
        assertThat(desk.kprov("upgrade", "--to", NEW, "--yes").expect(0).out())
                .contains("w-2: upgrade the node")
                .doesNotContain("w-1: upgrade the node");

        desk.kprov("drift").expect(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--to 1.35.1 | kubeadm takes no cluster back to 1.35.1",
                "--to 1.40.0 | this kprov installs Kubernetes 1.35, 1.36, 1.37",
                "--to latest | is not a version such as 1.37.2",
                "--to 1.37.2 --only w-9 | the inventory has no pool and no host w-9",
                "--to 1.37.2 --max-failures -1 | --max-failures must be 0 or more",
                "--to 1.37.2 --max-unavailable 0 | is not of the form 3 or 10%",
                "--to 1.37.2 --rollback-host w-1 | say what to do",
                "--soak 1m | say what to do"
            })
    void what_cannot_be_meant_is_refused(String arguments, String why) throws IOException {
        String before = text();

        assertThat(desk.kprov(("upgrade --yes " + arguments).split(" ")).expect(64).err())
                .contains(why);

        assertThat(text()).isEqualTo(before);
    }

    @Test
    void a_worker_goes_back_on_the_operators_word() {
        desk.kprov("upgrade", "--to", NEW, "--yes").expect(0);

        assertThat(desk.kprov("upgrade", "--rollback-host", "w-1", "--yes").expect(0).out())
                .contains("put the former version back");

        assertThat(desk.kprov("drift").expect(2).out())
                .contains("w-1: upgrade the node (kubelet 1.36.3 -> 1.37.2)")
                .doesNotContain("w-2: upgrade the node");
    }
}
