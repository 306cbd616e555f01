package io.kprov.step.host;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.LinkFact;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Links;
import io.kprov.lockfile.Program;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pinned release file in its versioned folder, with links where programs look for it. */
public final class InstallProgram implements Step {
    private final Program program;
    private final Other other;

    /** What becomes of another version that is in use on a host of a cluster. */
    private enum Other {
        REFUSED,
        REPLACED,
        LEFT
    }

    /** On a host that uses no other version of a program of Kubernetes. */
    public InstallProgram(Program program) {
        this(program, Other.REFUSED);
    }

    private InstallProgram(Program program, Other other) {
        this.program = program;
        this.other = other;
    }

    /** In the place of whatever version is in use; the steps around it know when that is right. */
    public static InstallProgram replacing(Program program) {
        return new InstallProgram(program, Other.REPLACED);
    }

    /** Where no other version is in use: that one is another step's business. */
    public static InstallProgram leaving(Program program) {
        return new InstallProgram(program, Other.LEFT);
    }

    @Override
    public String id() {
        return "install-" + program.lockName();
    }

    @Override
    public String title() {
        return "install " + program.lockName();
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return program.neededOn(host, blueprint.cluster());
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var artifact = artifact(blueprint);
        var facts = new LinkedHashSet<Fact<?>>(List.of(mark(artifact), Joined.KUBELET_CONF));
        links(artifact).keySet().forEach(path -> facts.add(new LinkFact(path)));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var artifact = artifact(view.blueprint());
        var found = view.get(mark(artifact)).content().orElse("").strip();
        var links = links(artifact);
        var linked =
                links.entrySet().stream()
                        .filter(link ->
                                view.get(new LinkFact(link.getKey())).equals(link.getValue()))
                        .count();
        if (found.equals(artifact.sha256()) && linked == links.size()) {
            return new Decision.Skip(artifact + " is in place");
        }
        var former = links.keySet().stream().map(path -> view.get(new LinkFact(path))).toList();
        boolean replaces = former.stream().anyMatch(target -> !target.isEmpty());
        if (replaces && view.get(Joined.KUBELET_CONF)) {
            if (other == Other.LEFT) {
                return new Decision.Skip("another version is in use");
            }
            if (other == Other.REFUSED && isOfKubernetes()) {
                return new Decision.Blocked(inUse(view.host(), artifact));
            }
        }
        return new Decision.Do(
                replaces ? Sign.CHANGE : Sign.CREATE,
                reason(artifact, found, former),
                List.of(
                        found.equals(artifact.sha256())
                                ? new Action.Link(artifact)
                                : new Action.Fetch(artifact)));
    }

    private static String reason(Artifact artifact, String found, List<String> former) {
        var version =
                former.stream()
                        .flatMap(target -> Artifact.versionOf(target).stream())
                        .filter(other -> !other.equals(artifact.version()))
                        .findFirst();
        if (version.isPresent()) {
            return version.get() + " -> " + artifact.version();
        }
        if (found.isEmpty()) {
            return artifact + " is not there";
        }
        return found.equals(artifact.sha256())
                ? "links do not point to " + artifact
                : artifact + " is not the locked file";
    }

    private static Problem inUse(Host host, Artifact artifact) {
        return new Problem(
                host + ": another version of " + artifact.program() + " is in use",
                "the host is in a cluster and runs another version than " + artifact,
                "nothing was changed; flipping all hosts at once would break the cluster",
                "upgrade the cluster first (kprov upgrade), or set kubernetes.version back to the cluster's and run kprov lock");
    }

    private boolean isOfKubernetes() {
        return switch (program) {
            case KUBEADM, KUBELET, KUBECTL -> true;
            case CONTAINERD, RUNC, CNI_PLUGINS, ETCD -> false;
        };
    }

    private Artifact artifact(Blueprint blueprint) {
        return blueprint.lock().artifact(program);
    }

    /**
     * The digest is taken when the file arrives and written down beside it, not taken again at
     * every plan.
     */
    private static FileFact mark(Artifact artifact) {
        return FileFact.content(artifact.markPath());
    }

    /** Path to target of the links that tell whether this version is the one in use. */
    private static Map<String, String> links(Artifact artifact) {
        var paths = new LinkedHashMap<String, String>();
        switch (artifact.program().links()) {
            case Links.Named(var links) ->
                    links.forEach(link ->
                            paths.put(link.path(), artifact.folder() + "/" + link.target()));
            // The two that every node has a use for stand for all of the archive's.
            case Links.EachFile(var directory) ->
                    List.of("bridge", "loopback")
                            .forEach(name ->
                                    paths.put(
                                            directory + "/" + name,
                                            artifact.folder() + "/" + name));
        }
        return paths;
    }
}
