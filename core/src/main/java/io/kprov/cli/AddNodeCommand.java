package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.inventory.InventoryEditor;
import io.kprov.model.Host;
import io.kprov.procedure.AddNodes;
import io.kprov.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets machines join a cluster that runs. */
@Command(
        name = "add-node",
        description =
                "Let machines join a cluster that runs: workers, control planes, etcd members, load balancers, one or many. Touches only them, and what must know of them.",
        footer = {
            "",
            "Example: kprov add-node w-7 w-8 -i inventory.yaml",
            "Example: kprov add-node --host name=w-9,address=10.0.0.29,roles=worker,zone=b",
            "After a failure the same command goes on where it stopped."
        })
final class AddNodeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Hosts of the inventory that are to join.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--host",
            paramLabel = "KEY=VALUE,...",
            converter = HostEntry.Converter.class,
            description =
                    "A host that the inventory does not have yet, and has afterwards: name, address, roles (default: worker; several with + between), zone, region, pool. May be given several times.")
    private List<HostEntry> entries = new ArrayList<>();

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    AddNodeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (names.isEmpty() && entries.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "name the hosts that are to join, or describe them: --host");
        }
        options.requireAnswer(surroundings, "add-node");
        var before = inventory.read(surroundings);
        var edit = InventoryEdit.of(surroundings, before, text(before));
        var workspace = edit.workspace();
        var added =
                HostNames.in(
                        workspace.cluster(),
                        Stream.concat(names.stream(), entries.stream().map(HostEntry::name))
                                .toList());
        if (!options.progress().json()) {
            CaKeysAtRest.warn(surroundings.console(), workspace);
        }
        var concerned = AddNodes.concerned(workspace.cluster(), added);
        try (var locked =
                LockedCluster.open(
                        surroundings,
                        workspace,
                        "add-node",
                        () -> options.hosts().fleet(surroundings, workspace, concerned))) {
            return add(edit, added, concerned, locked).number();
        }
    }

    /** The inventory with those hosts that it does not have; one that is there must be the same. */
    private String text(Workspace before) {
        String text = before.inventory().text();
        var known = before.cluster().hosts().stream().map(Host::name).toList();
        for (HostEntry entry : entries) {
            if (!known.contains(entry.name())) {
                text = new InventoryEditor(text).withHost(entry.yaml());
            } else if (!before.cluster()
                    .host(entry.name())
                    .address()
                    .toString()
                    .equals(entry.keys().get("address"))) {
                throw new KprovException(
                        ExitCode.USAGE,
                        new Problem(
                                "the inventory has a host " + entry.name() + " already",
                                "its address is " + before.cluster().host(entry.name()).address(),
                                "nothing was changed",
                                "give the new host another name, or add the one that is there: kprov add-node "
                                        + entry.name()));
            }
        }
        return text;
    }

    private ExitCode add(
            InventoryEdit edit, List<Host> added, List<Host> concerned, LockedCluster locked) {
        var workspace = edit.workspace();
        var planning =
                locked.plan(_ -> AddNodes.procedure(workspace.cluster(), added), concerned, added);
        var serving = new ArrayList<>(planning.seen().readyControlPlanes());
        serving.removeAll(added);
        if (serving.isEmpty()) {
            throw NoCluster.toAddTo();
        }
        NoCluster.requireSameVersions(planning);
        var run = new PlannedRun(surroundings, workspace, locked, options.order(locked, spec));
        var plan = run.show(planning);
        return run.carryOut(
                planning,
                options.dryRun(),
                () -> options.yes() || run.confirmed(plan),
                edit::write);
    }
}
