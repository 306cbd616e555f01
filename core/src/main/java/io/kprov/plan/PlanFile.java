package io.kprov.plan;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedAction;
import io.kprov.state.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A plan kept for later: {@code plan --out FILE} saves it, {@code apply --plan FILE} does what it
 * shows and nothing else.
 *
 * @param inventorySha256 digest of the inventory file that the plan was made from
 */
public record PlanFile(Plan plan, String inventorySha256) {
    private static final int FORMAT = 1;

    /**
     * The plan with the digest of the inventory as it is now.
     *
     * @throws KprovException FAILED when the inventory cannot be read
     */
    public static PlanFile of(Plan plan, Path inventory) {
        return new PlanFile(plan, sha256(inventory));
    }

    /** The plan as JSON, for {@code -o json}. */
    public static String toJson(Plan plan) {
        return PlanJson.JSON.writeValueAsString(PlanJson.write(plan)) + "\n";
    }

    /** Whether the inventory is still the one that the plan was made from. */
    public boolean fits(Path inventory) {
        return inventorySha256.equals(sha256(inventory));
    }

    /**
     * Writes the plan for its owner only: it holds no secret, but says much about the hosts.
     *
     * @throws KprovException FAILED when the file cannot be written
     */
    public void save(Path file) {
        var root = PlanJson.JSON.createObjectNode();
        root.put("format", FORMAT).put("inventorySha256", inventorySha256);
        root.set("plan", PlanJson.write(plan));
        try {
            AtomicFile.write(
                    file, PlanJson.JSON.writeValueAsString(root) + "\n", AtomicFile.Readers.OWNER);
        } catch (IOException failed) {
            throw new KprovException(
                    ExitCode.FAILED,
                    List.of(
                            new Problem(
                                    "the plan could not be saved as " + file,
                                    failed.toString(),
                                    "nothing was changed on any host",
                                    "name a file in a directory that exists and is yours")),
                    failed);
        }
    }

    /**
     * Reads a saved plan.
     *
     * @throws KprovException USAGE when the file is not there, not a plan, or of another format
     */
    public static PlanFile load(Path file) {
        try {
            JsonNode root = PlanJson.JSON.readTree(Files.readString(file));
            int format = root.required("format").intValue();
            if (format != FORMAT) {
                throw refused(
                        file,
                        "its format is " + format + ", and this kprov reads " + FORMAT,
                        new IOException("format " + format));
            }
            return new PlanFile(
                    PlanJson.read(root.required("plan")),
                    root.required("inventorySha256").stringValue());
        } catch (IOException unreadable) {
            throw refused(file, unreadable.toString(), unreadable);
        } catch (JacksonException | IllegalArgumentException | DateTimeException notOurs) {
            throw refused(file, "it is not a plan that kprov saved", notOurs);
        }
    }

    private static KprovException refused(Path file, String why, Exception cause) {
        return new KprovException(
                ExitCode.USAGE,
                List.of(
                        new Problem(
                                "the saved plan " + file + " cannot be used",
                                why,
                                "nothing was changed on any host",
                                "make it anew: kprov plan --out " + file)),
                cause);
    }

    /**
     * What a fresh look at the hosts wants and the saved plan did not show, a sentence each. Doing
     * less than was shown is fine.
     */
    public static List<String> unshown(Plan saved, Plan fresh) {
        var shown = shown(saved);
        var removals = new HashSet<String>();
        saved.changes()
                .filter(step -> Sums.isRemoval(step.answer()))
                .forEach(step -> removals.add(step.key()));
        var unshown = new ArrayList<String>();
        fresh.changes()
                .forEach(step -> {
                    if (!(step.answer() instanceof Answer.Change(_, var reason, var actions))) {
                        return;
                    }
                    String where = step.host() + ": " + step.title() + ": ";
                    var known = shown.getOrDefault(step.key(), Set.of());
                    var others =
                            actions.stream()
                                    .filter(action -> !known.contains(action.fingerprint()))
                                    .map(PlannedAction::sentence)
                                    .toList();
                    others.forEach(sentence -> unshown.add(where + sentence));
                    if (others.isEmpty()
                            && Sums.isRemoval(step.answer())
                            && !removals.contains(step.key())) {
                        unshown.add(where + "removes: " + reason);
                    }
                });
        return List.copyOf(unshown);
    }

    private static Map<String, Set<String>> shown(Plan saved) {
        var shown = new HashMap<String, Set<String>>();
        saved.changes()
                .forEach(step -> {
                    if (step.answer() instanceof Answer.Change(_, _, var actions)) {
                        var fingerprints =
                                shown.computeIfAbsent(step.key(), key -> new HashSet<>());
                        actions.forEach(action -> fingerprints.add(action.fingerprint()));
                    }
                });
        return shown;
    }

    private static String sha256(Path inventory) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(Files.readAllBytes(inventory)));
        } catch (IOException failed) {
            throw new KprovException(
                    ExitCode.FAILED,
                    List.of(
                            new Problem(
                                    "the inventory " + inventory + " could not be read",
                                    failed.toString(),
                                    "nothing was changed on any host",
                                    "see to the file, then repeat the command")),
                    failed);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
