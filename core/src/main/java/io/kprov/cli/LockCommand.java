package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.lockfile.LockFile;
import io.kprov.lockfile.LockResolver;
import io.kprov.lockfile.SiteClient;
import io.kprov.model.Cluster;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes {@code kprov.lock}. */
@Command(
        name = "lock",
        description =
                "Resolve versions to files and images with their digests, and write kprov.lock beside the inventory.",
        footer = {
            "",
            "Example: kprov lock inventory.yaml",
            "Review the file and commit it, like a package lock."
        })
final class LockCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    LockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var console = surroundings.console();
        var file = LockFile.beside(workspace.inventory().file());
        var lock = resolve(workspace.cluster(), console);
        lock.write(file);
        console.result(
                output.json()
                        ? lock.text().strip()
                        : "wrote %s: %d files, %d images"
                                .formatted(
                                        file.getFileName(),
                                        lock.artifacts().size(),
                                        lock.images().size()));
        return ExitCode.DONE.number();
    }

    /** What is to be locked for this cluster, asked of the sites. */
    static LockFile resolve(Cluster cluster, Console console) {
        return asking(resolver ->
                resolver.resolve(
                        cluster,
                        (item, done, total) ->
                                console.progress("[%d/%d] %s".formatted(done, total, item))));
    }

    static <A> A asking(Function<LockResolver, A> question) {
        try (var client = SiteClient.open()) {
            return question.apply(new LockResolver(client, LIMIT));
        }
    }
}
