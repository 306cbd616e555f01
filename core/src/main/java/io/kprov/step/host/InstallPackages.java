package io.kprov.step.host;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.MachineFact;
import io.kprov.facts.PackageFact;
import io.kprov.model.Backup;
import io.kprov.model.Backup.Target;
import io.kprov.model.Host;
import io.kprov.os.PackageManager;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What belongs to the operating system comes from its package manager. */
public final class InstallPackages implements Step {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    /** What kubeadm, kube-proxy, port-forwarding and kprov's own checks use on a node. */
    private static final List<String> NODE =
            List.of("conntrack", "ethtool", "iptables", "nftables", "socat");

    private static final List<String> LOAD_BALANCER = List.of("curl", "haproxy", "keepalived");

    @Override
    public String id() {
        return "install-packages";
    }

    @Override
    public String title() {
        return "install packages of the operating system";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return true;
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>(TimeDaemon.facts());
        facts.add(new MachineFact());
        var names = packages(blueprint, host);
        names.add(TimeDaemon.CHRONY);
        for (String name : names) {
            for (PackageManager manager : PackageManager.values()) {
                facts.add(new PackageFact(manager.nameOf(name)));
            }
        }
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var machine = view.get(new MachineFact());
        var manager = PackageManager.of(machine.os(), machine.osLike());
        if (manager.isEmpty()) {
            return new Decision.Blocked(
                    new Problem(
                            view.host() + ": no package manager is known for this operating system",
                            "os-release says ID=" + machine.os() + " ID_LIKE=" + machine.osLike(),
                            "nothing was changed on " + view.host(),
                            "use a host with Debian, Ubuntu or one of the Red Hat or SUSE family"));
        }
        var names = packages(view.blueprint(), view.host());
        // Only where the clock is nobody's: Debian's chrony takes systemd-timesyncd away.
        if (TimeDaemon.running(view).isEmpty()) {
            names.addFirst(TimeDaemon.CHRONY);
        }
        var missing =
                names.stream()
                        .map(manager.get()::nameOf)
                        .filter(name -> !view.get(new PackageFact(name)))
                        .toList();
        return missing.isEmpty()
                ? new Decision.Skip("all packages are installed")
                : new Decision.Do(
                        Sign.CREATE,
                        "not installed: " + String.join(" ", missing),
                        List.of(
                                new Action.LongRun(
                                        "install " + String.join(" ", missing),
                                        id(),
                                        manager.get().install(missing),
                                        LIMIT)));
    }

    /** Without what keeps the time: that depends on what the host has already. */
    private static List<String> packages(Blueprint blueprint, Host host) {
        var names = new ArrayList<String>();
        if (host.isNode()) {
            names.addAll(NODE);
        }
        if (blueprint.cluster().isLoadBalancer(host)) {
            names.addAll(LOAD_BALANCER);
        }
        if (blueprint.cluster().isEtcdMember(host)) {
            blueprint.cluster().backup().map(InstallPackages::packages).ifPresent(names::addAll);
        }
        return names.stream().distinct().collect(Collectors.toCollection(ArrayList::new));
    }

    /** What a backup encrypts and sends with. */
    private static List<String> packages(Backup backup) {
        var names = new ArrayList<String>();
        if (backup.certificate().isPresent()) {
            names.add("openssl");
        }
        backup.target()
                .ifPresent(target -> {
                    switch (target) {
                        case Target.Folder _ -> {}
                        case Target.Sftp _ -> names.add("openssh-client");
                        case Target.S3 _ -> names.add("curl");
                    }
                });
        return names;
    }
}
