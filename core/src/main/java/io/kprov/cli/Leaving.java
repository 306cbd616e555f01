package io.kprov.cli;

import io.kprov.certs.HeldKeys;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.inventory.InvalidInventoryException;
import io.kprov.inventory.InventoryEditor;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import io.kprov.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Hosts that leave their cluster, and what the inventory is without them.
 *
 * @param whole the cluster with them
 */
record Leaving(Workspace whole, List<Host> hosts, InventoryEdit edit) {

    /**
     * The inventory without the hosts.
     *
     * @throws KprovException USAGE when no valid cluster is left
     */
    static Leaving of(Surroundings surroundings, Workspace whole, List<Host> hosts) {
        var names = hosts.stream().map(Host::name).collect(Collectors.toSet());
        String text = new InventoryEditor(whole.inventory().text()).withoutHosts(names);
        try {
            return new Leaving(whole, hosts, InventoryEdit.of(surroundings, whole, text));
        } catch (InvalidInventoryException invalid) {
            throw new KprovException(
                    ExitCode.USAGE,
                    List.of(
                            new Problem(
                                    names(hosts) + " cannot leave: the rest would be no cluster",
                                    invalid.findings().stream()
                                            .map(finding -> finding.toString())
                                            .collect(Collectors.joining("\n")),
                                    "nothing was changed",
                                    "let other machines join before (kprov add-node), or take the whole cluster down (kprov reset --all)")),
                    invalid);
        }
    }

    static String names(List<Host> hosts) {
        return String.join(" ", hosts.stream().map(Host::name).toList());
    }

    String names() {
        return names(hosts);
    }

    /** The cluster without them. */
    Workspace rest() {
        return edit.workspace();
    }

    /**
     * A machine that is said to be dead, and is not, would go on beside the cluster.
     *
     * @throws KprovException FAILED naming those that answer
     */
    static void requireDead(List<Host> hosts, ClusterView seen) {
        var alive = hosts.stream().filter(host -> !seen.isAway(host)).toList();
        if (!alive.isEmpty()) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            names(alive) + " is not dead: somebody answers at its address",
                            "a machine that is removed as dead is not stopped, and would go on with what it has",
                            "nothing was changed",
                            "let it leave in order, without --dead; or switch it off, then repeat the command"));
        }
    }

    /** What whoever finds the disks can do, and what ends it. */
    List<String> lostKeys() {
        var lines = new ArrayList<String>();
        for (Host host : hosts) {
            var held = HeldKeys.of(host, whole.pkiRequest());
            lines.add("");
            lines.add("%s held these keys: %s".formatted(host, String.join(", ", held.keys())));
            lines.add(
                    "  where its disk is not destroyed, revoke them: "
                            + held.rotations().stream()
                                    .map(id ->
                                            "kprov certs rotate-ca "
                                                    + RotationStages.ofId(id).name())
                                    .collect(Collectors.joining("; ")));
        }
        return lines;
    }
}
