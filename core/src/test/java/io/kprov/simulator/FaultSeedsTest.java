package io.kprov.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Whatever befalls hosts, links and kprov itself: the same command again comes to the same end, and
 * no {@link Promise} is broken on the way. {@code -Dkprov.seeds=N} says how many seeds are played,
 * {@code -Dkprov.from=S} where they begin, {@code -Dkprov.seed=S} plays one and tells its story.
 */
class FaultSeedsTest {
    private static final String REPLAY =
            "mvn -B -ntp -pl core -am verify -Dtest=FaultSeedsTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dkprov.seed=";

    private static final int SEEDS = Integer.getInteger("kprov.seeds", 160);
    private static final long FROM = Long.getLong("kprov.from", -1);

    @TempDir private static Path folder;

    @Test
    void every_promise_is_kept_whatever_happens() throws Exception {
        var one = Long.getLong("kprov.seed");
        var seeds =
                one != null
                        ? LongStream.of(one)
                        : FROM >= 0
                                ? LongStream.range(FROM, FROM + SEEDS)
                                : LongStream.of(0, SeededStory.APART, SeededStory.UPGRADE)
                                        .flatMap(family ->
                                                LongStream.range(
                                                        family,
                                                        family
                                                                + (family == 0
                                                                        ? SEEDS
                                                                        : SEEDS / 4)));
        assertThat(played(seeds)).isEmpty();
    }

    /** Every seed that found a bug; see the file for what it was. */
    @ParameterizedTest(name = "{0}: {1}", allowZeroInvocations = true)
    @CsvFileSource(resources = "/simulator/seeds.csv", numLinesToSkip = 1)
    void a_seed_that_found_a_bug_finds_it_no_more(long seed, String found) throws Exception {
        assertThat(played(LongStream.of(seed))).as(found).isEmpty();
    }

    @Test
    void the_same_seed_tells_the_same_story() {
        var once = story(7);
        var twice = story(7);

        assertThat(once.play()).isEqualTo(twice.play());
        assertThat(once.log()).isEqualTo(twice.log());
    }

    private static SeededStory story(long seed) {
        return new SeededStory(seed, ReadyPki.Made.of(seed), folder, UnaryOperator.identity());
    }

    /** What each seed broke, with the command that plays it again. */
    private static List<String> played(LongStream seeds) throws Exception {
        int atOnce = Math.min(4, Runtime.getRuntime().availableProcessors());
        try (var players = Executors.newFixedThreadPool(atOnce)) {
            var failures =
                    players.invokeAll(
                            seeds.<Callable<String>>mapToObj(seed -> () -> play(seed)).toList());
            var broken = new ArrayList<String>();
            for (Future<String> failure : failures) {
                if (!failure.get().isEmpty()) {
                    broken.add(failure.get());
                }
            }
            return broken;
        }
    }

    private static String play(long seed) {
        var story = story(seed);
        var broken = story.play();
        return broken.isEmpty()
                ? ""
                : "seed %d broke %s\n%s\nplay it again: %s%d\n"
                        .formatted(seed, broken, story.log(), REPLAY, seed);
    }
}
