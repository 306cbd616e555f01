package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** A control plane with an etcd of its own goes back, as far as the data of etcd lets it. */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackedPutBackIT {
    private static final List<String> CONTROL_PLANES = List.of("cp-1", "cp-2", "cp-3");

    /** A feature gate that no kubelet knows: it does not start. */
    private static final String BROKEN =
            "kubelet: {config: {featureGates: {NobodyKnowsThis: true}}}, ";

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static Kubectl kubectl;
    private static Path inventory;

    @BeforeAll
    static void start() {
        lab = Lab.start("put-back", "cp-1", "cp-2", "cp-3", "w-1");
        kprov = lab.kprov(lab.example("lab.yaml").withHosts(lab.hosts()));
        kubectl = new Kubectl(lab.host("cp-1"));
        inventory = lab.directory().resolve("inventory.yaml");
    }

    @Test
    @Order(1)
    void the_second_control_plane_goes_back_with_its_etcd() throws IOException {
        kprov.run("lock").expect(0);
        kprov.run("apply", "--yes").expect(0);
        kubectl.giveKubeProxyTheNamesOfProtocols();
        CONTROL_PLANES.forEach(name -> Kubectl.giveKubeadmTheNamesOfProtocols(lab.host(name)));
        ApiProbe.start(kubectl, lab.host("cp-1"), lab.host("w-1"), "api.lab:8443");

        assertThat(upgradeWithout("cp-2").err()).contains("cp-2", "taken back", "kprov upgrade");

        assertThat(versions("cp-1")).isEqualTo("1.37.2 with etcd 3.7.0");
        assertThat(versions("cp-2")).isEqualTo("1.36.3 with etcd 3.6.8");
        assertThat(versions("cp-3")).isEqualTo("1.36.3 with etcd 3.6.8");
        assertAllIsWell();
    }

    @Test
    @Order(2)
    void the_last_one_goes_back_and_its_etcd_stays_since_the_data_is_of_the_new_version()
            throws IOException {
        assertThat(upgradeWithout("cp-3").err()).contains("cp-3", "taken back", "kprov upgrade");

        assertThat(versions("cp-2")).isEqualTo("1.37.2 with etcd 3.7.0");
        assertThat(versions("cp-3")).isEqualTo("1.36.3 with etcd 3.7.0");
        assertAllIsWell();
    }

    @Test
    @Order(3)
    void with_the_setting_mended_the_same_command_ends_it_and_no_write_was_lost() {
        kprov.run("upgrade", "--to", "1.37.2", "--yes").expect(0);

        ApiProbe.Report seen = new ApiProbe(lab.host("w-1")).stop();
        System.out.printf(
                "stacked etcd, two control planes put back: %d writes answered, longest gap %.1f s%n",
                seen.writes(), seen.longestGap());
        assertThat(seen.lost()).isEmpty();
        assertThat(versions("cp-3")).isEqualTo("1.37.2 with etcd 3.7.0");
        assertAllIsWell();
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    /** The kubelet of one host has a setting that the new version does not start with. */
    private static Outcome upgradeWithout(String host) throws IOException {
        String name = "name: " + host + ", ";
        Files.writeString(inventory, Files.readString(inventory).replace(name, name + BROKEN));
        Outcome stopped = kprov.run("upgrade", "--to", "1.37.2", "--yes").expect(1);
        Files.writeString(inventory, Files.readString(inventory).replace(BROKEN, ""));
        return stopped;
    }

    private static void assertAllIsWell() {
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrder("cp-1", "cp-2", "cp-3", "w-1");
        assertThat(kubectl.items("nodes"))
                .noneMatch(node -> node.at("/spec/unschedulable").asBoolean(false));
        kprov.run("etcd", "members").expect(0);
    }

    /** Of the processes that run. */
    private static String versions(String host) {
        String apiServer =
                lab.host(host)
                        .sh(
                                "curl -ks https://127.0.0.1:6443/version | sed -n 's/.*\"gitVersion\": \"v\\(.*\\)\",/\\1/p'");
        String etcd =
                kubectl.get("pod", "etcd-" + host, "-n", "kube-system")
                        .at("/spec/containers/0/image")
                        .asString()
                        .replaceFirst(".*:(.*)-\\d+$", "$1");
        assertThat(kubectl.get("node", host).at("/status/nodeInfo/kubeletVersion").asString())
                .isEqualTo("v" + apiServer);
        return apiServer + " with etcd " + etcd;
    }
}
