package io.kprov.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.inventory.InventoryTemplate.Answers;
import io.kprov.model.Cluster;
import io.kprov.model.IpAddress;
import io.kprov.model.LoadBalancer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTemplateTest {
    @TempDir Path directory;

    @Test
    void the_example_is_valid_without_warnings() throws IOException {
        LoadedInventory loaded = read(Answers.example());

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.cluster().controlPlanes()).hasSize(3);
        assertThat(loaded.cluster().controlPlane().loadBalancer())
                .isInstanceOf(LoadBalancer.HaproxyKeepalived.class);
    }

    @Test
    void without_a_vip_several_control_planes_get_an_external_load_balancer() throws IOException {
        Cluster cluster =
                read(new Answers(
                                "c",
                                "1.37.2",
                                addresses("10.0.0.1", "10.0.0.2", "10.0.0.3"),
                                addresses("10.0.0.4"),
                                Optional.empty()))
                        .cluster();

        assertThat(cluster.controlPlane().loadBalancer()).isEqualTo(new LoadBalancer.External());
    }

    @Test
    void a_single_control_plane_is_its_own_endpoint() throws IOException {
        Cluster cluster =
                read(new Answers("c", "1.36.3", addresses("10.0.0.1"), List.of(), Optional.empty()))
                        .cluster();

        assertThat(cluster.controlPlane().endpoint()).hasToString("10.0.0.1:6443");
        assertThat(cluster.controlPlane().loadBalancer()).isEqualTo(new LoadBalancer.None());
    }

    @Test
    void ipv6_addresses_get_ipv6_networks() throws IOException {
        LoadedInventory loaded =
                read(
                        new Answers(
                                "c",
                                "1.36.3",
                                addresses("fd00:1::1", "fd00:1::2", "fd00:1::3"),
                                addresses("fd00:1::4"),
                                IpAddress.parse("fd00:1::100")));

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.cluster().controlPlane().endpoint()).hasToString("[fd00:1::100]:8443");
    }

    private LoadedInventory read(Answers answers) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("inventory.yaml"), InventoryTemplate.text(answers));
        return TestInventories.reader().read(file);
    }

    private static List<IpAddress> addresses(String... texts) {
        return Stream.of(texts).map(text -> IpAddress.parse(text).orElseThrow()).toList();
    }
}
