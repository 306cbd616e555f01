/**
 * Steps of the container runtime: containerd's configuration and the images that are pulled
 * beforehand. May use what {@code step} may use.
 */
@NullMarked
package io.kprov.step.runtime;

import org.jspecify.annotations.NullMarked;
