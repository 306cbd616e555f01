package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.ImagesFact;
import io.kprov.facts.MachineFact;
import io.kprov.facts.PathFact;
import io.kprov.model.Host;
import io.kprov.procedure.Install;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every step of the install, on every host of three clusters. */
final class InstallStepsTest {

    record Case(Blueprint blueprint, Host host, Step step) {
        @Override
        public String toString() {
            return step.id() + " on " + host + " of " + blueprint.cluster().hosts();
        }

        Decision decide(Situation situation) {
            return situation.decide(step, host.name());
        }
    }

    static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (Blueprint blueprint : Clusters.all()) {
            for (Step step : Install.procedure().steps()) {
                blueprint.cluster().hosts().stream()
                        .filter(host -> step.appliesTo(blueprint, host))
                        .forEach(host -> cases.add(new Case(blueprint, host, step)));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void finds_nothing_to_do_when_the_wish_has_come_true(Case each) {
        assertThat(each.decide(Situation.finished(each.blueprint)))
                .isInstanceOf(Decision.Skip.class);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lists_every_fact_that_it_reads(Case each) {
        // A fact that was not asked throws; each situation leads another way through the step.
        for (Situation situation : situations(each.blueprint, each.host)) {
            assertThat(each.decide(situation)).isNotNull();
        }
    }

    private static List<Situation> situations(Blueprint blueprint, Host host) {
        var withoutPki = Clusters.withoutPki(blueprint);
        var apiServerDown =
                Situation.finished(blueprint).everywhere(ClusterView.apiServerReady(), 0);
        var rejoining = Situation.finished(blueprint);
        var half = Situation.blank(blueprint);
        for (String path : List.of("/etc/kubernetes/kubelet.conf", "/etc/kubernetes/pki/ca.crt")) {
            rejoining.with(host.name(), new PathFact(path), false);
            half.with(host.name(), new PathFact(path), true);
        }
        return List.of(
                Situation.blank(blueprint),
                Situation.blank(withoutPki),
                Situation.finished(blueprint),
                apiServerDown,
                rejoining,
                half);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void writes_exactly_what_its_own_look_then_finds_right(Case each) {
        var blank =
                Situation.blank(each.blueprint)
                        .with(
                                each.host.name(),
                                new MachineFact(),
                                BlankHost.machine(each.host.address().toString(), 0, false));
        if (!(each.decide(blank) instanceof Decision.Do(_, _, var actions))) {
            return;
        }
        var before = actions.stream().flatMap(InstallStepsTest::written).toList();
        actions.stream()
                .filter(Action.PutFile.class::isInstance)
                .map(Action.PutFile.class::cast)
                .forEach(put -> blank.with(each.host.name(), put.file()));
        var after =
                each.decide(blank) instanceof Decision.Do(_, _, var again)
                        ? again.stream().flatMap(InstallStepsTest::written).toList()
                        : List.<String>of();

        // These do not outlive the first start of kubeadm or etcd, so they are written each time.
        assertThat(after)
                .isSubsetOf(
                        "/etc/kubernetes/kprov/join.yaml",
                        "/etc/kubernetes/super-admin.conf",
                        "/etc/etcd/bootstrap.env");
        assertThat(before).doesNotHaveDuplicates();
    }

    private static Stream<String> written(Action action) {
        return action instanceof Action.PutFile put ? Stream.of(put.file().path()) : Stream.of();
    }

    @Test
    void steps_have_ids_of_their_own() {
        var titles = new HashMap<String, String>();
        for (Step step : Install.procedure().steps()) {
            assertThat(step.id()).matches("[a-z]+(-[a-z]+)*");
            assertThat(titles.merge(step.id(), step.title(), (first, second) -> first))
                    .isEqualTo(step.title());
        }
    }

    @Test
    void questions_for_files_do_not_hide_one_another() {
        for (Case each : cases()) {
            var paths = new ArrayList<String>();
            for (Fact<?> fact : each.step.facts(each.blueprint, each.host)) {
                if (fact instanceof FileFact file) {
                    paths.add(file.path());
                }
            }
            assertThat(paths).as(each.toString()).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_fact_that_was_not_asked_is_an_error_and_no_answer() {
        assertThatIllegalStateException()
                .isThrownBy(() -> HostFacts.none().get(new ImagesFact()))
                .withMessageContaining("not asked");
    }

    /** Whoever waits for Ready nodes holds a place, and of places there are only so many. */
    @Test
    void the_pod_network_is_there_before_anybody_waits_for_ready_nodes() {
        assertThat(stageOf("apply-network")).isLessThan(stageOf("join-node"));
    }

    private static int stageOf(String step) {
        var stages = Install.procedure().stages();
        return IntStream.range(0, stages.size())
                .filter(i ->
                        stages.get(i).tracks().stream()
                                .flatMap(track -> track.steps().stream())
                                .anyMatch(each -> each.id().equals(step)))
                .findFirst()
                .orElseThrow();
    }
}
