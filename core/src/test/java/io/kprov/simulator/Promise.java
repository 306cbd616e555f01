package io.kprov.simulator;

/** What kprov promises, whatever befalls it. */
enum Promise {
    /** Running the same command again comes to an end. */
    COMES_TO_AN_END,
    /** The end is the one that an undisturbed run reaches. */
    SAME_END,
    /** What runs is what is written. */
    IN_FORCE,
    /** What was done is not done again. */
    ONCE,
    /** etcd keeps its quorum. */
    QUORUM,
    /** No second control plane is taken down while one is down by our own hand. */
    ONE_AT_A_TIME,
    /** No worker's kubelet is newer than an API server. */
    SKEW,
    /** Nothing is changed that no plan named. */
    ONLY_PLANNED,
    /** No secret is shown. */
    NO_SECRET,
    /** A plan after the end is empty. */
    EMPTY_SECOND_PLAN
}
