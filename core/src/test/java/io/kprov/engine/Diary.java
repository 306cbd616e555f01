package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Step;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a run told. */
class Diary implements RunListener {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void stageStarted(String stage) {
        lines.add("stage " + stage);
    }

    @Override
    public void stageDone(String stage, Duration took) {
        lines.add("stage " + stage + " done");
    }

    @Override
    public void stepStarted(Host host, Step step, String reason) {
        lines.add(host + " " + step.id() + " started: " + reason);
    }

    @Override
    public void actionStarted(Host host, Step step, Action action) {
        lines.add(host + " " + step.id() + " does: " + action.sentence());
    }

    @Override
    public void actionDone(Host host, Step step, Action action, Duration took, String output) {
        lines.add(host + " " + step.id() + " said: " + output);
    }

    @Override
    public void stepDone(Host host, Step step, Duration took) {
        lines.add(host + " " + step.id() + " done");
    }

    @Override
    public void stepSkipped(Host host, Step step, String reason) {
        lines.add(host + " " + step.id() + " skipped: " + reason);
    }

    @Override
    public void stepRetried(Host host, Step step, String reason, int attempt, Duration pause) {
        lines.add(host + " " + step.id() + " retried: " + reason);
    }

    @Override
    public void stepFailed(Host host, Step step, Problem problem) {
        lines.add(host + " " + step.id() + " failed: " + problem.what());
    }

    @Override
    public void gateWaits(Host host, String question) {
        lines.add(host + " gate waits until " + question);
    }

    @Override
    public void gateOpened(Host host, Duration waited) {
        lines.add(host + " gate open");
    }

    @Override
    public void gateClosed(Host host, Problem problem) {
        lines.add(host + " gate closed: " + problem.why());
    }

    @Override
    public void hostLeftOut(Host host, Problem problem) {
        lines.add(host + " left out: " + problem.what());
    }
}
