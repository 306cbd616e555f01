/**
 * Simulated hosts: a small model of machines and of the cluster on them, good enough that whole
 * procedures run. {@link io.kprov.simulator.SimulatedSite} is the world and the place to start; it
 * makes a {@link io.kprov.simulator.SimulatedMachine} of each host of an inventory. Nothing here
 * interprets shell: scripts of facts are answered from the questions that stand in them as
 * comments, kprov's own scripts are known by the name in their first line, programs by their words,
 * and whatever is unknown exits with 127. May use everything but {@code cli}; {@code simulator.ssh}
 * puts it behind MINA's SSH server.
 */
@NullMarked
package io.kprov.simulator;

import org.jspecify.annotations.NullMarked;
