package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.lockfile.LockFile;
import io.kprov.lockfile.LockResolver;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Callable;
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
        try (var client =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(10))
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            var lock =
                    new LockResolver(client, LIMIT)
                            .resolve(
                                    workspace.cluster(),
                                    (item, done, total) ->
                                            console.progress(
                                                    "[%d/%d] %s".formatted(done, total, item)));
            lock.write(file);
            console.result(
                    output.json()
                            ? lock.text().strip()
                            : "wrote %s: %d files, %d images"
                                    .formatted(
                                            file.getFileName(),
                                            lock.artifacts().size(),
                                            lock.images().size()));
        }
        return ExitCode.DONE.number();
    }
}
