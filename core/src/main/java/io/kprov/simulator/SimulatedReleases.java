package io.kprov.simulator;

import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.LockFile;
import io.kprov.lockfile.LockedImage;
import io.kprov.lockfile.Wanted;
import io.kprov.model.Cluster;
import io.kprov.render.Digests;
import java.util.OptionalLong;

/**
 * What simulated machines download: releases with made-up digests, for a lock without a look-up.
 */
public final class SimulatedReleases {
    private static final long SIZE = 48_000_000;

    private SimulatedReleases() {}

    /** A lock of everything that the cluster wants. */
    public static LockFile lock(Cluster cluster) {
        var wanted = Wanted.of(cluster);
        return new LockFile(
                wanted.kubernetes(),
                wanted.releases().stream()
                        .map(release ->
                                new Artifact(
                                        release.program(),
                                        release.version(),
                                        release.path(),
                                        OptionalLong.of(SIZE),
                                        Digests.ofText(release.path())))
                        .toList(),
                wanted.images().stream()
                        .map(image ->
                                new LockedImage(
                                        image.reference(),
                                        "sha256:" + Digests.ofText(image.reference()),
                                        image.audience()))
                        .toList());
    }
}
