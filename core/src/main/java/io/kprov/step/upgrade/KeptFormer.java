package io.kprov.step.upgrade;

import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.HostFacts;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Program;
import io.kprov.render.Digests;
import io.kprov.step.Blueprint;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a host keeps of the versions before, until the next upgrade. */
public final class KeptFormer {
    static final String FOLDER = "/var/lib/kprov/former";

    /** Written last; says for which upgrade it was kept. */
    static final FileFact MARK = FileFact.content(FOLDER + "/target");

    /** Where the links led: a path and its target on each line. */
    static final FileFact LINKS = FileFact.content(FOLDER + "/links");

    /** The upgrade that kubeadm has done its part of. */
    static final FileFact KUBEADM_DONE = FileFact.content("/var/lib/kprov/kubeadm-upgraded");

    /** The questions to a node that tell of an upgrade that has not ended. */
    static final Set<Fact<?>> FACTS = Set.of(MARK, KUBEADM_DONE);

    private KeptFormer() {}

    /** The mark's content for the upgrade to this lock. */
    static String target(Blueprint blueprint) {
        return Digests.ofText(
                blueprint.lock().artifacts().stream()
                        .map(Artifact::toString)
                        .sorted()
                        .collect(Collectors.joining("\n")));
    }

    /** Whether kubeadm has not done its part of an upgrade that has begun. */
    static boolean waitsForKubeadm(Blueprint blueprint, HostFacts facts) {
        return isThere(blueprint, facts) && !facts.get(KUBEADM_DONE).says(target(blueprint));
    }

    /** The version of a program that the host goes back to; empty when none is kept. */
    static Optional<String> version(HostFacts facts, Program program) {
        return facts.get(LINKS).content().stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(program.oneLink() + " "))
                .flatMap(line -> Artifact.versionOf(line.substring(line.indexOf(' ') + 1)).stream())
                .findFirst();
    }

    /** Whether a host with these facts keeps what it was before the upgrade to this lock. */
    static boolean isThere(Blueprint blueprint, HostFacts facts) {
        return facts.knows(MARK) && facts.get(MARK).says(target(blueprint));
    }
}
