package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two machines of their own share the virtual address, before one control plane and one worker. */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoadBalancersIT {

    @AutoClose private static Lab lab;
    private static KprovCli kprov;

    @BeforeAll
    static void start() {
        lab = Lab.start("load-balancers", "lb-1", "lb-2", "cp-1", "w-1");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with("endpoint: api.lab:8443", "endpoint: api.lab:6443")
                                .with("on: control-plane", "on: load-balancers")
                                .withHosts(
                                        new Entry(lab.host("lb-1"), "load-balancer"),
                                        new Entry(lab.host("lb-2"), "load-balancer"),
                                        new Entry(lab.host("cp-1"), "control-plane"),
                                        new Entry(lab.host("w-1"), "worker")));
    }

    @Test
    @Order(1)
    void the_cluster_is_reached_through_the_load_balancers_and_nothing_of_it_runs_there() {
        kprov.run("lock").expect(0);
        kprov.run("apply", "--yes").expect(0);

        assertThat(new Kubectl(lab.host("cp-1")).readyNodes())
                .containsExactlyInAnyOrder("cp-1", "w-1");
        assertThat(new VirtualAddress(lab, "api.lab:6443").answer("w-1")).isEqualTo("ok");
        for (LabHost balancer : List.of(lab.host("lb-1"), lab.host("lb-2"))) {
            assertThat(balancer.isActive("haproxy")).isTrue();
            assertThat(balancer.isActive("keepalived")).isTrue();
            assertThat(balancer.has("/usr/local/bin/kubelet")).isFalse();
            assertThat(balancer.sh("find / -xdev -path /proc -prune -o -name ca.key -print"))
                    .isEmpty();
        }
        assertThat(lab.host("cp-1").isActive("haproxy")).isFalse();
    }

    @Test
    @Order(2)
    void a_second_plan_is_empty() {
        kprov.run("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    @Order(3)
    void an_unreachable_worker_stops_the_run_before_anything_is_changed() {
        LabHost worker = lab.host("w-1");
        LabHost balancer = lab.host("lb-1");
        balancer.sh("sed -i 's/maxconn .*/maxconn 7/' /etc/haproxy/haproxy.cfg");
        worker.disconnect();

        Outcome refused = kprov.run("apply", "--yes").expect(4);

        assertThat(refused.err()).contains("w-1", worker.address(), "state: ", "next: ");
        assertThat(balancer.read("/etc/haproxy/haproxy.cfg")).contains("maxconn 7\n");
        worker.connect();
        kprov.run("apply", "--yes").expect(0);
        assertThat(balancer.read("/etc/haproxy/haproxy.cfg")).doesNotContain("maxconn 7\n");
    }

    @Test
    @Order(4)
    void the_other_load_balancer_takes_over_when_one_loses_its_power() {
        VirtualAddress api = new VirtualAddress(lab, "api.lab:6443");
        LabHost holder = api.holder();
        holder.powerOff();

        Await.until(
                "the API answers through the other load balancer",
                Duration.ofMinutes(1),
                () -> api.answer("w-1").equals("ok"));

        holder.powerOn();
        Await.until(
                "the load balancer is back",
                Duration.ofMinutes(1),
                () -> holder.isActive("haproxy") && holder.isActive("keepalived"));
        kprov.run("plan", "--detailed-exitcode").expect(0);
    }
}
