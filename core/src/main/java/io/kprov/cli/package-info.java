/**
 * The command line: one class per command, each parses, calls one thing, prints. {@link
 * io.kprov.cli.Main} is the only wiring, {@link io.kprov.cli.Console} the only door to the
 * terminal. May use everything.
 */
@NullMarked
package io.kprov.cli;

import org.jspecify.annotations.NullMarked;
