package io.kprov.cli;

import io.kprov.workspace.Workspace;

/** What commands that make or use the CAs' private keys say about how those are kept. */
final class CaKeysAtRest {
    private CaKeysAtRest() {}

    /** One line when whoever reads the operator's disk can sign for the cluster. */
    static void warn(Console console, Workspace workspace) {
        if (workspace.cluster().pki().caKeyPassphrase().isEmpty()) {
            console.progress(
                    "warning: the private keys of the CAs are not encrypted in "
                            + workspace.state().pki()
                            + "; set pki.caKeyPassphrase (docs/inventory.md)");
        }
    }
}
