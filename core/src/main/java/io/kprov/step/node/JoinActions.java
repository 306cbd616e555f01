package io.kprov.step.node;

import io.kprov.facts.FileState;
import io.kprov.pki.CaSource.KubeletClients;
import io.kprov.render.KubeadmFiles;
import io.kprov.step.Action;
import io.kprov.step.KubeadmRun;
import io.kprov.step.View;
import io.kprov.step.controlplane.StaticPods;
import java.util.ArrayList;
import java.util.List;

/** {@code kubeadm join} with all that it needs, up to its end. */
final class JoinActions {
    private JoinActions() {}

    static List<Action> of(View view) {
        return view.cluster().pki().ca().isExternal(KubeletClients.PLACED)
                ? withCertificate(view)
                : withToken(view);
    }

    private static List<Action> withToken(View view) {
        var host = view.host();
        var token = new JoinToken(view.blueprint().joinTokens().of(host));
        var joinFile =
                KubeadmFiles.join(
                        view.cluster(), host, token.token(), view.blueprint().pki().caHash());
        var actions = new ArrayList<Action>();
        actions.add(token.create());
        actions.add(
                new Action.PutFile(
                        joinFile,
                        new FileState.Absent(),
                        "kubeadm's JoinConfiguration with the token"));
        actions.add(token.awaitSignature());
        actions.add(KubeadmRun.join(List.of(), StaticPods.derived(view)));
        actions.add(token.delete());
        return actions;
    }

    /** The kubelet's client certificate, which is in its place already, speaks for the host. */
    private static List<Action> withCertificate(View view) {
        var kubeletConfs = view.blueprint().pki().kubeletConfs(view.host());
        var actions = new ArrayList<Action>();
        kubeletConfs.forEach(conf -> actions.add(Action.PutFile.anew(conf)));
        actions.add(
                new Action.PutFile(
                        KubeadmFiles.joinWithCertificate(view.cluster(), view.host()),
                        new FileState.Absent(),
                        "kubeadm's JoinConfiguration"));
        actions.add(KubeadmRun.join(kubeletConfs, StaticPods.derived(view)));
        return actions;
    }
}
