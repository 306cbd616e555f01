package io.kprov.step.controlplane;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.render.AuditPolicy;
import io.kprov.render.HostFile;
import io.kprov.render.KubeadmFiles;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.WantedFiles;
import io.kprov.step.controlplane.StaticPods.Manifest;
import io.kprov.step.node.KubeletSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What kubeadm reads: its configuration and patches, and the audit policy that the API server
 * mounts.
 */
public final class WriteKubeadmFiles implements Step {

    @Override
    public String id() {
        return "write-kubeadm-files";
    }

    @Override
    public String title() {
        return "write kubeadm's configuration";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts =
                new LinkedHashSet<>(
                        files(
                                        blueprint,
                                        host,
                                        KubeadmFiles.kubeletPatch(
                                                blueprint.cluster(), host, Optional.empty()))
                                .facts());
        facts.addAll(KubeletSettings.sizeFacts(host));
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var files = files(view.blueprint(), view.host(), KubeletSettings.patch(view));
        var changes = files.changes(view.facts());
        return changes.isEmpty()
                ? new Decision.Skip("kubeadm's files are as wanted")
                : new Decision.Do(
                        files.allAbsent(view.facts()) ? Sign.CREATE : Sign.CHANGE,
                        files.reason(view.facts()),
                        changes);
    }

    private static WantedFiles files(Blueprint blueprint, Host host, HostFile kubeletPatch) {
        var files =
                new ArrayList<>(List.of(KubeadmFiles.upgrade(blueprint.cluster()), kubeletPatch));
        var meanings = new HashMap<String, String>();
        if (host.has(Role.CONTROL_PLANE)) {
            for (Manifest manifest : StaticPods.of(blueprint, host)) {
                files.add(manifest.patch());
                meanings.put(
                        manifest.patch().path(),
                        "digest of the settings and certificates of "
                                + manifest.pod().kubeadmName());
            }
            var cluster = blueprint.cluster();
            files.addAll(List.of(KubeadmFiles.init(cluster, host), AuditPolicy.file(cluster)));
        }
        return new WantedFiles(files, meanings, List.of(KubeadmFiles.PATCHES));
    }
}
