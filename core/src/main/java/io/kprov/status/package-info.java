/**
 * A cluster's health as named conditions: start at {@link io.kprov.status.Status}, whose list of
 * {@link io.kprov.status.Probe}s is the order on the screen. One look at each host answers all of
 * them. Pure functions over facts: no connection, and the time comes in. May use {@code model},
 * {@code facts}, {@code step} and its questions, {@code render}, {@code lockfile}, {@code error}.
 */
@NullMarked
package io.kprov.status;

import org.jspecify.annotations.NullMarked;
