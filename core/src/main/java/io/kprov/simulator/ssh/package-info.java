/**
 * Simulated machines behind real SSH: MINA's own server in this process, on loopback ports. Start
 * at {@link io.kprov.simulator.ssh.SimulatedSshServers}. May use {@code simulator} and {@code
 * model}.
 */
@NullMarked
package io.kprov.simulator.ssh;

import org.jspecify.annotations.NullMarked;
