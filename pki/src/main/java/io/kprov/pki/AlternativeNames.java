package io.kprov.pki;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The DNS names and IP addresses that a certificate answers for, each in one spelling and once, in
 * the order given.
 */
public record AlternativeNames(List<String> dnsNames, List<String> addresses) {
    public AlternativeNames {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }

    static AlternativeNames none() {
        return new AlternativeNames(List.of(), List.of());
    }

    /**
     * Tells addresses from names by their form.
     *
     * @throws IllegalArgumentException when a text is neither
     */
    static AlternativeNames of(Collection<String> namesAndAddresses) {
        Set<String> dnsNames = new LinkedHashSet<>();
        Set<String> addresses = new LinkedHashSet<>();
        for (String text : namesAndAddresses) {
            if (Names.isAddress(text)) {
                addresses.add(Names.requireAddress(text));
            } else {
                dnsNames.add(Names.requireDnsName(text));
            }
        }
        return new AlternativeNames(List.copyOf(dnsNames), List.copyOf(addresses));
    }

    /** Names first, then addresses. */
    public List<String> all() {
        List<String> all = new ArrayList<>(dnsNames);
        all.addAll(addresses);
        return all;
    }

    List<String> without(AlternativeNames others) {
        Set<String> known = Set.copyOf(others.all());
        return all().stream().filter(name -> !known.contains(name)).toList();
    }
}
