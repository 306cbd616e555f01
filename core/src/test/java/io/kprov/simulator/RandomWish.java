package io.kprov.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** An inventory made up of chance, as an operator might write it, and what he makes of it later. */
final class RandomWish {
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule");

    private final Random random;
    private final String loadBalancer;
    private boolean flannel;
    private final boolean nodesOnly;
    private int controlPlanes;
    private int workers;
    private int maxPods;
    private String profiling;
    private String dropIn = "";
    private final boolean apart;
    private int members;
    private String heartbeat = "100";
    private String version = "1.36.3";
    private boolean reboots;
    private final TreeMap<Integer, String> labels = new TreeMap<>();
    private final TreeMap<Integer, String> taints = new TreeMap<>();

    /**
     * A wish.
     *
     * @param apart whether etcd is, on hosts of its own
     */
    RandomWish(Random random, boolean apart) {
        this.random = random;
        this.apart = apart;
        this.controlPlanes = controlPlanes(random.nextInt(8));
        this.workers = random.nextInt(1 + random.nextInt(7));
        this.loadBalancer =
                loadBalancer(controlPlanes == 1 ? random.nextInt(4) : random.nextInt(3));
        this.flannel = random.nextInt(5) > 0;
        this.nodesOnly = random.nextBoolean();
        this.maxPods = 110 + random.nextInt(3) * 50;
        this.profiling = random.nextBoolean() ? "true" : "false";
        for (int i = 1; i <= workers; i++) {
            mark(i);
        }
        if (apart) {
            members = random.nextInt(4) == 0 ? 1 : 3;
        }
    }

    /** Mostly three. */
    private static int controlPlanes(int of8) {
        return of8 < 2 ? 1 : of8 < 7 ? 3 : 5;
    }

    private static String loadBalancer(int kind) {
        return switch (kind) {
            case 0 -> "haproxyKeepalived: {vip: 10.0.0.100, vrid: 51, on: control-plane}";
            case 1 -> "haproxyKeepalived: {vip: 10.0.0.100, vrid: 51, on: load-balancers}";
            case 2 -> "external: {}";
            default -> "";
        };
    }

    private void mark(int worker) {
        if (random.nextBoolean()) {
            labels.put(worker, "disk: " + (random.nextBoolean() ? "ssd" : "hdd"));
        }
        if (random.nextInt(3) == 0) {
            taints.put(worker, "gpu=true:" + EFFECTS.get(random.nextInt(2)));
        }
    }

    /** One to three things are wanted otherwise. */
    void change() {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            changeOne(random.nextInt(7));
        }
    }

    private void changeOne(int what) {
        int worker = workers == 0 ? 0 : 1 + random.nextInt(workers);
        switch (what) {
            case 0 -> {
                maxPods += 10;
                heartbeat = "150";
            }
            case 1 -> profiling = profiling.equals("true") ? "false" : "true";
            case 2 -> dropIn = dropIn.isEmpty() ? "oom_score = -999" : "";
            case 3 -> mark(++workers);
            case 4 -> {
                if (apart && random.nextBoolean()) {
                    members += 2;
                } else if (controlPlanes < 5 && !loadBalancer.isEmpty()) {
                    controlPlanes += 2;
                }
            }
            case 5 -> {
                labels.remove(worker);
                taints.remove(worker);
            }
            default -> {
                if (worker > 0) {
                    labels.put(worker, "disk: nvme");
                    taints.put(worker, "gpu=false:" + EFFECTS.get(random.nextInt(2)));
                }
            }
        }
    }

    /** With a pod network, whatever was rolled: only Ready nodes are upgraded. */
    void takeNetwork() {
        flannel = true;
    }

    /** The next minor is wanted, and perhaps other settings; of the same hosts. */
    void upgrade() {
        version = "1.37.2";
        if (random.nextInt(3) == 0) {
            changeOne(random.nextInt(3));
        }
        reboots = random.nextBoolean();
    }

    /** Every host that any wish has, for one PKI that fits them all. */
    static String everything(boolean apart) {
        var all = new RandomWish(new Random(1), apart);
        all.controlPlanes = 5;
        all.workers = 10;
        all.members = apart ? 9 : 0;
        return all.text(loadBalancer(1));
    }

    String text() {
        return text(loadBalancer);
    }

    private String text(String balancer) {
        boolean dedicated = balancer.contains("load-balancers");
        var lines = new ArrayList<String>();
        lines.add("apiVersion: kprov.io/v1");
        lines.add("kind: Cluster");
        lines.add("metadata: {name: sim}");
        if (reboots) {
            lines.add("os: {rebootIfNeeded: true}");
        }
        lines.add("ssh: {user: root}");
        lines.add("kubernetes:");
        lines.add("  version: " + version);
        lines.add("  podCidr: 10.128.0.0/13");
        lines.add("  kubelet: {config: {maxPods: " + maxPods + "}}");
        lines.add("  apiServer: {extraArgs: {profiling: \"" + profiling + "\"}}");
        if (apart) {
            lines.add("  etcd: {extraArgs: {heartbeat-interval: \"" + heartbeat + "\"}}");
        }
        if (!dropIn.isEmpty()) {
            lines.add("containerd: {dropIns: {oom.toml: \"" + dropIn + "\"}}");
        }
        lines.add("controlPlane:");
        lines.add(
                "  endpoint: "
                        + (balancer.isEmpty()
                                ? "10.0.0.11:6443"
                                : dedicated || balancer.startsWith("external")
                                        ? "api.sim.example.com:6443"
                                        : "api.sim.example.com:8443"));
        if (!balancer.isEmpty()) {
            lines.add("  loadBalancer: {" + balancer + "}");
        }
        if (apart) {
            lines.add("  etcd: {external: {}}");
        }
        lines.add("network: " + (flannel ? "{flannel: {backend: vxlan}}" : "{none: {}}"));
        lines.add("hosts:");
        for (int i = 1; dedicated && i <= 2; i++) {
            lines.add(
                    "  - {name: lb-%1$d, address: 10.0.0.%1$d, roles: [load-balancer]}"
                            .formatted(i));
        }
        for (int i = 1; i <= controlPlanes; i++) {
            lines.add(
                    "  - {name: cp-%1$d, address: 10.0.0.1%1$d, roles: [control-plane%2$s], zone: z%1$d}"
                            .formatted(i, nodesOnly ? "" : ", worker"));
        }
        for (int i = 1; i <= members; i++) {
            lines.add("  - {name: etcd-%1$d, address: 10.0.0.3%1$d, roles: [etcd]}".formatted(i));
        }
        for (int i = 1; i <= workers; i++) {
            lines.add(
                    "  - {name: w-%d, address: 10.0.1.%d, roles: [worker], zone: z%d%s%s}"
                            .formatted(
                                    i,
                                    i,
                                    1 + i % 3,
                                    labels.containsKey(i)
                                            ? ", labels: {" + labels.get(i) + "}"
                                            : "",
                                    taints.containsKey(i)
                                            ? ", taints: [\"" + taints.get(i) + "\"]"
                                            : ""));
        }
        return String.join("\n", lines) + "\n";
    }
}
