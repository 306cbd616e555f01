package io.kprov.cli;

import io.kprov.engine.Knocking;
import io.kprov.engine.Parallel;
import io.kprov.error.Problem;
import io.kprov.remote.RemoteException;
import io.kprov.remote.ssh.SshConnector;
import io.kprov.remote.ssh.SshTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/**
 * The keys that one host or bastion showed, or why it showed none.
 *
 * @param problems empty when it showed keys
 */
record KeyLook(SshTarget target, List<ShownKey> keys, List<Problem> problems) {

    /**
     * Who is looked at after whom. Bastions come first, the nearest to the operator at the head:
     * what is behind one is seen only once its own key is known.
     */
    static List<List<SshTarget>> rounds(List<SshTarget> hosts) {
        int deepest = hosts.stream().mapToInt(host -> host.jumps().size()).max().orElse(0);
        var rounds = new ArrayList<List<SshTarget>>();
        IntStream.range(0, deepest).mapToObj(depth -> bastions(hosts, depth)).forEach(rounds::add);
        rounds.add(hosts);
        return rounds;
    }

    private static List<SshTarget> bastions(List<SshTarget> hosts, int depth) {
        return hosts.stream()
                .map(SshTarget::jumps)
                .filter(jumps -> jumps.size() > depth)
                .map(jumps -> jumps.get(depth).behind(jumps.subList(0, depth)))
                .distinct()
                .toList();
    }

    /** Looks at all of them, so many at once. One that cannot be reached is part of the answer. */
    static List<KeyLook> at(
            List<SshTarget> targets, SshConnector connector, Knocking knocking, int atOnce) {
        var places = new Semaphore(atOnce, true);
        return Parallel.map(
                targets,
                target -> {
                    places.acquireUninterruptibly();
                    try {
                        return at(target, connector, knocking);
                    } finally {
                        places.release();
                    }
                });
    }

    private static KeyLook at(SshTarget target, SshConnector connector, Knocking knocking) {
        try {
            var keys =
                    ShownKey.of(
                            target.label(),
                            knocking.until(() -> connector.scanner().scan(target)),
                            key -> connector.knownHosts().check(target, key));
            return new KeyLook(target, keys, List.of());
        } catch (RemoteException silent) {
            return new KeyLook(target, List.of(), silent.problems());
        }
    }

    /** The same with its new keys pinned, which this does. */
    KeyLook pin(SshConnector connector) {
        var unknown = keys.stream().filter(ShownKey::isNew).map(ShownKey::key).toList();
        if (unknown.isEmpty()) {
            return this;
        }
        connector.knownHosts().pin(target.host(), target.port(), unknown);
        return new KeyLook(target, keys.stream().map(ShownKey::pinned).toList(), problems);
    }
}
