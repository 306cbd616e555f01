/**
 * Where things happen: {@link io.kprov.engine.Fleet} holds the connections, {@link
 * io.kprov.engine.Gatherer} looks at hosts, and {@link io.kprov.engine.Executor} acts, looks again,
 * and goes on only when the second answer is Skip. Waiting is done by {@link
 * io.kprov.engine.Waiter} alone. {@link io.kprov.engine.ClusterLock} keeps a second run out. May
 * use {@code plan}, {@code remote} and what those may use.
 */
@NullMarked
package io.kprov.engine;

import org.jspecify.annotations.NullMarked;
