package io.kprov.step;

import io.kprov.command.Command;
import io.kprov.facts.FileState;
import io.kprov.lockfile.Artifact;
import io.kprov.render.HostFile;
import java.nio.file.Path;
import java.time.Duration;

/** What the engine does for a step. Each says itself in a plain sentence and shows no secret. */
public sealed interface Action {

    /** In the words of a plan. */
    String sentence();

    /** Where a command runs. */
    enum Where {
        /** On the step's own host. */
        SELF,
        /** On any control plane whose API server answers. */
        CONTROL_PLANE
    }

    /**
     * Writes a file atomically, with owner and mode.
     *
     * @param before what is there now, for the diff
     * @param meaning what the file is, for files whose content is random or secret: the plan
     *     compares this and not their bytes
     */
    record PutFile(HostFile file, FileState before, String meaning) implements Action {
        /** Of a file that is there only as long as somebody reads it. */
        public static PutFile anew(PkiFile wanted) {
            return new PutFile(wanted.file(), new FileState.Absent(), wanted.meaning());
        }

        @Override
        public String sentence() {
            return "write " + file.path() + (meaning.isEmpty() ? "" : " (" + meaning + ")");
        }
    }

    /** Removes a file that kprov wrote; one that is somebody else's by then stays. */
    record RemoveFile(String path) implements Action {
        @Override
        public String sentence() {
            return "remove " + path;
        }
    }

    /** Runs a command to its end; a non-zero exit status is a failure. */
    record Run(String sentence, Command command, Duration limit, Where where) implements Action {}

    /**
     * Runs a command on the step's own host as a transient systemd unit: it outlives the connection
     * and kprov itself, and is never started twice at once.
     *
     * @param unit name of the unit, without the {@code kprov-} that goes before it
     */
    record LongRun(String sentence, String unit, Command command, Duration limit)
            implements Action {}

    /**
     * Brings a pinned file to the host, checks its digest, unpacks it into its versioned folder and
     * flips the links.
     */
    record Fetch(Artifact artifact) implements Action {
        @Override
        public String sentence() {
            return "fetch " + told(artifact);
        }

        private static String told(Artifact artifact) {
            String size =
                    artifact.size().isPresent()
                            ? (artifact.size().getAsLong() + 1_048_575) / 1_048_576 + " MiB, "
                            : "";
            return artifact + " (" + size + "sha256 " + artifact.sha256().substring(0, 12) + "...)";
        }
    }

    /** The same, but the links stay as they are: the version that is in use stays in use. */
    record Store(Artifact artifact) implements Action {
        @Override
        public String sentence() {
            return "fetch " + Fetch.told(artifact) + ", not in use yet";
        }
    }

    /** Flips the links to a file that was stored; a folder that is gone is fetched again. */
    record Link(Artifact artifact) implements Action {
        @Override
        public String sentence() {
            return "let the links lead to " + artifact;
        }
    }

    /**
     * Brings a file of the operator's machine to the host, readable to root only, and checks its
     * digest there. It may be too large for memory.
     *
     * @param file on the operator's machine
     * @param path on the host; its folder is made
     */
    record Upload(Path file, String path, long bytes, String sha256) implements Action {
        @Override
        public String sentence() {
            return "bring %s to %s (%d MiB, sha256 %s...)"
                    .formatted(
                            file.getFileName(),
                            path,
                            (bytes + 1_048_575) / 1_048_576,
                            sha256.substring(0, 12));
        }
    }

    /** Polls a question until it is answered with exit status 0. */
    record WaitUntil(String question, Command probe, Duration limit, Where where)
            implements Action {
        @Override
        public String sentence() {
            return "wait until " + question + " (at most " + limit.toSeconds() + " s)";
        }
    }

    /**
     * Reboots the machine, and waits until it can be reached again.
     *
     * @param goodbye makes it do so by itself, and ends before
     */
    record Reboot(Command goodbye, Duration limit) implements Action {
        @Override
        public String sentence() {
            return "reboot, and wait until the host is back (at most " + limit.toSeconds() + " s)";
        }
    }

    /** Makes the missing keys and certificates on the operator's side. */
    record MakePki(String summary) implements Action {
        @Override
        public String sentence() {
            return summary;
        }
    }
}
