/**
 * What is true on a host: a {@link io.kprov.facts.Fact} is a question, a {@link
 * io.kprov.facts.FactSource} knows how to ask many of a kind at once in shell and to parse the
 * answer. {@link io.kprov.facts.FactScript} puts all questions to a host into one script, hence one
 * exec. Absence is a case of the answer, never null. May use {@code model} and {@code command}.
 */
@NullMarked
package io.kprov.facts;

import org.jspecify.annotations.NullMarked;
