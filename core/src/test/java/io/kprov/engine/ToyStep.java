package io.kprov.engine;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.PathFact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A step that wants a file of its name in its host's folder and makes it by a script, which gets
 * that path as $1.
 */
record ToyStep(String id, Path root, List<String> scripts) implements Step {

    static ToyStep touching(String id, Path root) {
        return new ToyStep(id, root, List.of("echo \"touched $1\"; echo x >>\"$1\""));
    }

    static ToyStep running(String id, Path root, String script) {
        return new ToyStep(id, root, List.of(script));
    }

    Path file(String host) {
        return root.resolve(host).resolve(id);
    }

    @Override
    public String title() {
        return "make " + id;
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return true;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(new PathFact(file(host.name()).toString()));
    }

    @Override
    public Decision decide(View view) {
        String path = file(view.host().name()).toString();
        return view.get(new PathFact(path))
                ? new Decision.Skip("it is there")
                : new Decision.Do(
                        Decision.Sign.CREATE,
                        "it is not there",
                        scripts.stream()
                                .<Action>map(script ->
                                        new Action.Run(
                                                "run the script of " + id,
                                                Command.script(script + "\n", path),
                                                Duration.ofSeconds(5),
                                                Action.Where.SELF))
                                .toList());
    }
}
