package io.kprov.step;

import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Audience;
import io.kprov.lockfile.LockFile;
import io.kprov.lockfile.LockedImage;
import io.kprov.lockfile.Program;
import io.kprov.lockfile.VersionTable;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Secret;
import io.kprov.render.HostFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Wishes for tests, written as an operator writes them. */
public final class Clusters {
    /** What must be in no plan, log or message; each secret holds this text. */
    public static final String SECRET = "SECRET-bytes";

    private static final String HEAD =
            """
            apiVersion: kprov.io/v1
            kind: Cluster
            metadata: {name: prod}
            kubernetes:
              version: 1.36.3
              podCidr: 10.244.0.0/16
              serviceCidr: 10.96.0.0/12
            network: {flannel: {backend: vxlan}}
            """;

    private static final String HIGHLY_AVAILABLE =
            """
            controlPlane:
              endpoint: 10.0.0.100:8443
              loadBalancer: {haproxyKeepalived: {vip: 10.0.0.100, vrid: 51, on: control-plane}}
            hosts:
              - {name: cp-1, address: 10.0.0.11, roles: [control-plane]}
              - {name: cp-2, address: 10.0.0.12, roles: [control-plane]}
              - {name: cp-3, address: 10.0.0.13, roles: [control-plane]}
              - {name: w-1,  address: 10.0.0.21, roles: [worker], zone: a, labels: {disk: ssd}, taints: ["gpu=true:NoSchedule"]}
              - {name: w-2,  address: 10.0.0.22, roles: [worker]}
            """;

    private static final String SINGLE =
            """
            controlPlane:
              endpoint: 10.0.0.11:6443
            hosts:
              - {name: cp-1, address: 10.0.0.11, roles: [control-plane, worker]}
            """;

    private static final String DEDICATED =
            """
            controlPlane:
              endpoint: 10.0.0.100:6443
              loadBalancer: {haproxyKeepalived: {vip: 10.0.0.100, vrid: 52, on: load-balancers}}
            hosts:
              - {name: lb-1, address: 10.0.0.1,  roles: [load-balancer]}
              - {name: lb-2, address: 10.0.0.2,  roles: [load-balancer]}
              - {name: cp-1, address: 10.0.0.11, roles: [control-plane], pool: nodes}
              - {name: w-1,  address: 10.0.0.21, roles: [worker], pool: nodes}
            pools:
              nodes: {region: eu-1, reserved: auto}
            """;

    private static final String EXTERNAL_ETCD =
            """
            controlPlane:
              endpoint: 10.0.0.100:8443
              loadBalancer: {haproxyKeepalived: {vip: 10.0.0.100, vrid: 53, on: control-plane}}
              etcd: {external: {}}
            hosts:
              - {name: etcd-1, address: 10.0.0.31, roles: [etcd]}
              - {name: etcd-2, address: 10.0.0.32, roles: [etcd]}
              - {name: etcd-3, address: 10.0.0.33, roles: [etcd]}
              - {name: cp-1, address: 10.0.0.11, roles: [control-plane]}
              - {name: cp-2, address: 10.0.0.12, roles: [control-plane]}
            """;

    private static final String POOLS =
            """
            controlPlane:
              endpoint: 10.0.0.100:8443
              loadBalancer: {haproxyKeepalived: {vip: 10.0.0.100, vrid: 54, on: control-plane}}
            pools:
              core: {region: eu-1, reserved: {kube: auto}}
              gpu:
                zone: a
                region: eu-1
                labels: {accelerator: a100, disk: hdd}
                taints: ["gpu=true:NoSchedule"]
                kubelet: {config: {maxPods: 60, evictionHard: {memory.available: 5%}}}
                reserved: auto
            hosts:
              - {name: cp-1, address: 10.0.0.11, roles: [control-plane], pool: core, zone: a}
              - {name: cp-2, address: 10.0.0.12, roles: [control-plane], pool: core, zone: b}
              - {name: cp-3, address: 10.0.0.13, roles: [control-plane], pool: core, zone: c}
              - {name: w-1,  address: 10.0.0.21, roles: [worker], pool: gpu}
              - {name: w-2,  address: 10.0.0.22, roles: [worker], pool: gpu, zone: b, labels: {disk: ssd}}
            """;

    private Clusters() {}

    /** HAProxy on three control planes, stacked etcd, two workers. */
    public static Blueprint highlyAvailable() {
        return blueprint(HEAD + HIGHLY_AVAILABLE);
    }

    /** One host that is everything, without a load balancer. */
    public static Blueprint single() {
        return blueprint(HEAD + SINGLE);
    }

    /**
     * Load balancers on hosts of their own; nodes whose settings depend on their machines' size.
     */
    public static Blueprint dedicatedLoadBalancers() {
        return blueprint(HEAD + DEDICATED);
    }

    /** etcd on three hosts of its own, two control planes. */
    public static Blueprint externalEtcd() {
        return blueprint(HEAD + EXTERNAL_ETCD);
    }

    /** Hosts of two pools in three zones, with reserved resources that depend on the machine. */
    public static Blueprint pools() {
        return blueprint(HEAD + POOLS);
    }

    /** The one of pools with other words somewhere in its inventory. */
    public static Blueprint pools(String before, String after) {
        return blueprint(replaced(HEAD + POOLS, before, after));
    }

    public static List<Blueprint> all() {
        return List.of(highlyAvailable(), single(), dedicatedLoadBalancers(), externalEtcd());
    }

    /** The highly available one with other words somewhere in its inventory. */
    public static Blueprint highlyAvailable(String before, String after) {
        return blueprint(replaced(HEAD + HIGHLY_AVAILABLE, before, after));
    }

    private static String replaced(String text, String before, String after) {
        if (!text.contains(before)) {
            throw new IllegalArgumentException(before);
        }
        return text.replace(before, after);
    }

    public static Host host(Blueprint blueprint, String name) {
        return blueprint.cluster().host(name);
    }

    private static Blueprint blueprint(String inventory) {
        var cluster = read(inventory);
        var versions = VersionTable.versions(cluster);
        var artifacts =
                Stream.of(Program.values())
                        .map(program -> {
                            String version = program.version(versions);
                            return new Artifact(
                                    program,
                                    version,
                                    program.path(version),
                                    OptionalLong.of(1_048_576),
                                    sha256(program + version));
                        })
                        .toList();
        return new Blueprint(
                cluster,
                versions,
                new LockFile(cluster.kubernetes().version(), artifacts, images()),
                new FakePki(cluster, true),
                new Secret("SECRET-b"),
                new JoinTokens(new SecureRandom()));
    }

    private static List<LockedImage> images() {
        return List.of(
                new LockedImage(
                        "registry.k8s.io/kube-apiserver:v1.36.3",
                        "sha256:" + sha256("apiserver"),
                        Audience.CONTROL_PLANES),
                new LockedImage(
                        "registry.k8s.io/pause:3.10.2",
                        "sha256:" + sha256("pause"),
                        Audience.NODES));
    }

    private static Cluster read(String inventory) {
        try {
            Path file = Files.createTempFile("inventory", ".yaml");
            try {
                Files.writeString(file, inventory);
                return new InventoryReader(
                                new Environment(
                                        name -> Optional.empty(),
                                        Path.of("/nonexistent"),
                                        Path.of("/")))
                        .read(file)
                        .cluster();
            } finally {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String sha256(String text) {
        return HostFile.readable("/x", text).sha256();
    }

    /** A PKI of two files a node. */
    public static final class FakePki implements PkiMaterial {
        private final Cluster cluster;
        private boolean made;

        FakePki(Cluster cluster, boolean made) {
            this.cluster = cluster;
            this.made = made;
        }

        @Override
        public boolean exists() {
            return made;
        }

        @Override
        public List<String> pending() {
            return made ? List.of() : List.of("make the CA kubernetes", "make apiserver of cp-1");
        }

        @Override
        public List<PkiFile> files(Host host) {
            var certificate = HostFile.readable("/etc/kubernetes/pki/ca.crt", "a certificate\n");
            var key =
                    HostFile.secret(
                            "/etc/kubernetes/pki/" + host.name() + ".key",
                            SECRET + " of " + cluster.name());
            return host.isNode()
                    ? List.of(
                            new PkiFile(certificate, "the CA kubernetes"),
                            new PkiFile(key, "key of " + host))
                    : List.of();
        }

        @Override
        public Optional<SealedCopy> copy(String certificate) {
            return made
                    ? Optional.of(
                            new SealedCopy(
                                    "of these", () -> certificate.getBytes(StandardCharsets.UTF_8)))
                    : Optional.empty();
        }

        @Override
        public HostFile superAdminConf() {
            return HostFile.secret(
                    "/etc/kubernetes/super-admin.conf", SECRET + " of the super-admin");
        }

        @Override
        public PkiFile clusterCa() {
            return new PkiFile(
                    HostFile.readable("/etc/kubernetes/pki/ca.crt", "a certificate\n"),
                    "the CA kubernetes");
        }

        @Override
        public PkiFile kubeletClient(Host host) {
            return new PkiFile(
                    HostFile.secret("/var/lib/kubelet/pki/kubelet-client-kprov.pem", SECRET),
                    "certificate and key of the kubelet of " + host);
        }

        @Override
        public String tokenKeyId() {
            return "a key";
        }

        @Override
        public String caPem() {
            return "a certificate\n";
        }

        @Override
        public String caHash() {
            return "sha256:" + "ab".repeat(32);
        }

        @Override
        public void make() {
            made = true;
        }
    }

    /** The same wish where no PKI was made yet. */
    public static Blueprint withoutPki(Blueprint blueprint) {
        return new Blueprint(
                blueprint.cluster(),
                blueprint.versions(),
                blueprint.lock(),
                new FakePki(blueprint.cluster(), false),
                blueprint.vrrpPassword(),
                blueprint.joinTokens());
    }

    /** The digest that the lock of these clusters has for an image. */
    static Map<String, String> images(Blueprint blueprint, Host host) {
        return blueprint.lock().imagesFor(host).stream()
                .collect(
                        java.util.stream.Collectors.toMap(
                                LockedImage::reference, LockedImage::digest));
    }
}
