package io.kprov.cli;

import io.kprov.cli.ShownKey.State;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.remote.ssh.SshConnector;
import io.kprov.state.ClusterState;
import io.kprov.workspace.Workspace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows and pins the hosts' SSH keys. */
@Command(
        name = "hostkeys",
        description =
                "Show the fingerprints of the hosts' SSH keys, and pin them in .kprov/<cluster>/known_hosts after a yes.",
        footer = {"", "Example: kprov hostkeys inventory.yaml"})
final class HostKeysCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Option(
            names = "--yes",
            description = "Pin without asking: the fingerprints were compared elsewhere.")
    private boolean yes;

    HostKeysCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var console = surroundings.console();
        try (var connector = Hosts.connector(surroundings, workspace)) {
            var shown =
                    workspace.cluster().hosts().stream()
                            .flatMap(host -> look(host, connector).stream())
                            .toList();
            if (!output.json()) {
                console.result(shown.stream().map(ShownKey::line).toList());
            }
            boolean pinning = wantsPinning(shown);
            if (pinning) {
                pin(workspace, connector, shown);
            }
            if (output.json()) {
                console.result(
                        OutputOption.text(
                                shown.stream()
                                        .map(key -> pinning ? key.pinned() : key)
                                        .map(ShownKey::json)
                                        .toList()));
            }
            return tell(workspace.state(), shown, pinning).number();
        }
    }

    private static List<ShownKey> look(Host host, SshConnector connector) {
        var target = connector.target(host);
        return ShownKey.of(
                host.name(),
                connector.scanner().scan(target),
                key -> connector.knownHosts().check(target, key));
    }

    private boolean wantsPinning(List<ShownKey> shown) {
        return shown.stream().noneMatch(key -> key.state().bad())
                && shown.stream().anyMatch(key -> key.state() == State.NEW)
                && (yes
                        || (asks()
                                && surroundings
                                        .console()
                                        .ask(
                                                "Are these the keys of your hosts? Type yes to pin them: ")
                                        .map(String::strip)
                                        .filter("yes"::equals)
                                        .isPresent()));
    }

    /** A program that reads JSON answers no question. */
    private boolean asks() {
        return !yes && !output.json() && surroundings.console().interactive();
    }

    private static void pin(Workspace workspace, SshConnector connector, List<ShownKey> shown) {
        workspace.state().create();
        for (Host host : workspace.cluster().hosts()) {
            var target = connector.target(host);
            var unknown =
                    shown.stream()
                            .filter(key -> key.host().equals(host.name()))
                            .filter(key -> key.state() == State.NEW)
                            .map(ShownKey::key)
                            .toList();
            if (!unknown.isEmpty()) {
                connector.knownHosts().pin(target.host(), target.port(), unknown);
            }
        }
    }

    private ExitCode tell(ClusterState state, List<ShownKey> shown, boolean pinned) {
        var console = surroundings.console();
        if (shown.stream().anyMatch(key -> key.state().bad())) {
            throw new KprovException(
                    ExitCode.SSH,
                    new Problem(
                            "a host shows another key than the one that is known",
                            "it was installed anew, or somebody stands between",
                            "nothing was pinned",
                            "find out which; if the host is new, correct its hostKeys in the inventory, or: ssh-keygen -R HOST -f "
                                    + state.knownHosts()
                                    + ", then repeat the command"));
        }
        if (shown.stream().noneMatch(key -> key.state() == State.NEW)) {
            console.progress("all hosts show keys that are known");
            return ExitCode.DONE;
        }
        if (pinned) {
            console.progress("pinned in " + state.knownHosts());
            return ExitCode.DONE;
        }
        console.progress(
                asks()
                        ? "nothing was pinned"
                        : "not pinned: nobody was asked; compare the fingerprints, then: kprov hostkeys --yes");
        return ExitCode.FAILED;
    }
}
