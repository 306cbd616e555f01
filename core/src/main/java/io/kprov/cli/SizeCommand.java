package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.VisibleText;
import io.kprov.sizing.Sizing;
import io.kprov.sizing.SizingText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says how large a cluster is and may become. */
@Command(
        name = "size",
        description =
                "Say how many nodes and pods an inventory makes room for, and what to change; asks no host.",
        footer = {"", "Example: kprov size inventory.yaml"})
final class SizeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    SizeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var sizing = Sizing.of(inventory.open(surroundings).cluster());
        surroundings
                .console()
                .result(
                        output.json()
                                ? List.of(OutputOption.text(sizing))
                                : SizingText.lines(sizing).stream().map(VisibleText::of).toList());
        return ExitCode.DONE.number();
    }
}
