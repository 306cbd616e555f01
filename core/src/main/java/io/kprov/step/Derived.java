package io.kprov.step;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.HostFacts;
import io.kprov.step.Action.Where;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file that kubeadm writes from something of ours, such as the kubelet's config.yaml. A record on
 * the host tells from which input it was made and what came out, so that a new wish and an edit by
 * hand are both seen, although kprov never knows the bytes beforehand.
 *
 * @param name of the record
 * @param path of the file that kubeadm writes
 * @param input SHA-256 of what it should be made from
 */
public record Derived(String name, String path, String input) {
    private static final String DIRECTORY = "/var/lib/kprov/derived/";

    private String record() {
        return DIRECTORY + name;
    }

    public Set<Fact<?>> facts() {
        return Set.of(FileFact.content(record()), file());
    }

    /** The question for the file itself: its digest, not its content. */
    public FileFact file() {
        return new FileFact(path, "", false);
    }

    /** Why the file is not what the wish would make; empty when it is. */
    public Optional<String> difference(HostFacts facts) {
        String[] made =
                facts.get(FileFact.content(record())).content().orElse("").strip().split(" ", 2);
        if (made.length < 2) {
            return Optional.of(path + " was not made by kprov's settings");
        }
        if (!made[0].equals(input)) {
            return Optional.of(path + " was made from other settings");
        }
        return made[1].equals(facts.get(file()).digest())
                ? Optional.empty()
                : Optional.of(path + " was changed since kubeadm wrote it");
    }

    /** What a script of {@link KubeadmRun} writes the same down with. */
    List<String> noteArguments() {
        return List.of(record(), path, input);
    }

    /** Writes down what the file was made from. */
    public Action record(Where where) {
        return new Action.Run(
                "note what " + path + " was made from",
                Command.script(
                        """
                        # kprov: note-origin
                        set -e
                        umask 077
                        mkdir -p "${1%/*}"
                        echo "$3 $(sha256sum <"$2" | cut -d' ' -f1)" >"$1.new"
                        mv "$1.new" "$1"
                        """,
                        record(), path, input),
                Duration.ofSeconds(20),
                where);
    }
}
