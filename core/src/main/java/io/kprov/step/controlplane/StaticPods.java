package io.kprov.step.controlplane;

import io.kprov.command.Command;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.render.CaFiles;
import io.kprov.render.ConfigDigests;
import io.kprov.render.HostFile;
import io.kprov.render.KubeadmFiles;
import io.kprov.render.StaticPod;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Derived;
import io.kprov.step.Kubectl;
import io.kprov.step.PkiFile;
import io.kprov.step.View;
import io.kprov.step.node.KubeletSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The manifests that kubeadm writes, each with what it should be made from. */
public final class StaticPods {
    private StaticPods() {}

    public static List<Manifest> of(Blueprint blueprint, Host host) {
        var pki = blueprint.pki().files(host).stream().map(PkiFile::file).toList();
        return ConfigDigests.of(blueprint.cluster(), pki).entrySet().stream()
                .map(entry -> new Manifest(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** All that kubeadm makes on the view's host: the kubelet's settings, and these manifests. */
    public static List<Derived> derived(View view) {
        var made = new ArrayList<Derived>();
        if (view.host().has(Role.CONTROL_PLANE)) {
            of(view.blueprint(), view.host()).forEach(manifest -> made.add(manifest.derived()));
        }
        made.add(KubeletSettings.of(view));
        return made;
    }

    /** Waits until the pod that the API server sees is ready and was made from the manifest. */
    static Action await(Manifest manifest, Host host) {
        String name = manifest.pod().kubeadmName() + "-" + host.name();
        String annotation = ConfigDigests.ANNOTATION.replace(".", "\\.");
        String query =
                Kubectl.command(
                                "-n",
                                "kube-system",
                                "get",
                                "pod",
                                name,
                                "-o",
                                "jsonpath={.metadata.annotations."
                                        + annotation
                                        + "} {.status.containerStatuses[0].ready}")
                        .toString();
        // Not the kubelet's word alone: an API server that is being replaced answers for itself,
        // too.
        return new Action.WaitUntil(
                name + " runs with its manifest",
                Command.of(
                        "sh",
                        "-c",
                        "test \"$(" + query + ")\" = \"" + manifest.digest() + " true\""),
                Duration.ofMinutes(4),
                Where.CONTROL_PLANE);
    }

    /** Waits until the host's API server is ready, by its own word. */
    public static Action awaitApiServer(Host host) {
        return new Action.WaitUntil(
                "the API server on " + host + " is ready",
                Command.of(
                        "curl",
                        "-fsS",
                        "-m",
                        "2",
                        "--cacert",
                        CaFiles.CA_PATH,
                        ClusterView.apiServerReady().url()),
                Duration.ofMinutes(5),
                Where.SELF);
    }

    /**
     * One static pod.
     *
     * @param digest the annotation that it should have, see {@link ConfigDigests}
     */
    public record Manifest(StaticPod pod, String digest) {

        /** The patch with the annotation, which is all that differs in what kubeadm reads. */
        HostFile patch() {
            return KubeadmFiles.patch(pod, digest);
        }

        /** The manifest, made from the patch. */
        public Derived derived() {
            return new Derived(
                    pod.kubeadmName(), pod.manifestPath(), new Derived.Origin.File(patch()));
        }
    }
}
