package io.kprov.step;

import io.kprov.command.Command;
import io.kprov.step.Action.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * kubectl on a control plane, as an engineer would type it there; always of the cluster's version.
 */
public final class Kubectl {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Kubectl() {}

    /**
     * The command. It talks to the API server of the very host that it runs on, so it works while
     * the virtual address moves; its cache lives until the next boot.
     */
    public static Command command(String... words) {
        var all =
                new ArrayList<>(
                        List.of(
                                "kubectl",
                                "--kubeconfig",
                                "/etc/kubernetes/admin.conf",
                                "--server",
                                "https://127.0.0.1:6443",
                                "--cache-dir",
                                "/run/kprov/kubectl"));
        all.addAll(List.of(words));
        return new Command(all, new Command.Input.None());
    }

    /** The command as an action on any ready control plane. */
    public static Action run(String sentence, String... words) {
        return new Action.Run(sentence, command(words), LIMIT, Where.CONTROL_PLANE);
    }

    /**
     * A merge patch as an action.
     *
     * @param script its name, for the log of the host
     * @param yaml what is to be different
     * @param object {@code kind/name}
     */
    public static Action patch(
            String sentence, String script, String yaml, String namespace, String object) {
        return new Action.Run(
                sentence,
                Command.script(
                        "# kprov: "
                                + script
                                + "\nf=$(mktemp /run/kprov.XXXXXX)\ntrap 'rm -f \"$f\"' EXIT\ncat >\"$f\" <<'KPROV'\n"
                                + yaml
                                + "KPROV\n"
                                + command("-n", namespace, "patch", object, "--type=merge")
                                + " --patch-file \"$f\"\n"),
                Duration.ofMinutes(1),
                Where.CONTROL_PLANE);
    }

    /**
     * Server-side apply of what comes on standard input (kubernetes.io: Server-Side Apply), owned
     * by kprov.
     */
    public static Command applyCommand() {
        return command(
                "apply", "--server-side", "--force-conflicts", "--field-manager=kprov", "-f", "-");
    }

    /** Server-side apply of manifests as an action. */
    public static Action apply(String sentence, String yaml) {
        return new Action.Run(sentence, applyCommand().withInput(yaml), LIMIT, Where.CONTROL_PLANE);
    }
}
