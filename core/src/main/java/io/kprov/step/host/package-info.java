/**
 * Steps that prepare the operating system: kernel, swap, packages, time, and the pinned programs.
 * May use what {@code step} may use.
 */
@NullMarked
package io.kprov.step.host;

import org.jspecify.annotations.NullMarked;
