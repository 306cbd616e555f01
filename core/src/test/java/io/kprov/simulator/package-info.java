/** Procedures on simulated hosts, and the simulator itself. */
@NullMarked
package io.kprov.simulator;

import org.jspecify.annotations.NullMarked;
