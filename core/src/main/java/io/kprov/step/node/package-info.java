/**
 * Steps of a single node: the kubelet's unit and settings, joining, labels and taints. May use what
 * {@code step} may use.
 */
@NullMarked
package io.kprov.step.node;

import org.jspecify.annotations.NullMarked;
