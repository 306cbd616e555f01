package io.kprov.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Mishaps by chance: each befalls the n-th command on a host, counted from the first run on. */
final class SeededMishaps implements Mishap.Source {
    private final Map<String, List<String>> commands = new LinkedHashMap<>();
    private final Map<String, Map<Integer, Mishap>> planned = new LinkedHashMap<>();
    private final List<String> happened = new ArrayList<>();

    /** Nothing happens; what is done is counted, for {@link #atRandom}. */
    SeededMishaps() {}

    /**
     * One to six mishaps in a run that goes like an undisturbed one at first; more often at
     * commands that change something, since most commands are looks.
     */
    static SeededMishaps atRandom(Random random, SeededMishaps undisturbed) {
        var mishaps = new SeededMishaps();
        var hosts = List.copyOf(undisturbed.commands.entrySet());
        for (int i = 1 + random.nextInt(6); i > 0 && !hosts.isEmpty(); i--) {
            var host = hosts.get(random.nextInt(hosts.size()));
            var commands = host.getValue();
            int at = random.nextInt(commands.size());
            if (random.nextInt(3) > 0) {
                while (at < commands.size() - 1 && commands.get(at).equals("facts")) {
                    at++;
                }
            }
            mishaps.planned
                    .computeIfAbsent(host.getKey(), name -> new LinkedHashMap<>())
                    .put(at, mishap(random));
        }
        return mishaps;
    }

    private static Mishap mishap(Random random) {
        int changes = random.nextInt(4) == 0 ? random.nextInt(16) : random.nextInt(4);
        return switch (random.nextInt(9)) {
            case 0 -> new Mishap.LostBefore();
            case 1 -> new Mishap.LostDuring(changes);
            case 2 -> new Mishap.LostAfter();
            case 3 -> new Mishap.Hangs(changes);
            case 4, 5 -> new Mishap.Reboots(changes);
            case 6 -> new Mishap.DiskFull();
            case 7 -> new Mishap.Garbled();
            default -> new Mishap.Killed(changes);
        };
    }

    @Override
    public synchronized Mishap of(String host, String command) {
        var done = commands.computeIfAbsent(host, name -> new ArrayList<>());
        done.add(command);
        var mishap = planned.getOrDefault(host, Map.of()).get(done.size() - 1);
        if (mishap == null) {
            return new Mishap.None();
        }
        happened.add("%s command %d %s: %s".formatted(host, done.size() - 1, command, mishap));
        return mishap;
    }

    /** In the order in which they happened. */
    synchronized List<String> happened() {
        return List.copyOf(happened);
    }
}
