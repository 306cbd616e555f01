package io.kprov.inventory;

import java.time.Duration;

/** Rules about how long certificates live. */
final class PkiRules {
    private static final String LEAF = "pki.lifetime.leaf";

    /**
     * The CA/Browser Forum's limit since 2020; clients that hold to it refuse what lives longer.
     */
    private static final Duration LONG = Duration.ofDays(398);

    private PkiRules() {}

    static void leavesLiveNoLongerThanTheirAuthority(Draft draft, Report report) {
        draft.lifetime("leaf")
                .filter(leaf ->
                        draft.lifetime("ca").filter(ca -> leaf.compareTo(ca) > 0).isPresent())
                .ifPresent(leaf ->
                        report.error(
                                LEAF,
                                "certificates would outlive the authority that signs them",
                                "make leaf shorter than ca"));
    }

    static void leavesLiveForAYear(Draft draft, Report report) {
        draft.lifetime("leaf")
                .filter(leaf -> leaf.compareTo(LONG) > 0)
                .ifPresent(leaf ->
                        report.warning(
                                LEAF,
                                "certificates would live for "
                                        + leaf.toDays()
                                        + " days: nobody can take back one whose key was stolen,"
                                        + " and some clients refuse more than 398 days",
                                "use 1y or less: `kprov apply` renews them before they end"));
    }
}
