package io.kprov.step.upgrade;

import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.util.List;
import java.util.Set;

/** The locked file of a program beside the version that is in use: no host waits for downloads. */
public record StoreProgram(Program program) implements Step {
    @Override
    public String id() {
        return "store-" + program.lockName();
    }

    @Override
    public String title() {
        return "fetch " + program.lockName() + " beforehand";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return program.neededOn(host, blueprint.cluster());
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(mark(blueprint));
    }

    private FileFact mark(Blueprint blueprint) {
        return FileFact.content(blueprint.lock().artifact(program).markPath());
    }

    @Override
    public Decision decide(View view) {
        var artifact = view.blueprint().lock().artifact(program);
        return isMissing(view)
                ? new Decision.Do(
                        Sign.CREATE,
                        artifact + " is not there",
                        List.of(new Action.Store(artifact)))
                : new Decision.Skip(artifact + " is there");
    }

    /** Whether its file has yet to be fetched. */
    boolean isMissing(View view) {
        var artifact = view.blueprint().lock().artifact(program);
        return !view.get(mark(view.blueprint())).says(artifact.sha256());
    }
}
