/**
 * SSH with Apache MINA SSHD, which nothing else of the tool imports. Start at {@link
 * io.kprov.remote.ssh.SshConnector}: it resolves a host to an {@link
 * io.kprov.remote.ssh.SshTarget}, dials it (through bastions), checks its key against {@link
 * io.kprov.remote.ssh.KnownHosts}, logs in, and hands out a {@link io.kprov.remote.Remote}. May use
 * {@code model}, {@code command}, {@code error}, {@code remote}. Reads no environment variable and
 * no system property: {@link io.kprov.remote.ssh.SshEnvironment} brings them.
 */
@NullMarked
package io.kprov.remote.ssh;

import org.jspecify.annotations.NullMarked;
