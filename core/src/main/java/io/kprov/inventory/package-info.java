/**
 * The inventory: from YAML text to a valid {@link io.kprov.model.Cluster}, or to every problem at
 * once, each with file, line and column. The only YAML reader of the tool. Start at {@link
 * io.kprov.inventory.InventoryReader}; what keys there are is one table, {@link
 * io.kprov.inventory.InventoryKeys}, and what must hold between them is one list, {@link
 * io.kprov.inventory.Rules}. May use {@code model}, {@code error} and {@code pki}'s key algorithm.
 */
@NullMarked
package io.kprov.inventory;

import org.jspecify.annotations.NullMarked;
