package io.kprov.facts;

import java.util.Optional;

/**
 * What an etcd member has, whether there is a quorum or not.
 *
 * @param data there is some on the disk
 * @param word what it says of itself; empty when it does not run
 */
public record Survivor(boolean data, Optional<Word> word) {

    /**
     * A member's word on how far it is.
     *
     * @param revision of the last write that is in its database
     * @param term of the last election that it knows of
     * @param index of the last entry in its log, written by a quorum or not
     */
    public record Word(long revision, long term, long index) {}
}
