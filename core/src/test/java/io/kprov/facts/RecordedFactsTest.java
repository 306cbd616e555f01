package io.kprov.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kprov.command.Command;
import io.kprov.model.IpAddress;
import io.kprov.remote.LocalRemote;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs as hosts print them, and what they mean. */
final class RecordedFactsTest {

    private static <A> A parse(Fact<A> fact, String output) {
        String head = "@@kprov " + fact.source().name() + "\n";
        return new FactScript(List.of(fact)).parse(head + output + "\n@@kprov end\n").get(fact);
    }

    @Test
    void etcd_ids_above_two_to_the_63_are_etcdctls_hexadecimal() {
        var members =
                parse(
                        new EtcdMembersFact(),
                        """
                        {"header":{"cluster_id":14841639068965178418,"member_id":10276657743932975437,"raft_term":2},"members":[{"ID":10276657743932975437,"name":"cp-1","peerURLs":["https://10.0.0.11:2380"],"clientURLs":["https://10.0.0.11:2379"]},{"ID":81985529216486895,"name":"cp-2","peerURLs":["https://10.0.0.12:2380"],"clientURLs":["https://10.0.0.12:2379"]},{"ID":5,"name":"","peerURLs":["https://10.0.0.13:2380"],"isLearner":true}]}
                        [{"endpoint":"https://10.0.0.11:2379","health":true,"took":"5.6ms"},{"endpoint":"https://10.0.0.12:2379","health":false,"took":"3s","error":"context deadline exceeded"}]
                        """);

        assertThat(members.members().stream().map(EtcdMembers.Member::id))
                .containsExactly("8e9e05c52164694d", "123456789abcdef", "5");
        assertThat(members.voters()).hasSize(2);
        assertThat(members.quorum()).isEqualTo(2);
        assertThat(members.healthyVoters()).isEqualTo(1);
        assertThat(members.healthyVotersWithout("cp-1")).isZero();
        assertThat(members.healthyVotersWithout("cp-2")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "Error: context deadline exceeded\n"})
    void etcd_that_does_not_answer_has_no_members(String output) {
        assertThat(parse(new EtcdMembersFact(), output).answered()).isFalse();
    }

    @Test
    void pods_of_a_node_with_what_keeps_them_there() {
        var found =
                parse(
                        new NodePodsFact("w-1"),
                        """
                        {"kind":"PodDisruptionBudgetList","items":[{"metadata":{"name":"web","namespace":"shop"},"spec":{"selector":{"matchExpressions":[{"key":"app","operator":"In","values":["web"]}]}},"status":{"disruptionsAllowed":0}}]}
                        {"kind":"VolumeAttachmentList","items":[{"metadata":{"name":"csi-1"},"spec":{"nodeName":"w-1"}},{"metadata":{"name":"csi-2"},"spec":{"nodeName":"w-2"}}]}
                        {"kind":"PodList","items":[{"metadata":{"name":"web-1","namespace":"shop","labels":{"app":"web"},"ownerReferences":[{"kind":"ReplicaSet","controller":true}]},"spec":{"nodeName":"w-1","volumes":[{"name":"cache","emptyDir":{}}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}},{"metadata":{"name":"web-2","namespace":"other","labels":{"app":"web"}},"spec":{"nodeName":"w-1"},"status":{"phase":"Succeeded"}},{"metadata":{"name":"kube-apiserver-w-1","namespace":"kube-system","annotations":{"kubernetes.io/config.mirror":"x"}},"spec":{"nodeName":"w-1"},"status":{"phase":"Running"}}]}
                        @pods w-1
                        """);

        assertThat(found.answered()).isTrue();
        assertThat(found.volumes()).containsExactly("csi-1");
        assertThat(found.moving())
                .extracting(Object::toString)
                .containsExactly("shop/web-1", "other/web-2");
        var web = found.moving().getFirst();
        assertThat(web.keepsData()).isTrue();
        assertThat(found.keeping(web)).extracting(Object::toString).containsExactly("shop/web");
        assertThat(found.keeping(found.moving().getLast())).isEmpty();
        assertThat(found.moving()).noneMatch(NodePods.Pod::isLost);
    }

    @Test
    void pods_are_unknown_when_the_api_server_told_of_budgets_only() {
        assertThat(
                        parse(
                                        new NodePodsFact("w-1"),
                                        "{\"kind\":\"PodDisruptionBudgetList\",\"items\":[]}\n")
                                .answered())
                .isFalse();
    }

    @Test
    void evictions_that_were_tried_with_the_api_servers_words() {
        var found =
                parse(
                        new TrialEvictionsFact("cp-1"),
                        """
                        cp-1 default sick-866b5cb549-dp82k 1 Error from server (TooManyRequests): Cannot evict pod as it would violate the pod's disruption budget.\s
                        cp-1 default two-69b475d8bb-rkfz6 1 Error from server: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.\s
                        cp-1 default sickfree-79c578dcf5-fcd6m 0 {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201}\s
                        cp-1 default roomy-6964bb889d-r8n9z 1 The pods "roomy-6964bb889d-r8n9z" is invalid: : ValidatingAdmissionPolicy 'keep' with binding 'keep' denied request: roomy stays\s
                        cp-1 default hooked 1 Error from server (InternalError): Internal error occurred: failed calling webhook "dead.example.com": failed to call webhook\s
                        cp-1 default gone 1 Error from server (NotFound): pods "gone" not found\s
                        cp-1 default late 124\s
                        cp-1 default silent 1 The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?\s
                        """);

        assertThat(found)
                .isEqualTo(
                        Map.of(
                                "default/sick-866b5cb549-dp82k",
                                new TrialEviction.Refused(
                                        true,
                                        "Cannot evict pod as it would violate the pod's disruption budget."),
                                "default/two-69b475d8bb-rkfz6",
                                new TrialEviction.Refused(
                                        false,
                                        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."),
                                "default/sickfree-79c578dcf5-fcd6m",
                                new TrialEviction.Allowed(),
                                "default/roomy-6964bb889d-r8n9z",
                                new TrialEviction.Refused(
                                        false,
                                        "The pods \"roomy-6964bb889d-r8n9z\" is invalid: : ValidatingAdmissionPolicy 'keep' with binding 'keep' denied request: roomy stays"),
                                "default/hooked",
                                new TrialEviction.Refused(
                                        false,
                                        "Internal error occurred: failed calling webhook \"dead.example.com\": failed to call webhook")));
    }

    @Test
    void objects_with_who_wrote_them_through_a_version() {
        var cidrs = new WrittenObjectsFact("networking.k8s.io", "v1beta1", "servicecidrs");
        var claims = new WrittenObjectsFact("resource.k8s.io", "v1beta1", "resourceclaims");
        var facts =
                new FactScript(List.of(cidrs, claims))
                        .parse(
                                """
                                @@kprov written-objects
                                @api servicecidrs networking.k8s.io v1beta1
                                |extra|kubectl-client-side-apply
                                |extra|{"apiVersion":"networking.k8s.io/v1beta1","kind":"ServiceCIDR","metadata":{"annotations":{},"name":"
                                |helmed|Helm
                                |applied|{"apiVersion":"networking.k8s.io/v1beta1","kind":"ServiceCIDR","metadata":{"annotations":{},"name":"
                                |anew|{"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","metadata":{"annotations":{},"name":"anew
                                |own|kube-apiserver
                                @api resourceclaims resource.k8s.io v1beta1
                                shop|gpu|operator
                                @@kprov end
                                """);

        assertThat(facts.get(cidrs))
                .extracting(Object::toString)
                .containsExactly(
                        "applied (kubectl apply)",
                        "extra (kubectl-client-side-apply)",
                        "helmed (Helm)");
        assertThat(facts.get(claims))
                .extracting(Object::toString)
                .containsExactly("shop/gpu (operator)");
    }

    @Test
    void objects_in_a_list() {
        var node = new ObjectFact("v1", "Node", "", "cp-1");
        var map = new ObjectFact("v1", "ConfigMap", "kube-system", "kube-proxy");
        var absent = new ObjectFact("v1", "ConfigMap", "kube-system", "absent");
        var facts =
                new FactScript(List.of(node, map, absent))
                        .parse(
                                """
                                @@kprov objects
                                {
                                    "apiVersion": "v1",
                                    "items": [
                                        {"kind": "Node", "metadata": {"name": "cp-1"}},
                                        {"kind": "ConfigMap", "metadata": {"name": "kube-proxy", "namespace": "kube-system"}}
                                    ],
                                    "kind": "List",
                                    "metadata": {"resourceVersion": ""}
                                }
                                @answered
                                @@kprov end
                                """);

        assertThat(facts.get(node).found()).isPresent();
        assertThat(facts.get(map).found()).isPresent();
        assertThat(facts.get(absent)).isEqualTo(new ObjectState.Absent());
    }

    @Test
    void one_object_comes_without_a_list_and_none_as_nothing() {
        var node = new ObjectFact("v1", "Node", "", "cp-1");
        String alone = "{\"kind\": \"Node\", \"metadata\": {\"name\": \"cp-1\"}}";

        assertThat(parse(node, alone + "\n@answered").found()).isPresent();
        assertThat(parse(node, "@answered")).isEqualTo(new ObjectState.Absent());
        assertThat(parse(node, "")).isEqualTo(new ObjectState.NoAnswer());
        assertThat(parse(node, "{\"kind\": \"No")).isEqualTo(new ObjectState.NoAnswer());
    }

    @Test
    void images_by_reference_and_digest() {
        // As awk prints the table of ctr 2.2; its warnings go to the error stream.
        assertThat(
                        parse(
                                new ImagesFact(),
                                """
                                registry.k8s.io/pause:3.10.2 sha256:7b4a
                                registry.k8s.io/pause@sha256:7b4a sha256:7b4a
                                odd
                                """))
                .containsEntry("registry.k8s.io/pause:3.10.2", "sha256:7b4a")
                .hasSize(2);
    }

    @Test
    void units_with_their_stamps() {
        var haproxy = new UnitFact("haproxy");
        var absent = new UnitFact("keepalived");
        var facts =
                new FactScript(List.of(haproxy, absent))
                        .parse(
                                """
                                @@kprov units
                                unit haproxy
                                LoadState=loaded
                                ActiveState=active
                                SubState=running
                                UnitFileState=enabled
                                NeedDaemonReload=yes
                                stamp 0123 /etc/haproxy/haproxy.cfg
                                stamp broken
                                unit keepalived
                                LoadState=not-found
                                ActiveState=inactive
                                SubState=dead
                                UnitFileState=
                                NeedDaemonReload=no
                                @@kprov end
                                """);

        var state = facts.get(haproxy);
        assertThat(state.exists()).isTrue();
        assertThat(state.active()).isTrue();
        assertThat(state.enabled()).isTrue();
        assertThat(state.needsDaemonReload()).isTrue();
        assertThat(state.stamp()).isEqualTo(Map.of("/etc/haproxy/haproxy.cfg", "0123"));
        assertThat(facts.get(absent).exists()).isFalse();
        assertThat(facts.get(absent).enabled()).isFalse();
    }

    @Test
    void a_held_package_is_installed() {
        // dpkg-query's ${db:Status-Abbrev}|${Package}, through the script's own sed.
        String recorded = "ii |chrony\nhi |haproxy\nrc |keepalived\nun |socat\n";
        String script = new FactScript(List.of(new PackageFact("x"))).command().input().toString();
        String expression =
                script.substring(script.indexOf("sed -n '") + 8, script.indexOf("//p'") + 3);

        var result = LocalRemote.run(Command.of("sed", "-n", expression).withInput(recorded));

        assertThat(result.stdout().lines()).containsExactly("chrony", "haproxy");
    }

    @Test
    void dns_answers_with_records_and_without_an_error() {
        var fact = new DnsFact(IpAddress.parse("10.96.0.10").orElseThrow(), "kubernetes.default");
        String head = "10.96.0.10 kubernetes.default";

        assertThat(parse(fact, head + " 0 88 107 112 129 128 0 1 0 1 ")).isTrue();
        assertThat(parse(fact, head + " 0 88 107 112 129 131 0 1 0 0 ")).as("NXDOMAIN").isFalse();
        assertThat(parse(fact, head + " 0 88 107 112 129 128 0 1 0 0 ")).as("empty").isFalse();
        assertThat(parse(fact, head + " ")).as("silence").isFalse();
    }

    @Test
    void a_machine_without_detect_virt_is_no_container() {
        assertThat(parse(new MachineFact(), "container").container()).isFalse();
        assertThat(parse(new MachineFact(), "container none").container()).isFalse();
        assertThat(parse(new MachineFact(), "container docker").container()).isTrue();
    }

    @Test
    void addresses_and_listeners_of_a_machine() {
        var machine =
                parse(
                        new MachineFact(),
                        """
                        address eth0 10.0.0.11/24
                        address eth0@if7 fd00::11/64
                        address tun0 10.9.9.9
                        listen 127.0.0.53%lo:53 users:(("systemd-resolve",pid=1,fd=14))
                        listen [::]:6443 users:(("haproxy",pid=7,fd=5),("haproxy",pid=8,fd=5))
                        listen *:22
                        listen odd
                        """);

        assertThat(machine.interfaceOf(IpAddress.parse("fd00::11").orElseThrow())).contains("eth0");
        assertThat(machine.addresses()).hasSize(3);
        assertThat(machine.listeners())
                .containsExactly(
                        new Machine.Listener("127.0.0.53%lo", 53, "systemd-resolve"),
                        new Machine.Listener("[::]", 6443, "haproxy"),
                        new Machine.Listener("*", 22, ""));
    }

    @Test
    void odd_lines_are_ignored() {
        assertThat(parse(new SysctlFact("vm.swappiness"), "odd\nvm/swappiness:10")).isEqualTo("10");
        assertThat(parse(new LinkFact("/a"), "odd\n/a|/b")).isEqualTo("/b");
        assertThat(parse(new HttpFact("http://x"), "odd\nodd odd\n200 http://x")).isEqualTo(200);
        assertThat(parse(new ResolveFact("x"), "odd\nx fe80::1%eth0\nx 10.0.0.1"))
                .containsExactly(IpAddress.parse("10.0.0.1").orElseThrow());
        assertThat(parse(new PathFact("/a"), "odd\n/a")).isTrue();
    }

    @Test
    void a_banner_before_the_answers_is_ignored() {
        var fact = new PathFact("/a");

        var facts =
                new FactScript(List.of(fact))
                        .parse("Welcome to host!\n/a\n@@kprov paths\n@@kprov end\n");

        assertThat(facts.get(fact)).isFalse();
    }

    @Test
    void an_answer_that_breaks_off_is_said_to() {
        var script = new FactScript(List.of(new PathFact("/a"), new SysctlFact("b")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> script.parse("@@kprov paths\n/a\n@@kprov sys"))
                .withMessageContaining("breaks off after")
                .withMessageContaining("paths");
    }

    @Test
    void an_answer_that_cannot_be_read_names_its_kind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(new EtcdMembersFact(), "{\"members\": ["))
                .withMessageContaining("etcd");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(FileFact.content("/a"), "stat without a bar"))
                .withMessageContaining("files");
    }

    @Test
    void traces_of_kprov_are_grouped_and_each_is_named_once() {
        var traces =
                parse(
                        new TracesFact("10.0.0.100"),
                        """
                        unit kubelet.service
                        unit kubelet.service
                        file /opt/kprov
                        package socat
                        swap /dev/vda2 none swap sw 0 0
                        chain table ip kube-proxy
                        mount /var/lib/kubelet/pods/a b
                        backup /var/lib/kprov/etcd-backup
                        aside /var/lib/etcd.before-reset-20260101T000000Z
                        """);

        assertThat(traces.of(Traces.Kind.UNIT)).containsExactly("kubelet.service");
        assertThat(traces.of(Traces.Kind.MOUNT)).containsExactly("/var/lib/kubelet/pods/a b");
        assertThat(traces.due(false))
                .containsExactly(
                        "1 unit",
                        "1 file or folder",
                        "1 package",
                        "1 line of swap in fstab",
                        "1 netfilter chain or table",
                        "1 mount");
        assertThat(traces.due(true)).contains("1 folder of etcd's data put aside");
        assertThat(parse(new TracesFact(""), "").due(true)).isEmpty();
    }

    @Test
    void deprecated_apis_that_are_called_are_read_from_the_metric() {
        assertThat(
                        parse(
                                new DeprecatedApisFact(),
                                """
                                apiserver_requested_deprecated_apis{group="",removed_release="",resource="endpoints",subresource="",version="v1"} 1
                                apiserver_requested_deprecated_apis{group="policy",removed_release="1.37",resource="podsecuritypolicies",subresource="",version="v1beta1"} 1
                                """))
                .extracting(Object::toString)
                .containsExactly(
                        "endpoints of v1",
                        "podsecuritypolicies of policy/v1beta1, removed in 1.37");
    }
}
