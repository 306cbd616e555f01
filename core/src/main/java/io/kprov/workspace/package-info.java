/**
 * Everything on the operator's side that belongs to one cluster, opened together: inventory, lock,
 * PKI and state. Start at {@link io.kprov.workspace.Workspace}. May use {@code inventory}, {@code
 * lockfile}, {@code state}, {@code pki}, {@code render} and {@code step}.
 */
@NullMarked
package io.kprov.workspace;

import org.jspecify.annotations.NullMarked;
