package io.kprov.facts;

import io.kprov.command.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * etcdctl on a host that holds a member, asking that very member with the health check's
 * certificate.
 */
public final class Etcdctl {
    private static final String PKI = "/etc/kubernetes/pki/etcd/";

    private Etcdctl() {}

    /** The command as root can also paste it on the host. */
    public static Command command(String... words) {
        var all =
                new ArrayList<>(
                        List.of(
                                "etcdctl",
                                "--endpoints",
                                "https://127.0.0.1:2379",
                                "--cacert",
                                PKI + "ca.crt",
                                "--cert",
                                PKI + "healthcheck-client.crt",
                                "--key",
                                PKI + "healthcheck-client.key"));
        all.addAll(List.of(words));
        return new Command(all, new Command.Input.None());
    }
}
