package io.kprov.engine;

import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Step;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Performs what a step decided on its host, and tells each action. Files that follow each other go
 * together.
 */
final class StepActions {
    private final ActionRunner actions;
    private final RunListener listener;
    private final InstantSource clock;

    StepActions(ActionRunner actions, RunListener listener, InstantSource clock) {
        this.actions = actions;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Performs the actions in their order.
     *
     * @param contact is told when the host is lost while a long command goes on there
     * @throws ActionFailedException when one did not succeed; those after it are not begun
     */
    void perform(Host host, Step step, List<Action> all, LongRuns.Contact contact) {
        var puts = new ArrayList<Action.PutFile>();
        for (Action action : all) {
            if (action instanceof Action.PutFile put) {
                puts.add(put);
            } else {
                flush(host, step, puts);
                perform(host, step, action, contact);
            }
        }
        flush(host, step, puts);
    }

    private void flush(Host host, Step step, List<Action.PutFile> puts) {
        if (!puts.isEmpty()) {
            var started = clock.instant();
            puts.forEach(put -> listener.actionStarted(host, step, put));
            actions.putFiles(host, puts);
            var took = Duration.between(started, clock.instant());
            puts.forEach(put -> listener.actionDone(host, step, put, took, ""));
            puts.clear();
        }
    }

    private void perform(Host host, Step step, Action action, LongRuns.Contact contact) {
        var started = clock.instant();
        listener.actionStarted(host, step, action);
        String output = actions.perform(host, action, contact);
        listener.actionDone(host, step, action, Duration.between(started, clock.instant()), output);
    }
}
