package io.kprov.step;

import io.kprov.command.Command;
import io.kprov.facts.FileState;
import io.kprov.lockfile.Artifact;
import io.kprov.render.HostFile;
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
            String size =
                    artifact.size().isPresent()
                            ? (artifact.size().getAsLong() + 1_048_575) / 1_048_576 + " MiB, "
                            : "";
            return "fetch "
                    + artifact
                    + " ("
                    + size
                    + "sha256 "
                    + artifact.sha256().substring(0, 12)
                    + "...)";
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

    /** Makes the missing keys and certificates on the operator's side. */
    record MakePki(String summary) implements Action {
        @Override
        public String sentence() {
            return summary;
        }
    }
}
