package io.kprov.step.node;

import io.kprov.command.Command;
import io.kprov.model.Secret;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Kubectl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A bootstrap token of one host's join: made as late as possible, good for 15 minutes, deleted when
 * the host has joined (kubernetes.io: Authenticating with Bootstrap Tokens).
 */
record JoinToken(Secret token) {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** The public half. */
    private String id() {
        return token.reveal().substring(0, 6);
    }

    private String secretName() {
        return "bootstrap-token-" + id();
    }

    /**
     * Puts the token into the cluster. It travels on standard input: every user of a host can read
     * a command's words.
     */
    Action create() {
        String script =
                """
                # kprov: make-join-token
                set -e
                cat <<EOF | %s
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: kube-system}
                type: bootstrap.kubernetes.io/token
                stringData:
                  description: made by kprov for one join
                  token-id: "%s"
                  token-secret: "%s"
                  expiration: "$(date -u -d '+15 minutes' +%%Y-%%m-%%dT%%H:%%M:%%SZ)"
                  usage-bootstrap-authentication: "true"
                  usage-bootstrap-signing: "true"
                  auth-extra-groups: system:bootstrappers:kubeadm:default-node-token
                EOF
                """
                        .formatted(
                                Kubectl.applyCommand(),
                                secretName(),
                                id(),
                                token.reveal().substring(7));
        return new Action.Run(
                "make a join token that lives 15 minutes",
                Command.of("sh", "-s").withSecretInput(script.getBytes(StandardCharsets.UTF_8)),
                LIMIT,
                Where.CONTROL_PLANE);
    }

    /**
     * kubeadm asks for cluster-info signed with the token, and when it is not there yet waits 5 s
     * before it asks again.
     */
    Action awaitSignature() {
        return new Action.WaitUntil(
                "cluster-info is signed with the token",
                Command.of(
                        "sh",
                        "-c",
                        "test -n \"$("
                                + Kubectl.command(
                                        "-n",
                                        "kube-public",
                                        "get",
                                        "configmap",
                                        "cluster-info",
                                        "-o",
                                        "jsonpath={.data.jws-kubeconfig-" + id() + "}")
                                + ")\""),
                LIMIT,
                Where.CONTROL_PLANE);
    }

    /** By standard input, so that what a saved plan is held to does not change with the token. */
    Action delete() {
        String script =
                Kubectl.command(
                                "-n",
                                "kube-system",
                                "delete",
                                "secret",
                                secretName(),
                                "--ignore-not-found",
                                "--wait=false")
                        + "\n";
        return new Action.Run(
                "delete the join token",
                Command.of("sh", "-s").withSecretInput(script.getBytes(StandardCharsets.UTF_8)),
                LIMIT,
                Where.CONTROL_PLANE);
    }
}
