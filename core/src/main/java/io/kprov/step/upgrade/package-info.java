/**
 * Other versions on a host of a cluster that runs: looked at, fetched beforehand, taken up while
 * nothing else runs there, and taken back when they do not work.
 */
@NullMarked
package io.kprov.step.upgrade;

import org.jspecify.annotations.NullMarked;
