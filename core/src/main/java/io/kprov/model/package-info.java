/**
 * The cluster as the operator wishes it: nouns that are valid by construction. Nothing here was
 * discovered on a machine, and nothing here does I/O. Start at {@link io.kprov.model.Cluster}. May
 * use nothing of kprov but {@code io.kprov.pki}'s key algorithm.
 */
@NullMarked
package io.kprov.model;

import org.jspecify.annotations.NullMarked;
