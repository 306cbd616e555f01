package io.kprov.step.upgrade;

import io.kprov.error.Problem;
import io.kprov.facts.Disk;
import io.kprov.facts.DiskFact;
import io.kprov.facts.Fact;
import io.kprov.facts.ImagesFact;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Program;
import io.kprov.lockfile.Unpack;
import io.kprov.model.Host;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.runtime.PullImages;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the new images and programs fit on the host's disks beside those in use, before anything
 * is fetched. What stays free must not go below the kubelet's thresholds: it would take images away
 * again, and evict pods. A host that has everything is asked for nothing.
 */
public record CheckRoom() implements Step {
    private static final DiskFact IMAGES = new DiskFact("/var/lib/containerd");
    private static final DiskFact KUBELET = new DiskFact("/var/lib/kubelet");
    private static final DiskFact PROGRAMS = new DiskFact("/opt/kprov");

    /**
     * MiB of an image: kube-proxy, the largest of 1.36, takes 49 as it is pulled and 123 unpacked;
     * those of a control plane are together about 1 GiB.
     */
    private static final int IMAGE_MIB = 170;

    /** An archive and what comes out of it, in sizes of the archive. */
    private static final int UNPACKED = 4;

    /** MiB of a program whose size no site told. */
    private static final int PROGRAM_MIB = 150;

    /**
     * What comes to a disk.
     *
     * @param of what is there afterwards
     * @param keep the kubelet's threshold of it, if it watches this disk
     */
    private record Need(DiskFact of, long mib, Optional<HardEviction> keep) {}

    @Override
    public String id() {
        return "check-room";
    }

    @Override
    public String title() {
        return "check that the new versions fit on the disk";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return programs(blueprint, host).findAny().isPresent();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>(List.of(PROGRAMS));
        if (host.isNode()) {
            facts.addAll(List.of(new ImagesFact(), IMAGES, KUBELET));
        }
        programs(blueprint, host).forEach(program -> facts.addAll(program.facts(blueprint, host)));
        return facts;
    }

    private static Stream<StoreProgram> programs(Blueprint blueprint, Host host) {
        return Stream.of(Program.values())
                .map(StoreProgram::new)
                .filter(program -> program.appliesTo(blueprint, host));
    }

    @Override
    public Decision decide(View view) {
        var needs = needs(view);
        if (needs.stream().allMatch(need -> need.mib == 0)) {
            return new Decision.Skip("nothing has to come");
        }
        return needs.stream()
                .filter(need -> need.mib > 0)
                .flatMap(need -> view.get(need.of).stream())
                .distinct()
                .flatMap(disk -> lack(view, disk, needs).stream())
                .findFirst()
                .<Decision>map(lack -> new Decision.Blocked(problem(view.host(), lack)))
                .orElseGet(() -> new Decision.Skip("the new versions fit on the disk"));
    }

    private static List<Need> needs(View view) {
        var needs = new ArrayList<Need>();
        needs.add(new Need(PROGRAMS, programsMib(view), Optional.empty()));
        if (view.host().isNode()) {
            long images = (long) IMAGE_MIB * PullImages.missing(view).size();
            needs.add(new Need(IMAGES, images, Optional.of(HardEviction.IMAGES)));
            needs.add(new Need(KUBELET, 0, Optional.of(HardEviction.NODE)));
        }
        return needs;
    }

    private static long programsMib(View view) {
        return programs(view.blueprint(), view.host())
                .filter(program -> program.isMissing(view))
                .map(program -> view.blueprint().lock().artifact(program.program()))
                .mapToLong(CheckRoom::mib)
                .sum();
    }

    private static long mib(Artifact artifact) {
        if (artifact.size().isEmpty()) {
            return PROGRAM_MIB;
        }
        long mib = artifact.size().getAsLong() / (1024 * 1024) + 1;
        return artifact.program().unpack() instanceof Unpack.SingleFile ? mib : UNPACKED * mib;
    }

    /** What is wrong with a disk, if anything. */
    private static Optional<String> lack(View view, Disk disk, List<Need> needs) {
        var here =
                needs.stream()
                        .filter(need -> view.get(need.of).filter(disk::equals).isPresent())
                        .toList();
        long needed = here.stream().mapToLong(Need::mib).sum();
        long keep =
                here.stream()
                        .flatMap(need -> need.keep.stream())
                        .mapToLong(threshold ->
                                threshold.mib(view.cluster(), view.host(), disk.sizeMiB()))
                        .max()
                        .orElse(0);
        if (disk.freeMiB() - needed >= keep) {
            return Optional.empty();
        }
        var paths = here.stream().map(need -> need.of.path()).toList();
        String lack =
                "the disk of %s has %d MiB free of %d, and about %d are needed"
                        .formatted(
                                String.join(", ", paths), disk.freeMiB(), disk.sizeMiB(), needed);
        return Optional.of(
                keep == 0
                        ? lack
                        : lack
                                + "; with less than %d left the kubelet evicts pods"
                                        .formatted(keep));
    }

    private static Problem problem(Host host, String lack) {
        return new Problem(
                host + " has no room for the new versions",
                lack,
                "nothing was fetched to it",
                "make room on that disk, or give the host a larger one; then run the same command again");
    }
}
