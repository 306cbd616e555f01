/**
 * The diary of a run: what happened, when, on which host. {@link io.kprov.journal.RunEvents} makes
 * an {@link io.kprov.journal.Event} of what the engine tells, {@link io.kprov.journal.Journal} puts
 * it on the disk, {@link io.kprov.journal.RunRecord} reads it again. It is never asked what the
 * hosts are like: that is what looking at them is for. May use {@code engine}, {@code step}, {@code
 * state}, {@code model} and {@code error}. The page {@code docs/journal.md} describes the events.
 */
@NullMarked
package io.kprov.journal;

import org.jspecify.annotations.NullMarked;
