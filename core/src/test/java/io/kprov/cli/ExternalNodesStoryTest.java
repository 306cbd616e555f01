package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts of an etcd apart from the control planes come, go and die. */
class ExternalNodesStoryTest {
    private final Path inventory;
    private final Desk desk;

    ExternalNodesStoryTest(@TempDir Path folder) {
        inventory = folder.resolve("inventory.yaml");
        desk =
                new Desk(
                        folder,
                        Mishap.Source.none(),
                        text ->
                                text.replace(
                                                "controlPlane:\n",
                                                "controlPlane:\n  etcd: {external: {}}\n")
                                        + """
                                          - {name: etcd-1, address: "10.0.0.31", roles: [etcd]}
                                          - {name: etcd-2, address: "10.0.0.32", roles: [etcd]}
                                          - {name: etcd-3, address: "10.0.0.33", roles: [etcd]}
                                          - {name: etcd-4, address: "10.0.0.34", roles: [etcd]}
                                          - {name: etcd-5, address: "10.0.0.35", roles: [etcd]}
                                        """);
    }

    /** The last two are machines that wait. */
    @BeforeEach
    void cluster() throws IOException {
        Files.writeString(
                inventory,
                Files.readString(inventory).replaceAll("(?m)^ +- \\{name: etcd-[45],.*\\n", ""));
        desk.kprov("apply", "--yes").expect(0);
    }

    private List<String> members() {
        return desk.kprov("etcd", "members", "-o", "json").json().findValuesAsString("name");
    }

    private void assertWhole(String... members) {
        assertThat(members()).containsExactlyInAnyOrder(members);
        desk.kprov("drift").expect(0);
    }

    @Test
    void another_machine_takes_the_place_of_a_dead_member() throws IOException {
        Files.writeString(
                inventory,
                Files.readString(inventory)
                        + "  - {name: etcd-4, address: 10.0.0.34, roles: [etcd]}\n");
        desk.site().machine("etcd-3").powerOff();

        assertThat(
                        desk.kprov("replace-node", "etcd-3", "etcd-4", "--dead", "--yes")
                                .expect(0)
                                .out())
                .contains(
                        "- etcd-1: remove the etcd member of etcd-3 (members 3, healthy 2, quorum 2; after this step: members 2, healthy 2, quorum 2)",
                        "~ etcd-2: remove the etcd member of etcd-3 (it is to hear of it)");

        assertWhole("etcd-1", "etcd-2", "etcd-4");
    }

    @Test
    void a_member_that_was_installed_anew_joins_in_its_own_place() {
        desk.site().machine("etcd-2").wipe();

        desk.kprov("replace-node", "etcd-2", "etcd-2", "--yes").expect(0);

        assertWhole("etcd-1", "etcd-2", "etcd-3");
    }

    @Test
    void two_members_join_and_one_leaves_and_every_api_server_hears_of_it() {
        desk.kprov(
                        "add-node",
                        "--host",
                        "name=etcd-4,address=10.0.0.34,roles=etcd",
                        "--host",
                        "name=etcd-5,address=10.0.0.35,roles=etcd",
                        "--yes")
                .expect(0);
        assertWhole("etcd-1", "etcd-2", "etcd-3", "etcd-4", "etcd-5");

        desk.kprov("remove-node", "etcd-1", "--yes").expect(0);
        assertWhole("etcd-2", "etcd-3", "etcd-4", "etcd-5");
    }

    @Test
    void workers_that_hold_a_member_become_nodes_as_well() {
        assertThat(
                        desk.kprov(
                                        "add-node",
                                        "--host",
                                        "name=etcd-4,address=10.0.0.34,roles=etcd+worker",
                                        "--host",
                                        "name=etcd-5,address=10.0.0.35,roles=etcd+worker",
                                        "--yes")
                                .expect(0)
                                .out())
                .contains(
                        "+ etcd-4: join the cluster with kubeadm",
                        "+ etcd-5: join the cluster with kubeadm");

        assertWhole("etcd-1", "etcd-2", "etcd-3", "etcd-4", "etcd-5");
    }
}
