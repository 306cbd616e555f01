package io.kprov.pki;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * That certificates are wanted anew which would still do. It says how old they may be, not that
 * they be made: so it stays true when it is done, and may be done in several tries.
 *
 * @param since what was made before is made again; whole seconds
 * @param items which
 * @param newKeys whether they get new keys as well
 */
public record Renewal(Instant since, Set<Item> items, boolean newKeys) {

    /**
     * A certificate of the cluster.
     *
     * @param id the row of the catalog
     * @param node whose it is; absent for what there is one of in the cluster
     */
    public record Item(String id, Optional<String> node) {}

    public Renewal {
        items = Set.copyOf(items);
    }

    boolean covers(WantedCertificate wanted) {
        return items.contains(new Item(wanted.id(), wanted.node()));
    }

    boolean isDue(WantedCertificate wanted, ParsedCertificate found) {
        return covers(wanted) && found.validity().made().isBefore(since);
    }
}
