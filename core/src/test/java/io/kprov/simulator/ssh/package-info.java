/** Simulated machines as a process of their own, for the benchmarks. */
@NullMarked
package io.kprov.simulator.ssh;

import org.jspecify.annotations.NullMarked;
