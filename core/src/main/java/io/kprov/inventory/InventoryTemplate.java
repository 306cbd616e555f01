package io.kprov.inventory;

import io.kprov.model.ControlPlane;
import io.kprov.model.Endpoint;
import io.kprov.model.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * The text of a first inventory, for {@code kprov init}: few keys, and comments that say what else
 * there is. What it makes of good answers is valid.
 */
public final class InventoryTemplate {
    private static final int HAPROXY_PORT = 8443;

    /**
     * What the operator knows already.
     *
     * @param version e.g. {@code 1.36.3}
     * @param vip for HAProxy and keepalived on the control planes; absent: several control planes
     *     get an external load balancer, a single one none
     */
    public record Answers(
            String name,
            String version,
            List<IpAddress> controlPlanes,
            List<IpAddress> workers,
            Optional<IpAddress> vip) {

        public Answers {
            controlPlanes = List.copyOf(controlPlanes);
            workers = List.copyOf(workers);
            if (controlPlanes.isEmpty()) {
                throw new IllegalArgumentException("an inventory needs a control plane");
            }
        }

        /** Three control planes behind a VIP, and two workers: addresses to be replaced. */
        public static Answers example() {
            return new Answers(
                    "prod",
                    "1.36.3",
                    addresses("192.168.10.11", "192.168.10.12", "192.168.10.13"),
                    addresses("192.168.10.21", "192.168.10.22"),
                    IpAddress.parse("192.168.10.100"));
        }

        private static List<IpAddress> addresses(String... texts) {
            return List.of(texts).stream()
                    .map(text -> IpAddress.parse(text).orElseThrow())
                    .toList();
        }
    }

    private InventoryTemplate() {}

    /** The inventory's text. */
    public static String text(Answers answers) {
        boolean v6 = answers.controlPlanes().getFirst().isV6();
        return """
        # The inventory of the cluster %1$s: what should be. All keys: docs/inventory.md
        # Check it with: kprov validate; see what it means with: kprov plan
        apiVersion: kprov.io/v1
        kind: Cluster
        metadata: {name: %1$s}

        # What is absent here comes from ~/.ssh/config.
        ssh: {}
        #  user: ops
        #  identityFile: ~/.ssh/id_ed25519
        #  jump: [ops@bastion.example.com]
        #  sudoPassword: "${env:SUDO_PASSWORD}"

        kubernetes:
          version: %2$s
        %3$s
        controlPlane:
        %4$s
        # vxlan works everywhere; host-gw is faster where all hosts are in one segment.
        network: {flannel: {backend: vxlan}}

        # zone, labels, taints, interface, ssh and kubelet settings may follow for each host.
        hosts:
        %5$s\
        """
                .formatted(
                        answers.name(),
                        answers.version(),
                        v6 ? networksV6() : networksV4(),
                        controlPlane(answers),
                        hosts(answers));
    }

    private static String networksV4() {
        return """
          # Networks that nothing else uses; they cannot be changed later.
          podCidr: 10.244.0.0/16
          serviceCidr: 10.96.0.0/12
        """;
    }

    private static String networksV6() {
        return """
          # Networks that nothing else uses; they cannot be changed later.
          podCidr: fd00:10:244::/56
          serviceCidr: fd00:10:96::/112
        """;
    }

    private static String controlPlane(Answers answers) {
        IpAddress first = answers.controlPlanes().getFirst();
        if (answers.vip().isPresent()) {
            String vip = answers.vip().get().toString();
            return """
              # Where clients reach the API; a DNS name of the VIP is better than the VIP. Port 6443
              # is taken: the API servers themselves listen there.
              endpoint: "%s"
              # HAProxy and keepalived on the control planes; vrid is unique in the segment.
              loadBalancer: {haproxyKeepalived: {vip: "%s", vrid: 51, on: control-plane}}
            """
                    .formatted(new Endpoint(vip, HAPROXY_PORT), vip);
        }
        if (answers.controlPlanes().size() > 1) {
            return """
              # Where clients reach the API: your load balancer, which passes TCP to port 6443 of
              # every control plane.
              endpoint: api.%s.example.com:6443
              loadBalancer: {external: {}}
            """
                    .formatted(answers.name());
        }
        return """
          # The only control plane itself. Use a DNS name if there may be more of them some day.
          endpoint: "%s"
        """
                .formatted(new Endpoint(first.toString(), ControlPlane.API_SERVER_PORT));
    }

    private static String hosts(Answers answers) {
        return hosts("cp", "control-plane", answers.controlPlanes())
                + hosts("w", "worker", answers.workers());
    }

    private static String hosts(String prefix, String role, List<IpAddress> addresses) {
        var lines = new StringBuilder();
        for (int i = 0; i < addresses.size(); i++) {
            lines.append(
                    "  - {name: %s-%d, address: \"%s\", roles: [%s]}\n"
                            .formatted(prefix, i + 1, addresses.get(i), role));
        }
        return lines.toString();
    }
}
