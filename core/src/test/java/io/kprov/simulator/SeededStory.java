package io.kprov.simulator;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.engine.Executor;
import io.kprov.engine.Fleet;
import io.kprov.engine.Gatherer;
import io.kprov.engine.StopSign;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.lockfile.VersionTable;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Secret;
import io.kprov.plan.Planner;
import io.kprov.preflight.Preflight;
import io.kprov.procedure.Install;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Procedure.Share;
import io.kprov.procedure.Upgrade.Manner;
import io.kprov.remote.Connector;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.step.Blueprint;
import io.kprov.step.JoinTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * One seed: a wish by chance, mishaps by chance, and an operator who gives the same command until
 * there is nothing left to do. Everything follows from the seed.
 */
final class SeededStory {
    static final String VRRP = "Vr4pPw9z";
    private static final int MOST_RUNS = 12;
    private static final int PARALLEL = 64;

    /** How long an exec stays with a long command before it says that it runs. */
    private static final Duration STAY = Duration.ofSeconds(15);

    /** The number of an event that does not come. */
    private static final int NEVER = Integer.MAX_VALUE;

    private final long seed;
    private final ReadyPki.Made pki;
    private final Path folder;
    private final UnaryOperator<Procedure> twist;
    private final StringBuilder log = new StringBuilder();
    private final String first;
    private final String wanted;

    /** Stories with seeds from here on are of an etcd apart from the control planes. */
    static final long APART = 1_000_000;

    /** Stories with seeds from here on are of a cluster that gets another Kubernetes version. */
    static final long UPGRADE = 2_000_000;

    private static final Manner MANNER =
            new Manner(
                    Manner.USUAL.only(),
                    false,
                    Manner.USUAL.drain(),
                    Manner.USUAL.soak(),
                    new Share(50, true),
                    0,
                    true);

    static boolean isApart(long seed) {
        return isUpgrade(seed) ? seed % 4 == 0 : seed >= APART;
    }

    static boolean isUpgrade(long seed) {
        return seed >= UPGRADE;
    }

    /** {@code twist} changes the procedure: to show that a broken one is found out. */
    SeededStory(long seed, ReadyPki.Made pki, Path folder, UnaryOperator<Procedure> twist) {
        this.seed = seed;
        this.pki = pki;
        this.folder = folder;
        this.twist = twist;
        var random = new Random(seed);
        var wish = new RandomWish(random, isApart(seed));
        boolean running = random.nextInt(5) < 2;
        if (isUpgrade(seed)) {
            wish.takeNetwork();
        }
        this.first = running || isUpgrade(seed) ? wish.text() : "";
        if (isUpgrade(seed)) {
            wish.upgrade();
        } else if (running) {
            wish.change();
        }
        this.wanted = wish.text();
    }

    /** What the command does that is given again and again. */
    private Procedure procedure(String inventory) {
        return isUpgrade(seed)
                ? RunningCluster.upgrade(cluster(inventory), MANNER)
                : Install.procedure();
    }

    /** How one run of the command ended. */
    private enum Ended {
        DONE,
        NOTHING_TO_DO,
        STOPPED,
        REFUSED,
        FAILED,
        KILLED
    }

    /** Whether it begins with blank hosts. */
    boolean isInstall() {
        return first.isEmpty();
    }

    /** Whether several API servers of a running cluster get other arguments. */
    boolean restartsApiServers() {
        return !first.isEmpty()
                && first.contains("name: cp-3")
                && first.contains("profiling: \"true\"") != wanted.contains("profiling: \"true\"");
    }

    /** Whether HAProxy of a running cluster gets further API servers. */
    boolean putsMoreBehindHaproxy() {
        return !first.isEmpty()
                && first.contains("haproxyKeepalived")
                && wanted.split("control-plane[],]", -1).length
                        > first.split("control-plane[],]", -1).length;
    }

    /** What was broken, with how. */
    Map<Promise, Set<String>> play() {
        var undisturbed = new SeededMishaps();
        var expected = undisturbed(undisturbed);
        var random = new Random(~seed);
        var mishaps = SeededMishaps.atRandom(random, undisturbed);
        var world = new World(mishaps, random);
        world.prepare();
        world.disturb(random);
        boolean ended = world.repeat(random);
        world.judge(expected, ended);
        return world.witness.broken();
    }

    /** What happened, for people. */
    String log() {
        return log.toString();
    }

    private List<String> undisturbed(SeededMishaps counted) {
        var world = new World(counted, new Random(~seed));
        world.prepare();
        var ended = world.run(wanted, procedure(wanted), NEVER, NEVER);
        if (ended != Ended.DONE && ended != Ended.NOTHING_TO_DO) {
            throw new IllegalStateException(
                    "without a mishap the run ends with " + ended + "\n" + wanted + log);
        }
        log.setLength(0);
        world.time.pass(Duration.ofHours(1));
        return world.lines();
    }

    private Cluster cluster(String inventory) {
        try {
            Path file = Files.writeString(folder.resolve("inventory-" + seed + ".yaml"), inventory);
            var cluster =
                    new InventoryReader(
                                    new Environment(name -> Optional.empty(), folder, folder),
                                    (path, name) -> true)
                            .read(file)
                            .cluster();
            Files.delete(file);
            return cluster;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Hosts, and an operator with what he keeps. */
    private final class World {
        private final SimulatedTime time = new SimulatedTime();
        private final SeededMishaps mishaps;
        private final SimulatedSite site;
        private final Random delays = new Random(seed);
        private final Set<String> certified = new HashSet<>();
        private final List<String> secrets = new ArrayList<>(List.of(VRRP));
        private final Cluster goal = cluster(wanted);
        private Witness witness;
        private boolean armed;
        private int stopAt = NEVER;
        private int killAt = NEVER;

        World(SeededMishaps mishaps, Random random) {
            this.mishaps = mishaps;
            var pace =
                    new Pace(
                            Duration.ofSeconds(random.nextInt(3) * 45L),
                            Duration.ofSeconds(random.nextInt(3) * 12L),
                            Duration.ofSeconds(random.nextInt(3) * 30L));
            this.site =
                    new SimulatedSite(
                            goal,
                            time,
                            (host, command) ->
                                    armed ? mishaps.of(host, command) : new Mishap.None(),
                            pace);
            this.witness = new Witness(site, goal);
            site.recorder().watch(witness);
        }

        /** Installs what the wish was at first, if the seed is about a running cluster. */
        void prepare() {
            if (!first.isEmpty()) {
                var ended = run(first, Install.procedure(), NEVER, NEVER);
                if (ended != Ended.DONE) {
                    throw new IllegalStateException(
                            "the first install ends with " + ended + "\n" + first + log);
                }
                time.pass(Duration.ofMinutes(10));
                site.recorder().clear();
                witness = new Witness(site, goal);
                site.recorder().watch(witness);
                log.setLength(0);
            }
            if (isUpgrade(seed)) {
                offerPackages(new Random(seed));
            }
            armed = true;
        }

        /** Of some hosts the distribution has newer packages, and some of these want a reboot. */
        private void offerPackages(Random random) {
            for (var machine : site.machines()) {
                if (random.nextInt(3) == 0) {
                    machine.updates().offer("openssl", "3.0.15", "3.0.17", random.nextBoolean());
                }
            }
        }

        /** By chance, the operator stops the first run with Ctrl-C, or it is killed at an event. */
        void disturb(Random random) {
            int event = 1 + random.nextInt(40 * goal.hosts().size());
            switch (random.nextInt(6)) {
                case 0 -> stopAt = event;
                case 1 -> killAt = event;
                default -> {}
            }
        }

        /** The same command again and again; false when that comes to no end. */
        boolean repeat(Random random) {
            int quietFailures = 0;
            for (int i = 1; i <= MOST_RUNS; i++) {
                int before = mishaps.happened().size();
                log.append("--- run ").append(i).append('\n');
                var ended = run(wanted, i == 1 ? stopAt : NEVER, i == 1 ? killAt : NEVER);
                var fresh = mishaps.happened().subList(before, mishaps.happened().size());
                log.append("--- ").append(ended).append(' ').append(fresh).append('\n');
                if (ended == Ended.DONE || ended == Ended.NOTHING_TO_DO) {
                    return true;
                }
                boolean disturbed =
                        !fresh.isEmpty() || (i == 1 && (stopAt < NEVER || killAt < NEVER));
                quietFailures = disturbed ? 0 : quietFailures + 1;
                if (quietFailures > 2) {
                    return false;
                }
                site.machines().forEach(SimulatedMachine::freeDisk);
                time.pass(
                        quietFailures > 0
                                ? Duration.ofMinutes(5)
                                : Duration.ofSeconds(random.nextInt(3) * 40L));
            }
            return false;
        }

        void judge(List<String> expected, boolean ended) {
            if (!ended) {
                witness.broken(Promise.COMES_TO_AN_END, "the same command again and again fails");
                return;
            }
            time.pass(Duration.ofHours(1));
            armed = false;
            var left = run(wanted, NEVER, NEVER);
            if (left != Ended.NOTHING_TO_DO) {
                witness.broken(Promise.EMPTY_SECOND_PLAN, "a further run ends with " + left);
            }
            time.pass(Duration.ofHours(1));
            EndState.differences(expected, lines())
                    .forEach(line -> witness.broken(Promise.SAME_END, line));
            EndState.notInForce(site).forEach(line -> witness.broken(Promise.IN_FORCE, line));
            if (isUpgrade(seed)) {
                checkInstall();
            }
            var all = new ArrayList<>(secrets);
            all.addAll(pki.secrets());
            witness.checkSecrets(all);
        }

        /** Whoever gives the command after an upgrade has an install that finds all of it done. */
        private void checkInstall() {
            var left = run(wanted, Install.procedure(), NEVER, NEVER);
            if (left != Ended.NOTHING_TO_DO) {
                witness.broken(Promise.EMPTY_SECOND_PLAN, "an install ends with " + left);
            }
        }

        List<String> lines() {
            return EndState.lines(site);
        }

        private Ended run(String inventory, int stop, int kill) {
            return run(inventory, twist.apply(procedure(inventory)), stop, kill);
        }

        private Ended run(String inventory, Procedure procedure, int stop, int kill) {
            var wish = cluster(inventory);
            var blueprint = blueprint(wish);
            try {
                return time.run(() -> apply(blueprint, procedure, stop, kill));
            } catch (Exception failed) {
                if (failed.getCause() instanceof KprovKilled) {
                    return Ended.KILLED;
                }
                throw new IllegalStateException("seed " + seed + "\n" + log, failed);
            } finally {
                wish.hosts()
                        .forEach(host ->
                                secrets.add(blueprint.joinTokens().of(host).reveal().substring(7)));
                witness.checkChanges();
            }
        }

        private Blueprint blueprint(Cluster wish) {
            try {
                var random = SecureRandom.getInstance("SHA1PRNG");
                random.setSeed(delays.nextLong());
                return new Blueprint(
                        wish,
                        VersionTable.versions(wish),
                        SimulatedReleases.lock(wish),
                        new ReadyPki(pki, wish, certified),
                        new Secret(VRRP),
                        new JoinTokens(random));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private Ended apply(
                Blueprint blueprint, Procedure procedure, int stopEvent, int killEvent) {
            var stop = new StopSign();
            var wire = new Wire(site.connector());
            var events = new AtomicInteger();
            witness.atEachEvent(() -> {
                int event = events.incrementAndGet();
                if (event == stopEvent) {
                    stop.set();
                }
                if (event == killEvent) {
                    wire.killed = true;
                }
                wire.checkAlive();
            });
            try (var fleet = new Fleet(wire, PARALLEL)) {
                var seen =
                        new Gatherer(fleet, time)
                                .look(
                                        procedure,
                                        blueprint,
                                        Preflight.ofRun().questions(blueprint.cluster()));
                Preflight.ofRun().run(blueprint.cluster(), seen).require();
                var plan = new Planner(time).plan(procedure, blueprint, seen);
                witness.planned(plan);
                if (!plan.problems().isEmpty()) {
                    return refused(plan.problems());
                }
                if (plan.isEmpty()) {
                    return Ended.NOTHING_TO_DO;
                }
                var report =
                        new Executor(blueprint, plan, seen, fleet, witness, stop, time.waiter())
                                .run(procedure);
                report.problems().forEach(this::tell);
                return !report.ok() ? Ended.FAILED : stop.isSet() ? Ended.STOPPED : Ended.DONE;
            } catch (KprovException refused) {
                return refused(refused.problems());
            }
        }

        private Ended refused(List<Problem> problems) {
            problems.forEach(this::tell);
            return Ended.REFUSED;
        }

        private void tell(Problem problem) {
            log.append(problem).append('\n');
            witness.shown(problem.toString());
        }

        /** Commands take a moment, and everyone on their host can read their words. */
        private final class Wire implements Connector {
            private final Connector connector;
            private boolean killed;

            Wire(Connector connector) {
                this.connector = connector;
            }

            private void checkAlive() {
                if (killed) {
                    throw new KprovKilled();
                }
            }

            @Override
            public Remote connect(Host host) {
                var remote = connector.connect(host);
                return new Remote() {
                    @Override
                    public Host host() {
                        return host;
                    }

                    @Override
                    public CommandResult run(Command command, Duration timeout) {
                        witness.shown(String.join(" ", command.words()));
                        time.sleep(Duration.ofMillis(10 + delays.nextInt(3000)));
                        checkAlive();
                        try {
                            var result = remote.run(command, timeout);
                            if (result.stdout().startsWith("running\n")) {
                                time.sleep(STAY);
                            }
                            return result;
                        } catch (RemoteException late) {
                            if (late.kind() == RemoteException.Kind.TIMED_OUT) {
                                time.sleep(timeout);
                            }
                            throw late;
                        }
                    }

                    @Override
                    public CommandResult run(Command command, InputStream input, Duration timeout) {
                        throw new UnsupportedOperationException("simulated hosts have curl");
                    }

                    @Override
                    public void close() {
                        remote.close();
                    }
                };
            }

            @Override
            public void close() {
                connector.close();
            }
        }
    }
}
