package io.kprov.cli;

import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.Rotation;
import io.kprov.pki.Rotation.Phase;
import io.kprov.workspace.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is rotated, and its three stages, in words. */
record RotationStages(String name, String id) {
    private static final List<Phase> PHASES = List.of(Phase.values());
    private static final Map<String, String> IDS = new LinkedHashMap<>();

    static {
        IDS.put("cluster", CertificateCatalog.CLUSTER_CA);
        IDS.put("etcd", CertificateCatalog.ETCD_CA);
        IDS.put("front-proxy", CertificateCatalog.FRONT_PROXY_CA);
        IDS.put("sa", Rotation.SERVICE_ACCOUNTS);
    }

    /** What can be asked for. */
    static List<String> names() {
        return List.copyOf(IDS.keySet());
    }

    /** By one of {@link #names}. */
    static RotationStages of(String name) {
        String id = IDS.get(name);
        if (id == null) {
            throw new IllegalArgumentException(name);
        }
        return new RotationStages(name, id);
    }

    /** By one of {@link Rotation#IDS}. */
    static RotationStages ofId(String id) {
        return names().stream()
                .map(RotationStages::of)
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** One line, with how to go on, when a rotation was begun and has not come to its end. */
    static void warn(Console console, Workspace workspace) {
        workspace
                .rotation()
                .ifPresent(now -> {
                    var stages = ofId(now.id());
                    console.progress(
                            "note: %s is being rotated, %s; go on with: kprov certs rotate-ca %s --run"
                                    .formatted(
                                            stages.what(), stages.line(now.phase()), stages.name));
                });
    }

    private boolean ofTokens() {
        return id.equals(Rotation.SERVICE_ACCOUNTS);
    }

    /** In a sentence. */
    String what() {
        return ofTokens() ? "the service account keys" : "the CA of " + name;
    }

    /** One line for a stage. */
    String line(Phase phase) {
        return "stage %d of %d: %s"
                .formatted(PHASES.indexOf(phase) + 1, PHASES.size(), meaning(phase));
    }

    /** The lines of those after it. */
    List<String> after(Phase phase) {
        return PHASES.stream().filter(each -> each.compareTo(phase) > 0).map(this::line).toList();
    }

    private String meaning(Phase phase) {
        return switch (phase) {
            case TRUST ->
                    ofTokens()
                            ? "API servers take tokens of the old key and of the new one; the old one signs"
                            : "everybody trusts the old CA and the new one; the old one signs";
            case ISSUE ->
                    ofTokens()
                            ? "the new key signs; kubelets fetch new tokens for their pods"
                            : "the new CA signs; what the old one signed is replaced everywhere";
            case DROP ->
                    ofTokens()
                            ? "tokens of the old key are refused; that key is destroyed"
                            : "nobody trusts the old CA any more; its key is destroyed";
        };
    }
}
