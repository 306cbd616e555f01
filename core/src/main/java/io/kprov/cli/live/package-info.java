/**
 * The table that a run shows on a terminal: {@link io.kprov.cli.live.Board} knows from the events
 * how each host is, {@link io.kprov.cli.live.Frame} makes lines of that, {@link
 * io.kprov.cli.live.TerminalScreen} draws them. Start with {@code Frame}. May use {@code journal}
 * and {@code error}; the only package that uses JLine's terminals.
 */
@NullMarked
package io.kprov.cli.live;

import org.jspecify.annotations.NullMarked;
