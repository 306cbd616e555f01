/**
 * Plans as data: {@link io.kprov.plan.Planner} asks every step of a procedure and writes the
 * answers down, without a connection; {@link io.kprov.plan.PlanPrinter} shows them, {@link
 * io.kprov.plan.PlanFile} keeps them. May use {@code procedure}, {@code step}, {@code facts}, for
 * digests {@code render} and for files {@code state}.
 */
@NullMarked
package io.kprov.plan;

import org.jspecify.annotations.NullMarked;
