/**
 * Remote commands as data: lists of words with an optional standard input, and what came back. One
 * class quotes ({@link io.kprov.command.ShellQuote}). May use {@code model} and {@code error} only.
 */
@NullMarked
package io.kprov.command;

import org.jspecify.annotations.NullMarked;
