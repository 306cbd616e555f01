package io.kprov.preflight;

import static io.kprov.preflight.Severity.ERROR;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.HttpFact;
import io.kprov.facts.MachineFact;
import io.kprov.facts.ResolveFact;
import io.kprov.lockfile.Upstream;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.model.LoadBalancer;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What hosts must find in their network: the endpoint's name, downloads, images. */
final class ReachChecks {
    private static final MachineFact MACHINE = new MachineFact();
    private static final String PROXY =
            "open the way there, or name a mirror that the host reaches (%s); proxies are not asked";

    static final Check ENDPOINT_NAME =
            new HostCheck(
                    CheckName.ENDPOINT_NAME,
                    "the endpoint's name resolves on every host, to the virtual address where kprov keeps one",
                    ERROR,
                    (cluster, host) -> !isAddress(cluster),
                    (cluster, host) -> Set.<Fact<?>>of(name(cluster)),
                    ReachChecks::endpointName);
    static final Check DOWNLOADS =
            new HostCheck(
                    CheckName.DOWNLOADS,
                    "nodes reach the download sites or the mirror (a host without curl gets its files over SSH)",
                    ERROR,
                    (cluster, host) -> host.isNode(),
                    (cluster, host) -> withMachine(Upstream.sites(cluster), ""),
                    ReachChecks::downloads);
    static final Check REGISTRIES =
            new HostCheck(
                    CheckName.REGISTRIES,
                    "nodes reach a mirror of each image registry, or the registry where it has none",
                    ERROR,
                    (cluster, host) -> host.isNode(),
                    (cluster, host) ->
                            withMachine(
                                    Upstream.registries(cluster).values().stream()
                                            .flatMap(List::stream)
                                            .toList(),
                                    "v2/"),
                    ReachChecks::registries);

    private ReachChecks() {}

    private static boolean isAddress(Cluster cluster) {
        return IpAddress.parse(cluster.controlPlane().endpoint().host()).isPresent();
    }

    private static ResolveFact name(Cluster cluster) {
        return new ResolveFact(cluster.controlPlane().endpoint().host());
    }

    private static List<Finding> endpointName(Cluster cluster, Host host, HostFacts facts) {
        String name = name(cluster).name();
        var addresses = facts.get(name(cluster));
        String found =
                addresses.stream().map(IpAddress::toString).collect(Collectors.joining(", "));
        String fix = "correct the name in DNS, or in /etc/hosts on " + host;
        if (addresses.isEmpty()) {
            return List.of(Finding.error(host, name + " does not resolve", fix));
        }
        var wanted = wanted(cluster);
        if (wanted.isPresent() && !addresses.contains(wanted.get())) {
            return List.of(
                    Finding.error(host, name + " is " + found + ", not " + wanted.get(), fix));
        }
        return List.of(
                wanted.isPresent() && addresses.size() > 1
                        ? Finding.warning(
                                host,
                                name
                                        + " is "
                                        + found
                                        + ", of which only "
                                        + wanted.get()
                                        + " is right",
                                fix)
                        : Finding.ok(host, name + " is " + found));
    }

    /** Where the endpoint must lead; empty when that is somebody else's affair. */
    private static Optional<IpAddress> wanted(Cluster cluster) {
        return switch (cluster.controlPlane().loadBalancer()) {
            case LoadBalancer.HaproxyKeepalived(var vip, _, _) -> Optional.of(vip);
            case LoadBalancer.External _ -> Optional.empty();
            case LoadBalancer.None _ ->
                    cluster.controlPlanes().stream().findFirst().map(Host::address);
        };
    }

    private static Set<Fact<?>> withMachine(List<URI> sites, String path) {
        var facts = new LinkedHashSet<Fact<?>>(List.of(MACHINE));
        sites.forEach(site -> facts.add(at(site, path)));
        return facts;
    }

    /** A site's top: any answer proves that the way is open. */
    private static HttpFact at(URI site, String path) {
        return new HttpFact(site.getScheme() + "://" + site.getRawAuthority() + "/" + path);
    }

    private static List<Finding> downloads(Cluster cluster, Host host, HostFacts facts) {
        if (!facts.get(MACHINE).has("curl")) {
            return List.of(
                    Finding.ok(host, "not asked: without curl on the host, files come over SSH"));
        }
        var sites = Upstream.sites(cluster);
        var silent = sites.stream().filter(site -> facts.get(at(site, "")) == 0).toList();
        return List.of(
                silent.isEmpty()
                        ? Finding.ok(host, text(sites) + " answer" + (sites.size() > 1 ? "" : "s"))
                        : Finding.error(
                                host,
                                "no answer from " + text(silent),
                                PROXY.formatted("downloads.mirror")));
    }

    private static List<Finding> registries(Cluster cluster, Host host, HostFacts facts) {
        var registries = Upstream.registries(cluster);
        if (!facts.get(MACHINE).has("curl")) {
            return List.of(
                    Finding.warning(
                            host,
                            "not asked: there is no curl on the host",
                            "install curl, to know before images are pulled"));
        }
        var findings = new ArrayList<Finding>();
        registries.forEach((registry, places) -> {
            if (places.stream().allMatch(place -> facts.get(at(place, "v2/")) == 0)) {
                findings.add(
                        Finding.error(
                                host,
                                "no answer for images of " + registry + " from " + text(places),
                                PROXY.formatted("registries." + registry + ".mirrors")));
            }
        });
        return findings.isEmpty()
                ? List.of(Finding.ok(host, String.join(", ", registries.keySet())))
                : findings;
    }

    private static String text(List<URI> sites) {
        return sites.stream().map(URI::toString).collect(Collectors.joining(", "));
    }
}
