package io.kprov.facts;

/**
 * A question to a host, as a record: equal questions are asked once.
 *
 * @param <A> type of the answer
 */
public interface Fact<A> {

    /** Who knows how to ask it and to read the answer. */
    FactSource<? extends Fact<A>, A> source();
}
