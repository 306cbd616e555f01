package io.kprov.facts;

import io.kprov.command.Command;
import java.util.ArrayList;
import java.util.List;

/** etcdctl on a host that holds a member, with the health check's certificate. */
public final class Etcdctl {
    private static final String PKI = "/etc/kubernetes/pki/etcd/";

    private Etcdctl() {}

    /** The command as root can also paste it on the host. */
    public static Command command(String... words) {
        return at(List.of("https://127.0.0.1:2379"), words);
    }

    /** A fact's script that says something only on a host that holds a member. */
    static String whereThereIsAMember(String script) {
        return """
        if [ -e %shealthcheck-client.key ] && command -v etcdctl >/dev/null; then
        %sfi\
        """
                .formatted(PKI, script.indent(2));
    }

    /**
     * The same of other members, for a host whose own does not serve yet.
     *
     * @param endpoints client URLs; one that does not answer is passed over
     */
    public static Command at(List<String> endpoints, String... words) {
        var all =
                new ArrayList<>(
                        List.of(
                                "etcdctl",
                                "--endpoints",
                                String.join(",", endpoints),
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
