package io.kprov.pki;

import java.util.List;

/**
 * Whom a certificate names: to Kubernetes, a user and its groups.
 *
 * @param commonName the user
 * @param organizations the groups, in any order
 */
public record Subject(String commonName, List<String> organizations) {
    public Subject {
        organizations = List.copyOf(organizations);
    }
}
