/**
 * The lab and the stories told on it: containers with systemd, a real sshd and a real Kubernetes.
 * Here live the harness ({@link io.kprov.it.Lab}, {@link io.kprov.it.LabHost}), the tool as a user
 * runs it ({@link io.kprov.it.KprovCli}) and eyes of our own on the result ({@link
 * io.kprov.it.Kubectl}). A story asserts what is true on the hosts, never what kprov says of itself
 * alone; so nothing here uses a class of kprov. Start at {@link io.kprov.it.LabIT}.
 */
@NullMarked
package io.kprov.it;

import org.jspecify.annotations.NullMarked;
