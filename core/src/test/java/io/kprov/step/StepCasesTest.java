package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.command.Command;
import io.kprov.facts.CertificateFile;
import io.kprov.facts.CertificateFileFact;
import io.kprov.facts.DnsFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.HttpFact;
import io.kprov.facts.ImagesFact;
import io.kprov.facts.LinkFact;
import io.kprov.facts.MachineFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.OwnFiles;
import io.kprov.facts.OwnFilesFact;
import io.kprov.facts.PackageFact;
import io.kprov.facts.PathFact;
import io.kprov.facts.SysctlFact;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.model.IpAddress;
import io.kprov.procedure.Install;
import io.kprov.remote.LocalRemote;
import io.kprov.render.ContainerdFiles;
import io.kprov.render.HostFile;
import io.kprov.render.KubeadmFiles;
import io.kprov.render.PathPattern;
import io.kprov.step.controlplane.RenderStaticPods;
import io.kprov.step.host.DisableSwap;
import io.kprov.step.node.LabelNode;
import io.kprov.step.runtime.ConfigureContainerd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Facts in, answer out, for each step. {@link InstallStepsTest} has what holds for all of them:
 * nothing to do once the wish has come true.
 */
final class StepCasesTest {
    private static final PathFact KUBELET_CONF = new PathFact("/etc/kubernetes/kubelet.conf");
    private static final CertificateFileFact KUBELET_CONF_CA =
            new CertificateFileFact(new PathPattern("/etc/kubernetes/kubelet.conf"), false);
    private static final String OTHER_CA = "-----BEGIN CERTIFICATE-----x-----END CERTIFICATE-----";
    private static final PathFact CA = new PathFact("/etc/kubernetes/pki/ca.crt");
    private static final PathFact MEMBER = new PathFact("/var/lib/etcd/member");
    private static final OwnFilesFact DROP_INS =
            new OwnFilesFact(ContainerdFiles.FROM_INVENTORY.getFirst());
    private static final OwnFilesFact REGISTRIES =
            new OwnFilesFact(ContainerdFiles.FROM_INVENTORY.getLast());
    private static final String OLD_DROP_IN = "/etc/containerd/kprov.d/old.toml";
    private static final String OLD_REGISTRY = "/etc/containerd/certs.d/ghcr.io/hosts.toml";
    private static final Blueprint HA = Clusters.highlyAvailable();
    private static final Blueprint NO_PKI = Clusters.withoutPki(HA);

    /** One row: the step, the host, where things stand, and the answer's kind and words. */
    record Case(String step, String host, Situation situation, String answer, String words) {
        @Override
        public String toString() {
            return step + " on " + host + ": " + answer + " " + words;
        }
    }

    private static final List<Case> CASES = new ArrayList<>();

    private static void blank(
            Blueprint blueprint,
            String step,
            String host,
            UnaryOperator<Situation> change,
            String answer,
            String words) {
        CASES.add(new Case(step, host, change.apply(Situation.blank(blueprint)), answer, words));
    }

    private static void finished(
            String step,
            String host,
            UnaryOperator<Situation> change,
            String answer,
            String words) {
        CASES.add(new Case(step, host, change.apply(Situation.finished(HA)), answer, words));
    }

    static {
        UnaryOperator<Situation> asIs = situation -> situation;

        blank(NO_PKI, "make-pki", "cp-1", asIs, "+", "there is no PKI yet");
        blank(HA, "make-pki", "cp-1", asIs, "skip", "fits the inventory");
        blank(
                NO_PKI,
                "make-pki",
                "cp-1",
                s -> s.unreachable("cp-3"),
                "!",
                "cp-3 cannot be reached");
        blank(
                NO_PKI,
                "make-pki",
                "cp-1",
                s -> s.with("cp-2", CA, true),
                "!",
                "cp-2 holds a certificate");
        blank(
                NO_PKI,
                "make-pki",
                "cp-1",
                s -> s.with("cp-2", KUBELET_CONF, true),
                "!",
                "cp-2 belongs");
        blank(
                NO_PKI,
                "make-pki",
                "cp-1",
                s -> s.with("cp-2", MEMBER, true),
                "!",
                "cp-2 holds etcd data");
        blank(
                NO_PKI,
                "make-pki",
                "cp-1",
                s -> s.everywhere(endpoint("livez"), 401),
                "!",
                "10.0.0.100:8443 answers");
        blank(NO_PKI, "make-pki", "cp-1", s -> s.everywhere(endpoint("livez"), 503), "+", "no PKI");
        blank(NO_PKI, "make-pki", "cp-1", s -> s.unreachable("w-1"), "+", "no PKI");

        blank(HA, "prepare-kernel", "w-1", asIs, "+", "is missing");
        finished(
                "prepare-kernel",
                "w-1",
                s -> s.with("w-1", new SysctlFact("net.ipv4.ip_forward"), "0"),
                "~",
                "net.ipv4.ip_forward is 0");
        finished(
                "prepare-kernel",
                "w-1",
                s -> s.with("w-1", new MachineFact(), BlankHost.machine("10.0.0.21", 0, false)),
                "~",
                "modules are not loaded");

        blank(HA, "disable-swap", "w-1", asIs, "skip", "no swap");
        blank(
                HA,
                "disable-swap",
                "w-1",
                s -> s.with("w-1", new MachineFact(), BlankHost.machine("10.0.0.21", 975, false)),
                "~",
                "975 MiB");
        blank(
                HA,
                "disable-swap",
                "w-1",
                s ->
                        s.with(
                                "w-1",
                                fstab(),
                                text("UUID=1 / ext4 defaults 0 1\n/swap.img none swap sw 0 0\n")),
                "~",
                "at boot");
        blank(
                HA,
                "disable-swap",
                "w-1",
                s -> s.with("w-1", fstab(), text("# /swap.img none swap sw 0 0\n")),
                "skip",
                "no swap");
        blank(
                Clusters.highlyAvailable(
                        "version: 1.36.3",
                        "version: 1.36.3\n  kubelet: {config: {failSwapOn: false}}"),
                "disable-swap",
                "w-1",
                s -> s.with("w-1", new MachineFact(), BlankHost.machine("10.0.0.21", 975, false)),
                "skip",
                "failSwapOn");

        finished(
                "install-kubelet",
                "w-1",
                s ->
                        s.with(
                                "w-1",
                                new LinkFact("/usr/local/bin/kubelet"),
                                "/opt/kprov/kubelet/1.35.9/kubelet"),
                "!",
                "runs another version than kubelet 1.36.3");
        blank(HA, "install-packages", "w-1", asIs, "+", "not installed: chrony conntrack");
        finished(
                "install-packages",
                "cp-1",
                s -> s.with("cp-1", new PackageFact("haproxy"), false),
                "+",
                "not installed: haproxy");

        // chrony's package is there when its service runs, and still when it was stopped.
        finished(
                "install-packages",
                "w-1",
                s -> s.with("w-1", new UnitFact("chrony"), stopped()),
                "skip",
                "all packages");
        finished(
                "install-packages",
                "w-1",
                s ->
                        s.with("w-1", new UnitFact("chrony"), stopped())
                                .with("w-1", new PackageFact("chrony"), false),
                "+",
                "not installed: chrony");

        blank(HA, "keep-time", "w-1", asIs, "+", "no time daemon");
        finished("keep-time", "w-1", asIs, "skip", "chrony keeps");
        finished(
                "keep-time",
                "w-1",
                s -> s.with("w-1", new UnitFact("chrony"), stopped()),
                "+",
                "no time daemon");
        for (String daemon : List.of("systemd-timesyncd", "ntpsec", "ntp", "ntpd", "openntpd")) {
            UnaryOperator<Situation> kept =
                    s -> s.with("w-1", new UnitFact(daemon), running(Map.of()));
            blank(HA, "keep-time", "w-1", kept, "skip", daemon + " keeps the time");
            blank(HA, "install-packages", "w-1", kept, "+", "not installed: conntrack");
            finished(
                    "install-packages",
                    "w-1",
                    s ->
                            kept.apply(s)
                                    .with("w-1", new UnitFact("chrony"), BlankHost.unit(false))
                                    .with("w-1", new PackageFact("chrony"), false),
                    "skip",
                    "all packages");
        }

        for (String program : List.of("runc", "containerd", "kubelet", "kubeadm", "cni-plugins")) {
            blank(HA, "install-" + program, "w-1", asIs, "+", "is not there");
        }
        blank(HA, "install-kubectl", "cp-1", asIs, "+", "is not there");
        blank(HA, "install-etcd", "cp-1", asIs, "+", "is not there");
        finished(
                "install-runc",
                "w-1",
                s ->
                        s.with(
                                "w-1",
                                new LinkFact("/usr/local/sbin/runc"),
                                "/opt/kprov/runc/1.0.0/runc"),
                "~",
                "1.0.0 -> ");
        finished(
                "install-runc",
                "w-1",
                s ->
                        s.with(
                                "w-1",
                                FileFact.content(
                                        "/opt/kprov/runc/"
                                                + HA.versions().runc()
                                                + "/.kprov-sha256"),
                                text("0000\n")),
                "~",
                "is not the locked file");

        unit("configure-containerd", "containerd", "w-1", "/etc/containerd/config.toml");
        leftovers();
        unit("configure-haproxy", "haproxy", "cp-1", "/etc/haproxy/haproxy.cfg");
        unit("configure-keepalived", "keepalived", "cp-1", "/etc/keepalived/keepalived.conf");
        unit("configure-kubelet-unit", "kubelet", "w-1", "/etc/systemd/system/kubelet.service");
        blank(HA, "configure-kubelet-unit", "w-1", asIs, "+", "not set up");

        blank(HA, "pull-images", "w-1", asIs, "+", "1 images are not there");
        blank(HA, "pull-images", "cp-1", asIs, "+", "2 images are not there");
        finished(
                "pull-images",
                "w-1",
                s ->
                        s.with(
                                "w-1",
                                new ImagesFact(),
                                Map.of("registry.k8s.io/pause:3.10.2", "sha256:" + "0".repeat(64))),
                "+",
                "1 images");

        blank(HA, "place-pki", "w-1", asIs, "+", "none is there yet");
        finished(
                "place-pki",
                "w-1",
                s ->
                        s.with(
                                "w-1",
                                new FileFact("/etc/kubernetes/pki/w-1.key", "", false),
                                mode("0644")),
                "~",
                "w-1.key");

        blank(HA, "write-kubeadm-files", "cp-1", asIs, "+", "init.yaml is missing");
        finished(
                "write-kubeadm-files",
                "cp-1",
                s ->
                        s.with(
                                "cp-1",
                                new FileFact("/etc/kubernetes/kprov/init.yaml", "", true),
                                text("old\n")),
                "~",
                "init.yaml differs");

        blank(HA, "init-control-plane", "cp-1", asIs, "+", "no host holds a cluster");
        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s -> s.everywhere(CA, true),
                "+",
                "no host holds a cluster");
        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s -> s.unreachable("cp-2"),
                "!",
                "cp-2 cannot be reached");
        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s -> s.with("cp-2", KUBELET_CONF, true),
                "!",
                "was initialised");
        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s -> s.with("cp-2", MEMBER, true),
                "!",
                "etcd data");
        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s -> s.with("cp-2", ClusterView.apiServerReady(), 200),
                "skip",
                "the cluster runs");
        finished(
                "init-control-plane",
                "cp-1",
                s ->
                        s.with("cp-1", KUBELET_CONF, false)
                                .with("cp-1", ClusterView.apiServerReady(), 0),
                "skip",
                "the cluster runs");

        blank(HA, "apply-network", "cp-1", asIs, "+", "there is no pod network");
        finished(
                "apply-network",
                "cp-1",
                s ->
                        s.everywhere(
                                new ObjectFact(
                                        "apps/v1", "DaemonSet", "kube-flannel", "kube-flannel-ds"),
                                new ObjectState.Absent()),
                "~",
                "kube-flannel-ds is not there");

        finished(
                "rejoin-member",
                "cp-2",
                s ->
                        s.with("cp-2", MEMBER, false)
                                .everywhere(
                                        new EtcdMembersFact(),
                                        new EtcdMembers(
                                                List.of(
                                                        new EtcdMembers.Member(
                                                                "a1",
                                                                "cp-1",
                                                                List.of("https://10.0.0.11:2380"),
                                                                List.of("https://10.0.0.11:2379"),
                                                                false)),
                                                List.of("https://10.0.0.11:2379"))),
                "+",
                "it has no data; etcd runs on cp-1");
        finished("rejoin-member", "cp-2", s -> s.with("cp-2", MEMBER, false), "!", "has lost its");
        finished("rejoin-member", "cp-2", asIs, "skip", "it has its data");

        blank(HA, "join-node", "w-1", asIs, "+", "not in the cluster yet");
        finished(
                "join-node",
                "w-1",
                s -> s.with("w-1", KUBELET_CONF, false),
                "!",
                "kprov replace-node w-1 w-1");
        finished(
                "join-node",
                "cp-3",
                s -> s.with("cp-3", KUBELET_CONF, false),
                "!",
                "etcd member a2 and node cp-3 of that name");
        finished(
                "join-node",
                "w-1",
                s ->
                        s.everywhere(
                                node("w-1"),
                                object("{status: {conditions: [{type: Ready, status: Unknown}]}}")),
                "~",
                "w-1 is not Ready");
        finished(
                "join-node",
                "w-1",
                s ->
                        s.with("w-1", KUBELET_CONF, false)
                                .everywhere(node("w-1"), new ObjectState.Absent()),
                "+",
                "not in the cluster yet");

        finished(
                "join-node",
                "cp-1",
                s ->
                        s.with("cp-1", Joined.UNFINISHED_INIT, true)
                                .everywhere(node("cp-1"), notReady()),
                "+",
                "kubeadm init makes it a node");
        finished(
                "join-node",
                "w-1",
                s -> s.with("w-1", Joined.UNFINISHED_JOIN, true),
                "~",
                "interrupted when the host was in the cluster already");
        finished(
                "join-node",
                "cp-3",
                s ->
                        s.with("cp-3", Joined.UNFINISHED_JOIN, true)
                                .everywhere(node("cp-3"), notReady()),
                "~",
                "interrupted when the host was in the cluster already");
        finished(
                "join-node",
                "w-1",
                s ->
                        s.with("w-1", Joined.UNFINISHED_JOIN, true)
                                .everywhere(node("w-1"), notReady()),
                "+",
                "it is undone, and the host joins anew");
        finished(
                "join-node",
                "w-1",
                s ->
                        s.with("w-1", Joined.UNFINISHED_JOIN, true)
                                .with("w-1", new UnitFact("kprov-kubeadm"), running(Map.of())),
                "~",
                "started by an earlier run, is still at work");
        blank(
                HA,
                "join-node",
                "w-1",
                s -> s.with("w-1", Joined.UNFINISHED_JOIN, true),
                "!",
                "no API server answers");

        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s ->
                        s.with("cp-1", Joined.UNFINISHED_INIT, true)
                                .with("cp-1", KUBELET_CONF, true)
                                .with("cp-1", MEMBER, true),
                "+",
                "was interrupted: it is undone and begun anew");
        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s ->
                        s.with("cp-1", Joined.UNFINISHED_INIT, true)
                                .with("cp-1", KUBELET_CONF, true)
                                .with("cp-2", MEMBER, true),
                "!",
                "cp-2 holds etcd data");
        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s ->
                        s.with("cp-1", Joined.UNFINISHED_INIT, true)
                                .with("cp-1", KUBELET_CONF, true)
                                .with("cp-2", KUBELET_CONF, true),
                "!",
                "no API server is ready");
        blank(
                HA,
                "init-control-plane",
                "cp-1",
                s ->
                        s.with("cp-1", Joined.UNFINISHED_INIT, true)
                                .with("cp-1", KUBELET_CONF, true)
                                .with("cp-1", ClusterView.apiServerReady(), 200),
                "~",
                "interrupted after its API server was ready");

        blank(HA, "upload-settings", "cp-1", asIs, "+", "kubeadm-config is not there");
        finished(
                "upload-settings",
                "cp-1",
                s ->
                        s.everywhere(
                                new ObjectFact("v1", "ConfigMap", "kube-system", "kube-proxy"),
                                object("{data: {config.conf: x}}")),
                "~",
                "kube-proxy was not made");

        blank(HA, "trust-ca", "w-1", asIs, "skip", "when the host joins");
        finished("trust-ca", "w-1", asIs, "skip", "trusts the cluster's CA");
        finished(
                "trust-ca",
                "cp-2",
                s -> s.with("cp-2", KUBELET_CONF_CA, List.of(trusting(OTHER_CA))),
                "~",
                "/etc/kubernetes/kubelet.conf trusts another CA");
        finished(
                "trust-ca",
                "w-1",
                s -> s.with("w-1", new PathFact("/var/lib/kprov/kubelet-restart-due"), true),
                "~",
                "was not restarted with its new trust");

        blank(HA, "publish-ca", "cp-1", asIs, "skip", "publishes its CA");
        finished("publish-ca", "cp-1", asIs, "skip", "publishes its CA");
        finished(
                "publish-ca",
                "cp-1",
                s ->
                        s.everywhere(
                                new ObjectFact(
                                        "v1", "ConfigMap", "kube-system", "kube-root-ca.crt"),
                                new ObjectState.Present(
                                        JsonMapper.shared()
                                                .valueToTree(
                                                        Map.of(
                                                                "data",
                                                                Map.of("ca.crt", OTHER_CA))))),
                "~",
                "kube-root-ca.crt has another CA");

        blank(HA, "render-static-pods", "cp-1", asIs, "skip", "when the host joins");
        finished(
                "render-static-pods",
                "cp-2",
                s ->
                        s.with(
                                "cp-2",
                                FileFact.content("/var/lib/kprov/derived/kube-apiserver"),
                                text("0 0\n")),
                "~",
                "kube-apiserver.yaml was made from other settings");
        finished(
                "render-static-pods",
                "cp-2",
                s ->
                        s.with(
                                "cp-2",
                                new FileFact("/etc/kubernetes/manifests/etcd.yaml", "", false),
                                text("edited")),
                "~",
                "etcd.yaml was changed since");
        finished(
                "render-static-pods",
                "cp-2",
                s ->
                        s.everywhere(
                                new ObjectFact("v1", "Pod", "kube-system", "etcd-cp-2"),
                                new ObjectState.Absent()),
                "~",
                "the API shows no etcd");
        finished(
                "render-static-pods",
                "cp-2",
                s ->
                        s.everywhere(
                                new ObjectFact("v1", "Pod", "kube-system", "etcd-cp-2"),
                                object("{metadata: {annotations: {}}}")),
                "~",
                "etcd does not run with its manifest");

        finished(
                "render-static-pods",
                "cp-2",
                s ->
                        s.with("cp-2", MEMBER, false)
                                .with(
                                        "cp-2",
                                        FileFact.content("/var/lib/kprov/derived/etcd"),
                                        new FileState.Absent()),
                "!",
                "joined only half way");
        finished(
                "render-static-pods",
                "cp-2",
                s ->
                        s.with(
                                "cp-2",
                                FileFact.content("/var/lib/kprov/derived/etcd"),
                                new FileState.Absent()),
                "~",
                "etcd.yaml was not made by kprov");

        blank(HA, "apply-kubelet-config", "w-1", asIs, "skip", "when the host joins");
        finished(
                "apply-kubelet-config",
                "w-1",
                s ->
                        s.with(
                                "w-1",
                                FileFact.content("/var/lib/kprov/derived/kubelet-config"),
                                new FileState.Absent()),
                "~",
                "was not made by kprov");
        finished(
                "apply-kubelet-config",
                "w-1",
                s ->
                        s.with(
                                "w-1",
                                new UnitFact("kubelet"),
                                running(Map.of("/var/lib/kubelet/config.yaml", "0"))),
                "~",
                "runs with another");

        blank(HA, "label-node", "w-1", asIs, "+", "the node is new");
        finished(
                "label-node",
                "w-1",
                s -> s.everywhere(node("w-1"), labelled("{disk: hdd}", "disk", "")),
                "~",
                "disk=ssd");
        finished(
                "label-node",
                "w-2",
                s -> s.everywhere(node("w-2"), labelled("{old: x, mine: y}", "old", "")),
                "~",
                "old-");

        blank(HA, "spread-coredns", "cp-1", asIs, "~", "start on one node");
        finished(
                "spread-coredns",
                "cp-1",
                s ->
                        s.everywhere(
                                new ObjectFact("apps/v1", "Deployment", "kube-system", "coredns"),
                                object("{spec: {replicas: 2}}")),
                "~",
                "differs at");

        blank(HA, "verify-cluster", "cp-1", asIs, "+", "does not answer");
        finished(
                "verify-cluster",
                "cp-1",
                s -> s.everywhere(new EtcdMembersFact(), new EtcdMembers(List.of(), List.of())),
                "+",
                "0 of 3 etcd members");
        finished(
                "verify-cluster",
                "cp-1",
                s -> s.everywhere(endpoint("readyz"), 0),
                "+",
                "does not answer through 10.0.0.100:8443");
        finished(
                "verify-cluster",
                "cp-1",
                s -> s.everywhere(dns(), false),
                "+",
                "DNS does not answer");
        finished(
                "verify-cluster",
                "cp-1",
                s -> s.everywhere(node("w-2"), new ObjectState.Absent()),
                "+",
                "not Ready: w-2");
    }

    /** A unit with a file is judged by the file, by the process, and by what it started with. */
    private static void unit(String step, String unit, String host, String path) {
        if (!unit.equals("kubelet")) {
            blank(HA, step, host, s -> s, "+", path + " is missing");
        }
        finished(
                step,
                host,
                s -> s.with(host, new FileFact(path, "", true), text("old\n")),
                "~",
                path + " differs");
        finished(
                step,
                host,
                s -> s.with(host, new UnitFact(unit), running(Map.of(path, "0"))),
                "~",
                unit + " runs with another " + path);
        finished(
                step,
                host,
                s ->
                        s.with(
                                host,
                                new UnitFact(unit),
                                new UnitState(true, "failed", "failed", true, false, Map.of())),
                "~",
                unit + " is failed");
        finished(
                step,
                host,
                s -> s.with(host, new UnitFact(unit), BlankHost.unit(false)),
                "~",
                unit + " is not installed");
    }

    /** What kprov wrote for an earlier wish goes; what others put beside it is theirs. */
    private static void leftovers() {
        finished(
                "configure-containerd",
                "w-1",
                s -> s.with("w-1", DROP_INS, own(OLD_DROP_IN)),
                "~",
                "remove " + OLD_DROP_IN + ": no longer wanted");
        finished(
                "configure-containerd",
                "w-1",
                s -> s.with("w-1", REGISTRIES, own(OLD_REGISTRY)),
                "~",
                "remove " + OLD_REGISTRY + ": no longer wanted");
        finished(
                "configure-containerd",
                "w-1",
                s ->
                        s.with("w-1", DROP_INS, others(OLD_DROP_IN))
                                .with("w-1", REGISTRIES, others(OLD_REGISTRY))
                                .with("w-1", new UnitFact("containerd"), containerdWithDropIn()),
                "skip",
                "runs with the wanted files");
        finished(
                "configure-containerd",
                "w-1",
                s -> s.with("w-1", new UnitFact("containerd"), containerdWithDropIn()),
                "~",
                "containerd still runs with " + OLD_DROP_IN + ", which is gone");
        String patch = "/etc/kubernetes/kprov/patches/etcd0+merge.yaml";
        finished(
                "write-kubeadm-files",
                "w-1",
                s -> s.with("w-1", new OwnFilesFact(KubeadmFiles.PATCHES), own(patch)),
                "~",
                "remove " + patch + ": no longer wanted");
        finished(
                "write-kubeadm-files",
                "w-1",
                s -> s.with("w-1", new OwnFilesFact(KubeadmFiles.PATCHES), others(patch)),
                "skip",
                "as wanted");
    }

    private static CertificateFile trusting(String ca) {
        return new CertificateFile(
                "/etc/kubernetes/kubelet.conf",
                "0600",
                "root:root",
                Instant.EPOCH,
                Instant.EPOCH,
                "0".repeat(64),
                "",
                ca,
                Optional.empty());
    }

    private static OwnFiles own(String path) {
        return new OwnFiles(Set.of(path), Set.of());
    }

    private static OwnFiles others(String path) {
        return new OwnFiles(Set.of(), Set.of(path));
    }

    /** containerd as it started when the drop-in was still there. */
    private static UnitState containerdWithDropIn() {
        var fact = new UnitFact("containerd");
        var now = Situation.finished(HA).answers(Clusters.host(HA, "w-1"), Set.of(fact)).get(fact);
        var stamp = new HashMap<>(now.stamp());
        stamp.put(OLD_DROP_IN, "0".repeat(64));
        return running(stamp);
    }

    @Test
    void containerd_restarts_when_a_drop_in_goes_and_not_for_a_registry_read_at_each_pull() {
        var step = new ConfigureContainerd();

        assertThat(
                        sentences(
                                Situation.finished(HA).with("w-1", REGISTRIES, own(OLD_REGISTRY)),
                                step))
                .containsExactly("remove " + OLD_REGISTRY);
        assertThat(sentences(Situation.finished(HA).with("w-1", DROP_INS, own(OLD_DROP_IN)), step))
                .containsSubsequence(
                        "remove " + OLD_DROP_IN,
                        "check containerd's configuration",
                        "restart containerd");
    }

    @Test
    void a_static_pod_that_runs_unseen_is_shown_by_a_kubelet_that_starts_anew() {
        var pod = new ObjectFact("v1", "Pod", "kube-system", "etcd-cp-2");

        assertThat(
                        sentences(
                                Situation.finished(HA).everywhere(pod, new ObjectState.Absent()),
                                new RenderStaticPods(),
                                "cp-2"))
                .containsExactly(
                        "restart kubelet",
                        "wait until etcd-cp-2 runs with its manifest (at most 240 s)");
    }

    private static List<String> sentences(Situation situation, Step step) {
        return sentences(situation, step, "w-1");
    }

    private static List<String> sentences(Situation situation, Step step, String host) {
        return ((Decision.Do) situation.decide(step, host))
                .actions().stream().map(Action::sentence).toList();
    }

    static List<Case> cases() {
        return CASES;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answers(Case each) {
        var step =
                Install.procedure().steps().stream()
                        .filter(known -> known.id().equals(each.step))
                        .findFirst()
                        .orElseThrow();

        var decision = each.situation.decide(step, each.host);

        assertThat(kind(decision)).as(words(decision)).isEqualTo(each.answer);
        assertThat(words(decision)).contains(each.words);
    }

    @Test
    void every_step_of_the_install_has_a_case_in_which_it_acts() {
        var acting = new LinkedHashSet<String>();
        CASES.stream()
                .filter(each -> Set.of("+", "~", "-").contains(each.answer))
                .forEach(each -> acting.add(each.step));

        Stream.concat(ExternalEtcdCasesTest.cases().stream(), BackupCasesTest.cases().stream())
                .filter(each -> each.answer().equals("+"))
                .forEach(each -> acting.add(each.step()));

        assertThat(acting).containsAll(Install.procedure().steps().stream().map(Step::id).toList());
    }

    @Test
    void a_taint_with_another_value_is_overwritten_and_not_removed_too() {
        // kubectl: can not both modify and remove the following taint(s) in the same command.
        var node =
                JsonMapper.shared()
                        .readTree(
                                """
                                {"metadata": {"annotations": {"kprov.io/taints": "gpu=false:NoSchedule,old:NoExecute"}},
                                 "spec": {"taints": [{"key": "gpu", "value": "false", "effect": "NoSchedule"},
                                                     {"key": "old", "effect": "NoExecute"}]}}
                                """);
        var situation =
                Situation.finished(HA).everywhere(node("w-1"), new ObjectState.Present(node));

        assertThat(words(situation.decide(new LabelNode(), "w-1")))
                .contains("gpu=true:NoSchedule", "old:NoExecute-")
                .doesNotContain("gpu=false:NoSchedule-");
    }

    @Test
    void every_swap_line_that_is_found_is_also_commented_out(@TempDir Path directory)
            throws IOException {
        Path fstab = directory.resolve("fstab");
        Files.writeString(
                fstab,
                """
                UUID=1 / ext4 defaults 0 1
                /swap.img none swap sw 0 0
                  \t/dev/sdb2\tnone\tswap\tsw\t0 0
                # /old none swap sw 0 0
                """);
        var found = Situation.blank(HA).with("w-1", fstab(), text(Files.readString(fstab)));
        var run =
                (Action.Run)
                        ((Decision.Do) found.decide(new DisableSwap(), "w-1")).actions().getFirst();
        String sed =
                new String(run.command().input().bytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("sed "))
                        .findFirst()
                        .orElseThrow()
                        .replace("/etc/fstab", fstab.toString());

        LocalRemote.run(Command.script(sed + "\n"));

        var mended = Situation.blank(HA).with("w-1", fstab(), text(Files.readString(fstab)));
        assertThat(mended.decide(new DisableSwap(), "w-1")).isInstanceOf(Decision.Skip.class);
        assertThat(fstab).content().contains("UUID=1 / ext4", "# kprov: /swap.img");
    }

    static String kind(Decision decision) {
        return switch (decision) {
            case Decision.Do(var sign, _, _) -> sign.text();
            case Decision.Skip _ -> "skip";
            case Decision.Blocked _ -> "!";
        };
    }

    static String words(Decision decision) {
        return switch (decision) {
            case Decision.Do(_, var reason, _) -> reason;
            case Decision.Skip(var reason) -> reason;
            case Decision.Blocked(var problem) -> problem.toString();
        };
    }

    private static HttpFact endpoint(String path) {
        return new HttpFact("https://10.0.0.100:8443/" + path);
    }

    private static Fact<Boolean> dns() {
        return new DnsFact(
                IpAddress.parse("10.96.0.10").orElseThrow(),
                "kubernetes.default.svc.cluster.local");
    }

    private static FileFact fstab() {
        return FileFact.content("/etc/fstab");
    }

    private static FileState text(String text) {
        return new FileState.Present(
                "0644", "root:root", HostFile.readable("/x", text).sha256(), Optional.of(text));
    }

    private static FileState mode(String mode) {
        return new FileState.Present(mode, "root:root", "0".repeat(64), Optional.empty());
    }

    private static ObjectState notReady() {
        return object("{status: {conditions: [{type: Ready, status: Unknown}]}}");
    }

    private static UnitState running(Map<String, String> stamp) {
        return new UnitState(true, "active", "running", true, false, stamp);
    }

    private static UnitState stopped() {
        return new UnitState(true, "inactive", "dead", true, false, Map.of());
    }

    private static ObjectFact node(String name) {
        return new ObjectFact("v1", "Node", "", name);
    }

    /** Relaxed JSON, as YAML's flow style has it: no quotes around names and words. */
    private static ObjectState object(String text) {
        return new ObjectState.Present(
                JsonMapper.shared()
                        .readTree(text.replaceAll("([A-Za-z./-][A-Za-z0-9./-]*)", "\"$1\"")));
    }

    private static ObjectState labelled(String labels, String owned, String taints) {
        var node = JsonMapper.shared().createObjectNode();
        var metadata = node.putObject("metadata");
        metadata.set(
                "labels", JsonMapper.shared().readTree(labels.replaceAll("([a-z]+)", "\"$1\"")));
        metadata.putObject("annotations")
                .put("kprov.io/labels", owned)
                .put("kprov.io/taints", taints);
        return new ObjectState.Present(node);
    }
}
