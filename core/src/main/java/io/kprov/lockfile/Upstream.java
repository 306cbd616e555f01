package io.kprov.lockfile;

import io.kprov.model.Cluster;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sites and registries that a cluster's hosts take files and images from. */
public final class Upstream {
    private Upstream() {}

    /** Where release files come from: the mirror alone, or upstream's sites. */
    public static List<URI> sites(Cluster cluster) {
        return cluster.downloadMirror()
                .map(List::of)
                .orElseGet(() ->
                        Arrays.stream(Program.values())
                                .map(program -> program.path("0").replaceFirst("/.*", "/"))
                                .distinct()
                                .map(site -> URI.create("https://" + site))
                                .toList());
    }

    /**
     * Registry to the places that are asked for its images: its mirrors, or itself where it has
     * none.
     */
    public static Map<String, List<URI>> registries(Cluster cluster) {
        var registries = new LinkedHashMap<String, List<URI>>();
        for (Wanted.Image image : Wanted.of(cluster).images()) {
            var reference = ImageReference.parse(image.reference());
            registries.computeIfAbsent(
                    reference.registry(),
                    registry ->
                            cluster.registries()
                                    .getOrDefault(
                                            registry,
                                            List.of(URI.create("https://" + reference.apiHost()))));
        }
        return registries;
    }
}
