package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.inventory.InventoryTemplate;
import io.kprov.inventory.InventoryTemplate.Answers;
import io.kprov.model.IpAddress;
import io.kprov.state.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes an inventory to start from. */
@Command(
        name = "init",
        description = "Write an inventory to start from.",
        footer = {
            "",
            "Example: kprov init --name prod --control-plane 10.0.0.11,10.0.0.12,10.0.0.13 --worker 10.0.0.21 --vip 10.0.0.100"
        })
final class InitCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private OutputOption output = new OutputOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "inventory.yaml",
            description = "Where to write it (default: inventory.yaml).")
    private Path file = Path.of("inventory.yaml");

    @Option(
            names = "--name",
            defaultValue = "",
            description = "The cluster's name (default: prod).")
    private String name = "";

    @Option(
            names = "--kubernetes",
            paramLabel = "VERSION",
            defaultValue = "",
            description = "Kubernetes version (default: 1.36.3).")
    private String version = "";

    @Option(
            names = "--control-plane",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Addresses of the control planes.")
    private List<String> controlPlanes = List.of();

    @Option(
            names = "--worker",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Addresses of the workers.")
    private List<String> workers = List.of();

    @Option(
            names = "--vip",
            paramLabel = "ADDRESS",
            defaultValue = "",
            description = "Virtual address of the API.")
    private String vip = "";

    InitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path target = surroundings.environment().workingDirectory().resolve(file);
        if (Files.exists(target)) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "init writes no inventory over another",
                            file + " exists",
                            "nothing was changed",
                            "give another file name: kprov init FILE"));
        }
        try {
            AtomicFile.write(
                    target, InventoryTemplate.text(answers()), AtomicFile.Readers.EVERYONE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        if (output.json()) {
            surroundings.console().result(OutputOption.text(new Written(file.toString())));
        }
        surroundings
                .console()
                .progress("wrote " + file + "; next: edit it, then: kprov validate " + file);
        return ExitCode.DONE.number();
    }

    private record Written(String inventory) {}

    private Answers answers() {
        var example = Answers.example();
        return new Answers(
                name.isEmpty() ? example.name() : name,
                version.isEmpty() ? example.version() : version,
                controlPlanes.isEmpty() ? example.controlPlanes() : addresses(controlPlanes),
                controlPlanes.isEmpty() && workers.isEmpty()
                        ? example.workers()
                        : addresses(workers),
                controlPlanes.isEmpty() && vip.isEmpty()
                        ? example.vip()
                        : Optional.of(vip).filter(text -> !text.isEmpty()).map(this::address));
    }

    private List<IpAddress> addresses(List<String> texts) {
        return texts.stream().map(this::address).toList();
    }

    private IpAddress address(String text) {
        return IpAddress.parse(text)
                .orElseThrow(() ->
                        new ParameterException(
                                spec.commandLine(),
                                "\"" + text + "\" is not an IPv4 or IPv6 address"));
    }
}
