package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.model.ComponentVersions;
import io.kprov.model.DropIn;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** containerd's configuration, its registries and its unit. */
public final class ContainerdFiles {
    public static final String CONFIG_PATH = "/etc/containerd/config.toml";
    public static final String UNIT_PATH = "/etc/systemd/system/containerd.service";

    public static final String DROP_IN_DIRECTORY = "/etc/containerd/kprov.d";

    /** One folder for each registry. */
    public static final String REGISTRIES_DIRECTORY = "/etc/containerd/certs.d";

    /** Where the inventory's drop-ins and registries are: another file of kprov's is a leftover. */
    public static final List<PathPattern> FROM_INVENTORY =
            List.of(
                    new PathPattern(DROP_IN_DIRECTORY + "/*.toml"),
                    new PathPattern(REGISTRIES_DIRECTORY + "/*/hosts.toml"));

    /** Not in it: hosts.toml files, which containerd reads anew at every pull. */
    public static final Stamp STAMP =
            new Stamp("containerd", List.of(CONFIG_PATH, DROP_IN_DIRECTORY + "/*.toml", UNIT_PATH));

    static final Template<ConfigValues> CONFIG =
            new Template<>("containerd/config.toml", ConfigValues.class);
    static final Template<HostsValues> HOSTS =
            new Template<>("containerd/hosts.toml", HostsValues.class);
    static final Template<UnitValues> UNIT =
            new Template<>("containerd/containerd.service", UnitValues.class);

    record ConfigValues(String pauseImage) {}

    record HostsValues(String server, List<String> mirrors) {}

    record UnitValues(String stamp) {}

    private ContainerdFiles() {}

    /** All files of a node, the unit last. */
    public static List<HostFile> files(Cluster cluster, ComponentVersions versions) {
        var files = new ArrayList<HostFile>();
        var pauseImage = "registry.k8s.io/pause:" + versions.pause();
        files.add(HostFile.readable(CONFIG_PATH, CONFIG.render(new ConfigValues(pauseImage))));
        cluster.containerdDropIns().forEach((name, dropIn) -> files.add(dropIn(name, dropIn)));
        cluster.registries().forEach((registry, mirrors) -> files.add(registry(registry, mirrors)));
        files.add(HostFile.readable(UNIT_PATH, UNIT.render(new UnitValues(STAMP.command()))));
        return List.copyOf(files);
    }

    /** For root only: a registry's password may be in it. */
    private static HostFile dropIn(String name, DropIn dropIn) {
        String path = DROP_IN_DIRECTORY + "/" + name;
        String text =
                Template.header("inventory containerd.dropIns." + name)
                        + (dropIn.text().endsWith("\n") ? dropIn.text() : dropIn.text() + "\n");
        return dropIn.secret() ? HostFile.secret(path, text) : HostFile.rootOnly(path, text);
    }

    private static HostFile registry(String registry, List<URI> mirrors) {
        var values =
                new HostsValues(
                        "https://" + upstream(registry),
                        mirrors.stream().map(URI::toString).toList());
        return HostFile.readable(
                REGISTRIES_DIRECTORY + "/" + registry + "/hosts.toml", HOSTS.render(values));
    }

    /** Docker Hub's API is not at its name (distribution/reference normalises it alike). */
    private static String upstream(String registry) {
        return registry.equals("docker.io") ? "registry-1.docker.io" : registry;
    }
}
