package io.kprov.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.RunningPods.Pod;
import io.kprov.facts.RunningPods.Workload;
import io.kprov.facts.ServiceAccountTokensFact.Token;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked before a CA or the keys of tokens may go, as the lab's hosts answer it. */
class RotationFactsTest {
    private static final RunningPodsFact PODS = new RunningPodsFact();
    private static final ServiceAccountTokensFact TOKENS = new ServiceAccountTokensFact();

    @Test
    void a_pod_is_of_the_deployment_that_its_replica_set_is_of() {
        var pods =
                pods("""
                published 2026-11-25T06:14:59Z
                published 2026-11-25T06:15:01Z
                set default client-678ffff8fb Deployment client
                pod default client-678ffff8fb-ptnsf of ReplicaSet client-678ffff8fb map kube-root-ca.crt since 2026-11-25T06:09:46Z
                pod kube-system kube-proxy-dk59w of DaemonSet kube-proxy map kube-proxy map kube-root-ca.crt since 2026-11-25T05:56:10Z since 2026-11-25T05:56:01Z
                pod kube-system etcd-cp-1 of Node cp-1 since 2026-11-25T05:57:54Z
                pod default alone
                @answered
                """)
                        .orElseThrow();

        assertThat(pods.published()).contains(Instant.parse("2026-11-25T06:15:01Z"));
        assertThat(pods.pods())
                .containsExactly(
                        new Pod(
                                "default",
                                "client-678ffff8fb-ptnsf",
                                Optional.of(new Workload("Deployment", "default", "client")),
                                true,
                                Instant.parse("2026-11-25T06:09:46Z")),
                        new Pod(
                                "kube-system",
                                "kube-proxy-dk59w",
                                Optional.of(new Workload("DaemonSet", "kube-system", "kube-proxy")),
                                true,
                                Instant.parse("2026-11-25T05:56:01Z")),
                        new Pod(
                                "kube-system",
                                "etcd-cp-1",
                                Optional.of(new Workload("Node", "kube-system", "cp-1")),
                                false,
                                Instant.parse("2026-11-25T05:57:54Z")),
                        new Pod("default", "alone", Optional.empty(), false, Instant.MAX));
    }

    @Test
    void half_an_answer_is_none() {
        assertThat(pods("pod default alone\n")).isEmpty();
        assertThat(pods("")).isEmpty();
    }

    @Test
    void a_token_says_which_key_signed_it_and_whose_it_is() {
        // {"alg":"RS256","kid":"a-key"} and
        // {"kubernetes.io":{"namespace":"shop","pod":{"name":"web-1"}}}
        String token =
                "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEta2V5In0."
                        + "eyJrdWJlcm5ldGVzLmlvIjp7Im5hbWVzcGFjZSI6InNob3AiLCJwb2QiOnsibmFtZSI6IndlYi0xIn19fQ";

        assertThat(tokens(List.of(token))).containsExactly(new Token("a-key", "shop/web-1"));
    }

    @Test
    void what_only_begins_like_a_token_is_of_no_key() {
        assertThat(tokens(List.of("eyJ.eyJ"))).containsExactly(new Token("", "/"));
    }

    private static Optional<RunningPods> pods(String output) {
        Map<RunningPodsFact, Optional<RunningPods>> answers =
                PODS.source().parse(List.of(PODS), output.lines().toList());
        return Objects.requireNonNull(answers.get(PODS));
    }

    private static List<Token> tokens(List<String> output) {
        return Objects.requireNonNull(TOKENS.source().parse(List.of(TOKENS), output).get(TOKENS));
    }
}
