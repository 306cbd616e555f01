package io.kprov.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Writes down every change that commands make to machines and to the cluster. Its monitor is the
 * lock of the whole world: a command's effect happens alone.
 */
public final class Recorder {
    private final List<Mutation> mutations = new ArrayList<>();
    private String host = "";
    private String command = "";
    private int allowed = Integer.MAX_VALUE;
    private Watcher watcher = Watcher.NOBODY;

    /** Looks at the world before and after each command that has an effect. */
    public interface Watcher {
        Watcher NOBODY =
                new Watcher() {
                    @Override
                    public void before(String host, String command) {}

                    @Override
                    public void after(String host, String command) {}
                };

        void before(String host, String command);

        void after(String host, String command);
    }

    /** From now on this one watches; it must not use the world's commands. */
    public synchronized void watch(Watcher newWatcher) {
        watcher = newWatcher;
    }

    /**
     * One change.
     *
     * @param command name of the script or program, e.g. {@code put-files} or {@code kubeadm init}
     * @param target a path, or a kind and a name: {@code unit:haproxy}, {@code package:chrony},
     *     {@code sysctl:vm.panic_on_oom}, {@code image:...}, {@code object:Node//w-1}
     */
    public record Mutation(String host, String command, String target) {}

    /** The command was cut off in its midst; what it did before stays. */
    static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Notes the changes that the work makes as the command's, and cuts it off after so many. */
    synchronized <T> T during(String byHost, String byCommand, int atMost, Supplier<T> work) {
        host = byHost;
        command = byCommand;
        allowed = atMost;
        watcher.before(byHost, byCommand);
        try {
            return work.get();
        } finally {
            host = "";
            command = "";
            allowed = Integer.MAX_VALUE;
            watcher.after(byHost, byCommand);
        }
    }

    /** Does something that no command does, such as a loss of power; also in the midst of one. */
    synchronized void byHand(Runnable work) {
        String interrupted = command;
        command = "";
        try {
            work.run();
        } finally {
            command = interrupted;
        }
    }

    /**
     * Called before each change. Changes that no command makes are the test's own, and not noted.
     */
    synchronized void change(String target) {
        if (command.isEmpty()) {
            return;
        }
        if (allowed-- <= 0) {
            throw new CutOff();
        }
        mutations.add(new Mutation(host, command, target));
    }

    /** In the order in which they happened. */
    public synchronized List<Mutation> mutations() {
        return List.copyOf(mutations);
    }

    /** {@code host target} of every change by commands of this name. */
    public synchronized Set<String> targetsOf(String name) {
        var targets = new TreeSet<String>();
        mutations.stream()
                .filter(mutation -> mutation.command.equals(name))
                .forEach(mutation -> targets.add(mutation.host + " " + mutation.target));
        return targets;
    }

    public synchronized void clear() {
        mutations.clear();
    }
}
