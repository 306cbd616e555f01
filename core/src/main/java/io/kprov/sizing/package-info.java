/**
 * How large a cluster is as its inventory has it, and how large it may become: start at {@link
 * io.kprov.sizing.Sizing}. Pure functions of the wish: no host is asked. May use {@code model} and
 * {@code render}.
 */
@NullMarked
package io.kprov.sizing;

import org.jspecify.annotations.NullMarked;
