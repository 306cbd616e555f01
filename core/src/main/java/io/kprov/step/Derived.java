package io.kprov.step;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.HostFacts;
import io.kprov.render.HostFile;
import io.kprov.step.Action.Where;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file that kubeadm writes from something of ours, such as the kubelet's config.yaml. A record on
 * the host tells from what it was made and what came out, so that a new wish and an edit by hand
 * are both seen, although kprov never knows the bytes beforehand.
 *
 * @param name of the record
 * @param path of the file that kubeadm writes
 */
public record Derived(String name, String path, Origin origin) {
    private static final String DIRECTORY = "/var/lib/kprov/derived/";

    /** Shell that writes a record: $1 record, $2 file, $3 the origin's digest or path. */
    public static final String NOTE =
            """
            case $3 in /*) from=$(sha256sum <"$3" | cut -d' ' -f1) ;; *) from=$3 ;; esac
            echo "$from $(sha256sum <"$2" | cut -d' ' -f1)" >"$1.new"
            mv "$1.new" "$1"
            """;

    /** What the file is made from. */
    public sealed interface Origin {
        String sha256();

        String noun();

        /** Settings, of which the digest is known beforehand. */
        record Settings(String sha256) implements Origin {
            @Override
            public String noun() {
                return "settings";
            }
        }

        /**
         * A file on the host, whose digest is taken there: it may differ with each plan, since
         * certificates are random.
         */
        record File(HostFile file) implements Origin {
            @Override
            public String sha256() {
                return file.sha256();
            }

            @Override
            public String noun() {
                return "settings or certificates";
            }
        }
    }

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
        if (!made[0].equals(origin.sha256())) {
            return Optional.of(path + " was made from other " + origin.noun());
        }
        return made[1].equals(facts.get(file()).digest())
                ? Optional.empty()
                : Optional.of(path + " was changed since kubeadm wrote it");
    }

    /** What a script writes the same down with, by {@link #NOTE}. */
    public List<String> noteArguments() {
        return List.of(
                record(),
                path,
                switch (origin) {
                    case Origin.Settings(var sha256) -> sha256;
                    case Origin.File(var file) -> file.path();
                });
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
                        """
                                + NOTE,
                        noteArguments().toArray(String[]::new)),
                Duration.ofSeconds(20),
                where);
    }
}
