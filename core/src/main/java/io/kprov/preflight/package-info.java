/**
 * What must be true of hosts before anything is changed, and stays true afterwards: start at {@link
 * io.kprov.preflight.Checks}, the one list; {@link io.kprov.preflight.Preflight} asks and judges.
 * Every check has a name, used in its message and in the inventory's {@code preflight.waive}. Pure
 * functions over facts: no connection. May use {@code model}, {@code facts}, {@code step}'s view,
 * {@code render}, {@code lockfile}, {@code os}, {@code error}.
 */
@NullMarked
package io.kprov.preflight;

import org.jspecify.annotations.NullMarked;
