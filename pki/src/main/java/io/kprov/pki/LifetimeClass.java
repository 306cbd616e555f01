package io.kprov.pki;

/** Which of the inventory's lifetimes a certificate gets. */
public enum LifetimeClass {
    CA,
    LEAF
}
