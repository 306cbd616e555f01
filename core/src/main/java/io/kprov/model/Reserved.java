package io.kprov.model;

import java.util.Optional;

/**
 * What a node keeps from its pods, as wished.
 *
 * @param kube for the kubelet and the container runtime: {@code kubeReserved}
 * @param system for everything else on the machine: {@code systemReserved}
 */
public record Reserved(Amount kube, Amount system) {
    /** Every resource of the machine is the pods'. */
    public static final Reserved NOTHING = new Reserved(new Amount.None(), new Amount.None());

    /** How much of a machine. */
    public sealed interface Amount {
        /** kprov says nothing of it. */
        record None() implements Amount {}

        /** As much as suits a machine of its size. */
        record Auto() implements Amount {}

        /** Quantities as Kubernetes writes them, e.g. {@code 100m} and {@code 1Gi}. */
        record Fixed(Optional<String> cpu, Optional<String> memory) implements Amount {}
    }

    /** Whether it can be told only once the machine was looked at. */
    public boolean dependsOnTheMachine() {
        return kube instanceof Amount.Auto;
    }
}
