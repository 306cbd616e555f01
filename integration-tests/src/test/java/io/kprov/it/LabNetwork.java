package io.kprov.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network of containers with one label, and how a container becomes a machine or the internet in
 * it.
 *
 * @param run what every name and the label carry, so that runs do not meet
 * @param prefix the first three numbers of its addresses, with a dot at the end
 */
record LabNetwork(String run, String prefix) {

    private static final String NODE_IMAGE = System.getProperty("lab.image.node", "kprov-lab/node");
    private static final String MIRROR_IMAGE =
            System.getProperty("lab.image.mirror", "kprov-lab/mirror");
    private static final List<String> KINDS = List.of("cp", "w", "lb", "etcd");

    /**
     * What systemd, containerd and a kubelet need of a container; {@code --privileged} asks for
     * more than a lab has.
     */
    private static final String MACHINE =
            "--cap-add ALL --cap-drop SYS_RESOURCE"
                    + " --security-opt seccomp=unconfined --security-opt apparmor=unconfined --cgroupns private"
                    + " --tmpfs /run --tmpfs /tmp -v /var/lib/containerd -v /var/lib/kubelet -v /var/lib/etcd";

    /** The images that hosts and the mirror are made of. */
    static List<String> images() {
        return hasMirror() ? List.of(NODE_IMAGE, MIRROR_IMAGE) : List.of(NODE_IMAGE);
    }

    /**
     * A network in the first free /24 of 172.30 and up, after what an earlier run of the same name
     * left is removed.
     */
    static LabNetwork create(String run) {
        Docker.removeAll("kprov.lab=" + run);
        Outcome refused = new Outcome(List.of(), 1, "", "");
        for (int i = 0; i < 64; i++) {
            LabNetwork network = new LabNetwork(run, "172.%d.%d.".formatted(30 + i / 32, i % 32));
            refused = network.create();
            if (refused.succeeded()) {
                return network;
            }
        }
        throw new AssertionError("no free network: " + refused.err());
    }

    void startMirror() {
        if (hasMirror()) {
            List<String> words = container("mirror", 2);
            words.addAll(List.of("-e", "LAB_HOSTS=" + virtualAddress() + " api.lab", MIRROR_IMAGE));
            Docker.run(words).orFail();
        }
    }

    /**
     * The lab's names as the operator's machine must know them, in the form of {@code /etc/hosts};
     * empty where there is no mirror and names are those of the real internet.
     */
    Optional<String> names() {
        return hasMirror()
                ? Optional.of("%s2 mirror.lab%n%s api.lab%n".formatted(prefix, virtualAddress()))
                : Optional.empty();
    }

    /** The machine of that name, before it is started. */
    LabHost host(String name) {
        return new LabHost(name, prefix + lastNumber(name), containerName(name), name());
    }

    /** Starts it bare and returns when sshd answers. */
    void start(LabHost host, String publicKey) {
        List<String> words = container(host.name(), lastNumber(host.name()));
        words.addAll(List.of(MACHINE.split(" ", -1)));
        words.addAll(
                List.of("--device-cgroup-rule", "a *:* rwm", "-e", "AUTHORIZED_KEY=" + publicKey));
        if (hasMirror()) {
            words.addAll(List.of("-e", "LAB_MIRROR=" + prefix + "2"));
        }
        words.add(NODE_IMAGE);
        Docker.run(words).orFail();
        host.awaitSsh();
    }

    void remove() {
        Docker.removeAll(label());
    }

    /** Docker gives the bridge of a network its first address. */
    String operatorAddress() {
        return prefix + "1";
    }

    String virtualAddress() {
        return prefix + "100";
    }

    /**
     * {@code cp-1} is 11, {@code w-2} 22: the same host has the same number in every story and in
     * the examples.
     */
    private static int lastNumber(String name) {
        int dash = name.indexOf('-');
        int kind = dash < 0 ? -1 : KINDS.indexOf(name.substring(0, dash));
        if (kind < 0) {
            throw new IllegalArgumentException(
                    "a lab host is called cp-1, w-1, lb-1 or etcd-1, not " + name);
        }
        return 10 * (kind + 1) + Integer.parseInt(name.substring(dash + 1));
    }

    private static boolean hasMirror() {
        return !MIRROR_IMAGE.equals("none");
    }

    private Outcome create() {
        return Docker.run(
                "network", "create", "--label", label(), "--subnet", prefix + "0/24", name());
    }

    private List<String> container(String name, int number) {
        String words =
                "run -d --name %s --hostname %s --label %s --network %s --ip %s%d"
                        .formatted(containerName(name), name, label(), name(), prefix, number);
        return new ArrayList<>(List.of(words.split(" ", -1)));
    }

    private String label() {
        return "kprov.lab=" + run;
    }

    private String name() {
        return "kprov-" + run;
    }

    private String containerName(String name) {
        return name() + "-" + name;
    }
}
