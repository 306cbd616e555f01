package io.kprov.simulator;

import io.kprov.engine.Waiter;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.remote.Connector;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world: a blank machine for each host of an inventory, and the cluster that they become.
 * Commands reach it through {@link #exec}, which {@link #connector()} calls directly and {@code
 * simulator.ssh} through SSH. Thread-safe.
 */
public final class SimulatedSite {
    /** What a terminal shows when a line is bad. */
    private static final String NOISE = "\u0007\ufffd\ufffd{[%$#!\u001b[3\u0000~";

    private final Map<String, SimulatedMachine> machines = new LinkedHashMap<>();
    private final Recorder recorder = new Recorder();
    private final SimulatedCluster cluster;
    private final Shell shell;
    private final Mishap.Source mishaps;
    private final Waiter waiter;

    public SimulatedSite(Cluster wish, InstantSource clock, Mishap.Source mishaps) {
        this(wish, clock, mishaps, Pace.NONE);
    }

    public SimulatedSite(Cluster wish, InstantSource clock, Mishap.Source mishaps, Pace pace) {
        for (Host host : wish.hosts()) {
            machines.put(host.name(), new SimulatedMachine(host, clock, pace, recorder));
        }
        this.cluster = new SimulatedCluster(wish, machines, recorder);
        this.mishaps = mishaps;
        this.waiter = new Waiter(clock);
        var network = new SimulatedNetwork(cluster);
        var kubeadm = new Kubeadm(cluster, network);
        var kubectl = new Kubectl(cluster);
        this.shell =
                new Shell(
                        new FactAnswers(cluster, network),
                        new OwnScripts(cluster, network, kubeadm, kubectl),
                        new Programs(cluster, network, kubeadm, kubectl));
    }

    /**
     * The machine of a host.
     *
     * @throws IllegalArgumentException when the inventory has no such host
     */
    public SimulatedMachine machine(String name) {
        return Optional.ofNullable(machines.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no machine " + name));
    }

    public List<SimulatedMachine> machines() {
        return List.copyOf(machines.values());
    }

    public SimulatedCluster cluster() {
        return cluster;
    }

    public Recorder recorder() {
        return recorder;
    }

    /** Connections that cost nothing: for thousands of hosts. */
    public Connector connector() {
        return new DirectConnector(this);
    }

    /** Runs one command line on a machine as root. */
    public Ending exec(String host, String line, String input) {
        var machine = machine(host);
        Shell.Order order;
        try {
            order = Shell.order(line, input);
        } catch (IllegalArgumentException broken) {
            return new Ending.Exited(2, "", "sh: 1: Syntax error: " + broken.getMessage() + "\n");
        }
        finishDue();
        var mishap = mishaps.of(host, order.name());
        return switch (mishap) {
            case Mishap.None() -> run(machine, order, Integer.MAX_VALUE);
            case Mishap.Slow(var time) -> {
                waiter.pause(time);
                yield run(machine, order, Integer.MAX_VALUE);
            }
            case Mishap.LostBefore() -> new Ending.ConnectionLost();
            case Mishap.LostDuring(int changes) -> lost(run(machine, order, cut(order, changes)));
            case Mishap.LostAfter() -> lost(run(machine, order, Integer.MAX_VALUE));
            case Mishap.Garbled() -> garbled(run(machine, order, Integer.MAX_VALUE));
            case Mishap.Killed(int changes) -> {
                var _ = run(machine, order, cut(order, changes));
                yield new Ending.CallerKilled();
            }
            case Mishap.Hangs(int changes) -> {
                var _ = run(machine, order, cut(order, changes));
                yield new Ending.Silent();
            }
            case Mishap.Reboots(int changes) -> {
                var ending = lost(run(machine, order, changes));
                machine.powerOn();
                yield ending;
            }
            case Mishap.DiskFull() -> {
                machine.fillDisk();
                yield run(machine, order, Integer.MAX_VALUE);
            }
        };
    }

    private static Ending lost(Ending unheard) {
        return switch (unheard) {
            case Ending.Exited _, Ending.ConnectionLost _, Ending.CallerKilled _, Ending.Silent _ ->
                    new Ending.ConnectionLost();
        };
    }

    private static Ending garbled(Ending clean) {
        return clean instanceof Ending.Exited(int status, var out, var err)
                ? new Ending.Exited(status, out.substring(0, out.length() / 2) + NOISE, err)
                : clean;
    }

    /** After how many changes it ends with its caller: what is a unit of its own does not. */
    private static int cut(Shell.Order order, int changes) {
        return order instanceof Shell.Order.Detach ? Integer.MAX_VALUE : changes;
    }

    /**
     * Commands that took their time have what is left of their effect when they are due. Nobody
     * else changes the world between the question and the effect, so it happens once.
     */
    private void finishDue() {
        recorder.byHand(() -> {
            machines.values().forEach(this::finishDue);
            cluster.etcd().settle();
        });
    }

    private void finishDue(SimulatedMachine machine) {
        for (var unit = machine.works().due(machine.now());
                unit.isPresent();
                unit = machine.works().due(machine.now())) {
            String name = unit.get();
            var work = machine.works().of(name).orElseThrow();
            recorder.during(
                    machine.name(),
                    work.order().name(),
                    Integer.MAX_VALUE,
                    () -> {
                        var answer = shell.run(machine, work.order());
                        machine.works()
                                .put(
                                        name,
                                        new DetachedWork.Work(
                                                work.id(),
                                                work.order(),
                                                work.due(),
                                                Optional.of(answer)));
                        machine.settle();
                        return answer;
                    });
        }
    }

    /** Begins a command that takes its time: its first change happens, the rest when it is due. */
    private void begin(SimulatedMachine machine, Shell.Order.Detach detach) {
        Optional<Answer> answer = Optional.empty();
        var due = machine.now().plus(machine.pace().work());
        try {
            answer = Optional.of(shell.run(machine, detach.inner()));
        } catch (Recorder.CutOff begun) {
            // The rest is to come.
        }
        machine.works()
                .put(
                        detach.unit(),
                        new DetachedWork.Work(detach.id(), detach.inner(), due, answer));
    }

    private boolean takesTime(SimulatedMachine machine, Shell.Order order, int changes) {
        return order instanceof Shell.Order.Detach detach
                && detach.start()
                && changes == Integer.MAX_VALUE
                && !machine.pace().work().isZero()
                && machine.isUp()
                && !machine.works().runs(detach.unit(), machine.now());
    }

    private Ending run(SimulatedMachine machine, Shell.Order order, int changes) {
        if (takesTime(machine, order, changes) && order instanceof Shell.Order.Detach detach) {
            recorder.during(
                    machine.name(),
                    order.name(),
                    1,
                    () -> {
                        begin(machine, detach);
                        return detach;
                    });
        }
        return recorder.during(
                machine.name(),
                order.name(),
                changes,
                () -> {
                    if (!machine.isUp()) {
                        return new Ending.ConnectionLost();
                    }
                    try {
                        var answer = shell.run(machine, order);
                        return new Ending.Exited(answer.exitStatus(), answer.out(), answer.err());
                    } catch (Recorder.CutOff cut) {
                        return new Ending.ConnectionLost();
                    } finally {
                        machine.settle();
                    }
                });
    }
}
