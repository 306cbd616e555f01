package io.kprov.step;

import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.HostFacts;
import io.kprov.facts.OwnFilesFact;
import io.kprov.render.HostFile;
import io.kprov.render.PathPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files that a step is responsible for, compared with what is on the host.
 *
 * @param meanings by path, what a file is whose bytes are random or secret: see {@link
 *     Action.PutFile}
 * @param only where no other file of kprov's may be: one that was written for an earlier wish is
 *     removed, one of somebody else's is not looked at
 */
public record WantedFiles(
        List<HostFile> files, Map<String, String> meanings, List<PathPattern> only) {

    public WantedFiles {
        files = List.copyOf(files);
        meanings = Map.copyOf(meanings);
        only = List.copyOf(only);
    }

    public WantedFiles(List<HostFile> files) {
        this(files, List.of());
    }

    public WantedFiles(List<HostFile> files, List<PathPattern> only) {
        this(files, Map.of(), only);
    }

    /** Files of the PKI. */
    public static WantedFiles of(List<PkiFile> pki) {
        return new WantedFiles(
                pki.stream().map(PkiFile::file).toList(),
                pki.stream()
                        .collect(
                                Collectors.toMap(wanted -> wanted.file().path(), PkiFile::meaning)),
                List.of());
    }

    public Set<Fact<?>> facts() {
        var facts = new LinkedHashSet<Fact<?>>();
        files.forEach(file -> facts.add(FileFact.of(file)));
        only.forEach(pattern -> facts.add(new OwnFilesFact(pattern)));
        return facts;
    }

    /** A write for each file that is not as wanted, and the removal of what nobody wants. */
    public List<Action> changes(HostFacts facts) {
        var changes = new ArrayList<Action>();
        for (HostFile file : files) {
            FileState state = facts.get(FileFact.of(file));
            if (!state.is(file)) {
                changes.add(
                        new Action.PutFile(file, state, meanings.getOrDefault(file.path(), "")));
            }
        }
        leftovers(facts).forEach(path -> changes.add(new Action.RemoveFile(path)));
        return changes;
    }

    /** Files that kprov wrote for an earlier wish, sorted. */
    private Set<String> leftovers(HostFacts facts) {
        var leftovers = new TreeSet<String>();
        only.forEach(pattern -> leftovers.addAll(facts.get(new OwnFilesFact(pattern)).own()));
        files.forEach(file -> leftovers.remove(file.path()));
        return leftovers;
    }

    /** Whether a file at this path is one that an earlier wish had and that is there no more. */
    boolean isGone(String path, HostFacts facts) {
        return files.stream().noneMatch(file -> file.path().equals(path))
                && only.stream()
                        .anyMatch(pattern ->
                                pattern.matches(path)
                                        && !facts.get(new OwnFilesFact(pattern)).has(path));
    }

    /** Why there are changes, in words. */
    public String reason(HostFacts facts) {
        var reasons = new ArrayList<String>();
        for (HostFile file : files) {
            reasons.addAll(reason(file, facts.get(FileFact.of(file))));
        }
        leftovers(facts).forEach(path -> reasons.add("remove " + path + ": no longer wanted"));
        return String.join(", ", reasons);
    }

    /** What is wrong with one file; empty when nothing is. */
    public static List<String> reason(HostFile wanted, FileState state) {
        return switch (state) {
            case FileState.Absent _ -> List.of(wanted.path() + " is missing");
            case FileState.Special(var type) -> List.of(wanted.path() + " is a " + type);
            case FileState.Present present when present.is(wanted) -> List.of();
            case FileState.Present(var mode, var owner, var digest, _) ->
                    List.of(
                            digest.equals(wanted.sha256())
                                    ? wanted.path()
                                            + " is "
                                            + mode
                                            + " "
                                            + owner
                                            + ", not "
                                            + wanted.mode()
                                            + " "
                                            + wanted.owner()
                                    : wanted.path() + " differs");
        };
    }

    /** Whether none of them exists: a first installation. */
    public boolean allAbsent(HostFacts facts) {
        return files.stream().allMatch(file -> facts.get(FileFact.of(file)).isAbsent());
    }
}
