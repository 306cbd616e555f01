package io.kprov.status;

import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.UnitFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.ContainerdFiles;
import io.kprov.render.EtcdFiles;
import io.kprov.render.HaproxyFiles;
import io.kprov.render.KeepalivedFiles;
import io.kprov.render.KubeletFiles;
import io.kprov.render.Stamp;
import io.kprov.step.ClusterView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether services run, and with the files that are on disk now. */
final class ServicesProbe implements Probe {

    @Override
    public String name() {
        return "services";
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        for (Stamp stamp : services(cluster, host)) {
            facts.add(new UnitFact(stamp.unit()));
            files(cluster, stamp).forEach(path -> facts.add(file(path)));
        }
        return facts;
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        var stopped = new ArrayList<String>();
        var doubtful = new ArrayList<String>();
        int services = 0;
        for (Host host : cluster.hosts()) {
            var facts = seen.facts(host);
            if (facts.isPresent()) {
                for (Stamp stamp : services(cluster, host)) {
                    services++;
                    judge(cluster, host, facts.get(), stamp, stopped, doubtful);
                }
            }
        }
        if (!stopped.isEmpty()) {
            int bad = stopped.size();
            stopped.addAll(doubtful);
            return Optional.of(
                    Condition.bad(name(), bad + " of " + services + " do not run", stopped));
        }
        return Optional.of(
                doubtful.isEmpty()
                        ? Condition.ok(
                                name(), "all " + services + " run, with the files that are on disk")
                        : Condition.warning(
                                name(),
                                "all " + services + " run, not all as their files say",
                                doubtful));
    }

    private static void judge(
            Cluster cluster,
            Host host,
            HostFacts facts,
            Stamp stamp,
            List<String> stopped,
            List<String> doubtful) {
        var unit = facts.get(new UnitFact(stamp.unit()));
        String who = host + ": " + stamp.unit();
        if (!unit.exists()) {
            stopped.add(who + " is not installed");
            return;
        }
        if (!unit.active()) {
            stopped.add(who + " is " + unit.activeState() + " (" + unit.subState() + ")");
            return;
        }
        if (!unit.enabled()) {
            doubtful.add(who + " does not start at boot");
        }
        if (unit.stamp().isEmpty()) {
            doubtful.add(who + " was not started by kprov's unit");
            return;
        }
        for (String path : files(cluster, stamp)) {
            if (!facts.get(file(path)).digest().equals(unit.stamp().getOrDefault(path, ""))) {
                doubtful.add(who + " runs with another " + path + " than is on disk");
            }
        }
    }

    private static List<Stamp> services(Cluster cluster, Host host) {
        var services = new ArrayList<Stamp>();
        if (host.isNode()) {
            services.add(ContainerdFiles.STAMP);
            services.add(KubeletFiles.STAMP);
        }
        if (cluster.isExternalMember(host)) {
            services.add(EtcdFiles.STAMP);
        }
        if (cluster.isLoadBalancer(host)) {
            services.add(HaproxyFiles.STAMP);
            services.add(KeepalivedFiles.STAMP);
        }
        return services;
    }

    /** The files whose digest is in the stamp; a pattern stands for the inventory's drop-ins. */
    private static List<String> files(Cluster cluster, Stamp stamp) {
        var files = new ArrayList<String>();
        for (String path : stamp.paths()) {
            if (path.indexOf('*') < 0) {
                files.add(path);
            }
        }
        cluster.containerdDropIns().keySet().stream()
                .map(name -> ContainerdFiles.DROP_IN_DIRECTORY + "/" + name)
                .filter(stamp::reads)
                .forEach(files::add);
        return files;
    }

    private static FileFact file(String path) {
        return new FileFact(path, "", false);
    }
}
