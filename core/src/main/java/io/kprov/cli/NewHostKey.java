package io.kprov.cli;

import io.kprov.engine.Fleet;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.remote.RemoteException;
import io.kprov.workspace.Workspace;
import java.util.List;
import java.util.Optional;

/**
 * The SSH key of a machine that was installed anew: another one than the known, and trusted only
 * once somebody who knows the machine says so.
 *
 * @param expected its fingerprint, if the operator gave it beforehand
 */
record NewHostKey(Surroundings surroundings, Workspace workspace, Optional<String> expected) {

    /**
     * Connects; a key that is new is asked about, and takes the old one's place.
     *
     * @throws KprovException SSH when it is not trusted
     */
    void trust(Fleet fleet, Host host) {
        try {
            fleet.on(host, _ -> true);
        } catch (RemoteException refused) {
            if (refused.kind() != RemoteException.Kind.HOST_KEY) {
                throw refused;
            }
            replace(host, refused);
        }
    }

    private void replace(Host host, RemoteException refused) {
        try (var connector = Hosts.connector(surroundings, workspace)) {
            var target = connector.target(host);
            var look =
                    KeyLook.at(List.of(target), connector, Hosts.knocking(surroundings), 1)
                            .getFirst();
            var shown = look.keys().stream().map(ShownKey::line).toList();
            if (look.keys().isEmpty() || !target.hostKeys().isEmpty()) {
                // Fingerprints in the inventory are for its owner to correct.
                throw refused;
            }
            surroundings.console().result(shown);
            boolean trusted =
                    expected.isPresent()
                            ? look.keys().stream()
                                    .anyMatch(key -> key.key().fingerprint().equals(expected.get()))
                            : surroundings.console().interactive()
                                    && surroundings
                                            .console()
                                            .confirms(
                                                    "Are these the keys of %s as it was installed anew? Type yes to trust them: "
                                                            .formatted(host),
                                                    "yes");
            if (!trusted) {
                throw notTrusted(host);
            }
            workspace.state().create();
            connector
                    .knownHosts()
                    .replace(
                            target.host(),
                            target.port(),
                            look.keys().stream().map(ShownKey::key).toList());
        }
    }

    private KprovException notTrusted(Host host) {
        return new KprovException(
                ExitCode.SSH,
                new Problem(
                        "the new SSH key of " + host + " is not trusted",
                        expected.map(given -> "none of the keys above has the fingerprint " + given)
                                .orElse("nobody said that the keys above are its own"),
                        "nothing was changed",
                        "compare them with what the machine says: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub;\n"
                                + "then repeat the command on a terminal, or with --host-key FINGERPRINT"));
    }
}
