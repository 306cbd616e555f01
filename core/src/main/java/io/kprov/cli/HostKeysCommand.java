package io.kprov.cli;

import io.kprov.cli.ShownKey.State;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.remote.ssh.SshConnector;
import io.kprov.remote.ssh.SshTarget;
import io.kprov.state.ClusterState;
import io.kprov.workspace.Workspace;
import java.util.ArrayList;
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

    @Mixin private Hosts hosts = new Hosts();

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
        try (var connector = Hosts.connector(surroundings, workspace)) {
            var targets = workspace.cluster().hosts().stream().map(connector::target).toList();
            var looks = new ArrayList<KeyLook>();
            for (List<SshTarget> round : KeyLook.rounds(targets)) {
                looks.addAll(look(round, workspace, connector));
                if (keys(looks).stream().anyMatch(key -> key.isNew() || key.state().bad())) {
                    break;
                }
            }
            if (output.json()) {
                surroundings
                        .console()
                        .result(
                                OutputOption.text(
                                        keys(looks).stream().map(ShownKey::json).toList()));
            }
            return tell(workspace.state(), looks).number();
        }
    }

    private List<KeyLook> look(List<SshTarget> round, Workspace workspace, SshConnector connector) {
        var looks = KeyLook.at(round, connector, Hosts.knocking(surroundings), hosts.atOnce());
        if (!output.json()) {
            surroundings.console().result(keys(looks).stream().map(ShownKey::line).toList());
        }
        if (!wantsPinning(keys(looks))) {
            return looks;
        }
        workspace.state().create();
        return looks.stream().map(look -> look.pin(connector)).toList();
    }

    private static List<ShownKey> keys(List<KeyLook> looks) {
        return looks.stream().flatMap(look -> look.keys().stream()).toList();
    }

    private boolean wantsPinning(List<ShownKey> shown) {
        return shown.stream().noneMatch(key -> key.state().bad())
                && shown.stream().anyMatch(ShownKey::isNew)
                && (yes
                        || (asks()
                                && surroundings
                                        .console()
                                        .confirms(
                                                "Are these the keys of your hosts? Type yes to pin them: ",
                                                "yes")));
    }

    /** A program that reads JSON answers no question. */
    private boolean asks() {
        return !yes && !output.json() && surroundings.console().interactive();
    }

    private ExitCode tell(ClusterState state, List<KeyLook> looks) {
        var console = surroundings.console();
        var shown = keys(looks);
        if (shown.stream().anyMatch(key -> key.state().bad())) {
            throw new KprovException(
                    ExitCode.SSH,
                    new Problem(
                            "a host shows another key than the one that is known",
                            "it was installed anew, or somebody stands between",
                            "none of the keys above was pinned",
                            "find out which; if the host is new, correct its hostKeys in the inventory, or: ssh-keygen -R HOST -f "
                                    + state.knownHosts()
                                    + ", then repeat the command"));
        }
        if (shown.stream().anyMatch(key -> key.state() == State.PINNED)) {
            console.progress("pinned in " + state.knownHosts());
        }
        // Hosts behind one bastion share its problem.
        var problems = looks.stream().flatMap(look -> look.problems().stream()).distinct().toList();
        if (!problems.isEmpty()) {
            throw new KprovException(ExitCode.SSH, problems);
        }
        if (shown.stream().anyMatch(ShownKey::isNew)) {
            console.progress(
                    asks()
                            ? "nothing was pinned"
                            : "not pinned: nobody was asked; compare the fingerprints, then: kprov hostkeys --yes");
            return ExitCode.FAILED;
        }
        if (shown.stream().noneMatch(key -> key.state() == State.PINNED)) {
            console.progress("all hosts show keys that are known");
        }
        return ExitCode.DONE;
    }
}
