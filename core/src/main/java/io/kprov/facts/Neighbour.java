package io.kprov.facts;

/**
 * Who answers for an address in the host's own network segment.
 *
 * @param answers whether somebody answered during the look
 * @param linkAddress MAC address of who did, empty text when that is unknown
 */
public record Neighbour(boolean answers, String linkAddress) {

    public static Neighbour silent() {
        return new Neighbour(false, "");
    }
}
