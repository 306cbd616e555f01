package io.kprov.step.node;

import io.kprov.command.Command;
import io.kprov.facts.CertificateFile;
import io.kprov.facts.CertificateFileFact;
import io.kprov.facts.Fact;
import io.kprov.facts.PathFact;
import io.kprov.model.ControlPlane;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.pki.CaSource;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.PkiException;
import io.kprov.render.CaFiles;
import io.kprov.render.KubeletFiles;
import io.kprov.render.PathPattern;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.CaPem;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.PkiFile;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The kubelet of a node that has joined and the cluster's CA: whom it trusts (in kubelet.conf, and
 * on workers in ca.crt, which kubeadm wrote when the node joined), and that its own client
 * certificate is of the CA that signs now. It keeps that one itself, but asks for a new one only
 * near its end, and a CA may go before that.
 */
public final class TrustCa implements Step {
    /** From before kubelet.conf is written until the kubelet was started with it. */
    private static final PathFact RESTART_DUE = new PathFact("/var/lib/kprov/kubelet-restart-due");

    /** The file behind the kubelet's own link, which it points elsewhere when it renews. */
    private static final String NEW_PAIR = "kubelet-client-kprov.pem";

    private static final CertificateFileFact KUBECONFIG = file(Joined.KUBELET_CONF.path());
    private static final CertificateFileFact CA = file(CaFiles.CA_PATH);
    private static final CertificateFileFact CLIENT = file(KubeletFiles.CLIENT_PATH);

    private static CertificateFileFact file(String path) {
        return new CertificateFileFact(new PathPattern(path), false);
    }

    @Override
    public String id() {
        return "trust-ca";
    }

    @Override
    public String title() {
        return "have the kubelet trust the cluster's CA";
    }

    /** With an external CA, nobody here could sign the kubelet's certificate. */
    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode() && !(blueprint.cluster().pki().ca() instanceof CaSource.External);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(Joined.FACTS);
        facts.add(RESTART_DUE);
        facts.add(KUBECONFIG);
        facts.add(CLIENT);
        facts.add(CA);
        return facts;
    }

    @Override
    public Decision decide(View view) {
        if (!Joined.is(view)) {
            return new Decision.Skip("kubeadm sees to it when the host joins");
        }
        var pki = view.blueprint().pki();
        var ca = pki.clusterCa();
        var reasons = new ArrayList<String>();
        var actions = new ArrayList<Action>();
        boolean worker = !view.host().has(Role.CONTROL_PLANE);
        if (worker && differs(find(view, CA).map(CertificateFile::certificates), ca)) {
            reasons.add(CaFiles.CA_PATH + " differs");
            actions.add(Action.PutFile.anew(ca));
        }
        if (differs(find(view, KUBECONFIG).map(CertificateFile::trusted), ca)) {
            reasons.add(Joined.KUBELET_CONF.path() + " trusts another CA");
        }
        Optional<PkiFile> client =
                find(view, CLIENT)
                        // Without one the kubelet asks for its first.
                        .filter(pair -> !CaPem.of(pair.certificates()).isEmpty())
                        .filter(pair -> !isOfTheSigner(pair, ca))
                        .map(_ -> pki.kubeletClient(view.host()));
        client.ifPresent(pair -> {
            reasons.add("the kubelet's client certificate is of another CA");
            actions.add(Action.PutFile.anew(pair));
        });
        if (view.get(RESTART_DUE)) {
            reasons.add("the kubelet was not restarted with its new trust");
        }
        if (reasons.isEmpty()) {
            return new Decision.Skip("the kubelet trusts the cluster's CA, and is of it");
        }
        actions.add(takeUp(client));
        actions.add(ApplyKubeletConfig.healthy(view.host()));
        actions.add(awaitApi(view));
        return new Decision.Do(Sign.CHANGE, String.join(", ", reasons), actions);
    }

    private static Optional<CertificateFile> find(View view, CertificateFileFact fact) {
        return view.get(fact).stream().findFirst();
    }

    /** A kubeconfig that names a file instead of holding the CA is somebody else's choice. */
    private static boolean differs(Optional<String> found, PkiFile ca) {
        return found.map(CaPem::of)
                .filter(trusted -> !trusted.isEmpty())
                .filter(trusted -> !trusted.equals(CaPem.of(ca.file().text())))
                .isPresent();
    }

    private static boolean isOfTheSigner(CertificateFile pair, PkiFile ca) {
        var signer = ParsedCertificate.parse(ca.file().path(), ca.file().text());
        try {
            return ParsedCertificate.parse(pair.path(), pair.certificates()).isSignedBy(signer);
        } catch (PkiException damaged) {
            return false;
        }
    }

    /** Where the kubelet's new pair is put before its link points there. */
    public static String pairPath() {
        return KubeletFiles.CLIENT_PATH.replaceFirst("[^/]+$", NEW_PAIR);
    }

    private static Action takeUp(Optional<PkiFile> client) {
        return new Action.Run(
                "put the CA into " + Joined.KUBELET_CONF.path() + " and restart the kubelet",
                Command.script(
                        """
                        # kprov: trust-ca
                        set -e
                        umask 077
                        due=$1 conf=$2 ca=$3 current=$4 pair=$5
                        : >"$due"
                        data=$(base64 -w0 <"$ca")
                        sed "s|^\\([- ]*certificate-authority-data:\\).*|\\1 $data|" <"$conf" >"$conf.kprov-new"
                        mv -f "$conf.kprov-new" "$conf"
                        if [ -n "$pair" ]; then
                            ln -sfn "$pair" "$current.kprov-new"
                            mv -fT "$current.kprov-new" "$current"
                        fi
                        sync
                        systemctl restart kubelet.service
                        rm -f "$due"
                        """,
                        RESTART_DUE.path(),
                        Joined.KUBELET_CONF.path(),
                        CaFiles.CA_PATH,
                        KubeletFiles.CLIENT_PATH,
                        client.map(_ -> NEW_PAIR).orElse("")),
                Duration.ofMinutes(2),
                Where.SELF);
    }

    /** With the kubelet's own credentials, from its own host: what it was just given is taken. */
    private static Action awaitApi(View view) {
        var host = view.host();
        String server =
                host.has(Role.CONTROL_PLANE)
                        ? ControlPlane.apiServer(host)
                        : "https://" + view.cluster().controlPlane().endpoint();
        return new Action.WaitUntil(
                "the API takes the kubelet of " + host + " for its node",
                Command.of(
                        "curl",
                        "-fsS",
                        "-m",
                        "5",
                        "--noproxy",
                        "*",
                        "--cacert",
                        CaFiles.CA_PATH,
                        "--cert",
                        KubeletFiles.CLIENT_PATH,
                        server + "/api/v1/nodes/" + host.name()),
                Duration.ofMinutes(3),
                Where.SELF);
    }
}
