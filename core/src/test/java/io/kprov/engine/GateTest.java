package io.kprov.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.remote.Connector;
import io.kprov.simulator.Mishap;
import io.kprov.simulator.Operator;
import io.kprov.simulator.SimulatedSite;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three control planes that serve: what the gates of the rolling work say of the first. */
class GateTest {
    private final Diary diary = new Diary();
    private final JumpingTime time = new JumpingTime();
    private final Operator operator;
    private final SimulatedSite site;
    private final Cluster cluster;
    private final Host first;

    GateTest(@TempDir Path folder) {
        operator =
                new Operator(folder, Operator.inventory(0, "user: root"), ignored -> connector());
        cluster = operator.cluster();
        first = cluster.host("cp-1");
        site = new SimulatedSite(cluster, InstantSource.system(), Mishap.Source.none());
        assertThat(operator.apply().problems()).isEmpty();
    }

    private Connector connector() {
        return site.connector();
    }

    /** Asks a gate; whoever waits at it lets this happen meanwhile. */
    private Optional<Problem> ask(Function<Gate, Optional<Problem>> question, Runnable meanwhile) {
        var waiter =
                new Waiter(
                        time,
                        pause -> {
                            meanwhile.run();
                            time.pass(pause);
                        });
        try (var fleet = new Fleet(site.connector(), 4)) {
            var book = new LookBook(fleet, new Gatherer(fleet, time), operator.look(fleet), waiter);
            return question.apply(new Gate(cluster, book, diary, waiter));
        }
    }

    @Test
    void an_open_gate_says_nothing() {
        assertThat(ask(gate -> gate.before(first), () -> {})).isEmpty();
        assertThat(ask(gate -> gate.after(first), () -> {})).isEmpty();
        assertThat(diary.lines).isEmpty();
    }

    @Test
    void without_another_member_etcd_would_lose_its_quorum_and_the_gate_stays_closed() {
        site.machine("cp-3").powerOff();

        var problem = ask(gate -> gate.before(first), () -> {}).orElseThrow();

        assertThat(problem.why())
                .isEqualTo("etcd would lose its quorum without the member on cp-1, for 180 s");
        assertThat(problem.state()).contains("cp-1 and those after it were not touched");
        assertThat(diary.lines)
                .containsExactly(
                        "cp-1 gate waits until etcd keeps its quorum without the member on cp-1",
                        "cp-1 gate closed: " + problem.why());
    }

    @Test
    void a_gate_opens_when_the_other_member_is_back() {
        site.machine("cp-3").powerOff();

        assertThat(ask(gate -> gate.after(first), () -> site.machine("cp-3").powerOn())).isEmpty();

        assertThat(diary.lines)
                .containsExactly(
                        "cp-1 gate waits until its API server is ready and every etcd member healthy",
                        "cp-1 gate open");
    }
}
