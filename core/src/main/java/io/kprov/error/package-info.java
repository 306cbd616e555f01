/**
 * What goes wrong, said so that a person can act: {@link io.kprov.error.Problem} and the exit
 * codes. Everyone may use it; it uses nothing.
 */
@NullMarked
package io.kprov.error;

import org.jspecify.annotations.NullMarked;
