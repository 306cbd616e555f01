/**
 * Which exact files and images a cluster is built from: the table of versions that go together, and
 * {@code kprov.lock}, where each file has its sha256 and each image its digest. Start at {@link
 * io.kprov.lockfile.LockFile} for what a run reads and at {@link io.kprov.lockfile.LockResolver}
 * for how {@code kprov lock} makes it. Talks HTTP to download sites and registries, never to hosts.
 * May use {@code model}, {@code error} and {@code state}.
 */
@NullMarked
package io.kprov.lockfile;

import org.jspecify.annotations.NullMarked;
