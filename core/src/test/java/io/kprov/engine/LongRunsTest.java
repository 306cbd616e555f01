package io.kprov.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.remote.Connector;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import io.kprov.step.Action;
import io.kprov.step.Clusters;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongRunsTest {
    private static final Host HOST = Clusters.highlyAvailable().cluster().hosts().getFirst();

    private final Deque<Object> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final JumpingTime time = new JumpingTime();
    private final LongRuns.Contact contact =
            new LongRuns.Contact() {
                @Override
                public void lost(Problem why, Duration pause) {
                    told.add("lost");
                }

                @Override
                public void regained() {
                    told.add("regained");
                }
            };

    private CommandResult run(Object... said) {
        answers.addAll(List.of(said));
        var action =
                new Action.LongRun(
                        "pull", "pull", Command.of("pull", "it"), Duration.ofMinutes(10));
        try (var fleet = new Fleet(new Scripted(), 1)) {
            return new LongRuns(fleet, time.waiter(), time).run(HOST, action, contact);
        }
    }

    @Test
    void follows_a_command_to_its_end() {
        var result = run("running\nhalf\n", "running\nmore\n", "ended 0\nall\n");

        assertThat(result.ok()).isTrue();
        assertThat(result.stdout()).isEqualTo("all\n");
        assertThat(asked).containsExactly("start", "follow", "follow");
    }

    @Test
    void is_not_started_again_when_the_answer_was_lost() {
        assertThat(run(Kind.CONNECTION_LOST, "ended 0\n").ok()).isTrue();

        assertThat(asked).containsExactly("start", "follow");
        assertThat(told).containsExactly("lost", "regained");
    }

    @Test
    void goes_on_when_a_host_is_too_busy_to_answer_in_time() {
        assertThat(run(Kind.TIMED_OUT, "running\n", Kind.TIMED_OUT, "ended 3\n").exitStatus())
                .isEqualTo(3);

        assertThat(asked).containsExactly("start", "follow", "follow", "follow");
    }

    @Test
    void a_refused_host_key_ends_it_at_once() {
        assertThatThrownBy(() -> run(Kind.HOST_KEY)).isInstanceOf(RemoteException.class);
    }

    @Test
    void one_that_vanished_was_cut_off() {
        assertThatThrownBy(() -> run("running\n", "gone\n"))
                .hasMessageContaining(Transient.CUT_OFF.mark());
    }

    /** Answers each question with the next of what the test said. */
    private final class Scripted implements Connector {
        @Override
        public Remote connect(Host host) {
            return new Remote() {
                @Override
                public Host host() {
                    return host;
                }

                @Override
                public CommandResult run(Command command, Duration timeout) {
                    asked.add(command.words().get(4));
                    return switch (answers.remove()) {
                        case Kind kind ->
                                throw new RemoteException(
                                        kind, new Problem("what", "why", "state", "next"), null);
                        case Object text ->
                                new CommandResult(0, text.toString(), "", Duration.ZERO);
                    };
                }

                @Override
                public CommandResult run(Command command, InputStream input, Duration timeout) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }
}
