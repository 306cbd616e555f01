/**
 * Steps of the control plane and of what runs in the cluster for all: init, settings, pod network,
 * DNS. May use what {@code step} may use.
 */
@NullMarked
package io.kprov.step.controlplane;

import org.jspecify.annotations.NullMarked;
