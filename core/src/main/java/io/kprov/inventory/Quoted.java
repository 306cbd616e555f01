package io.kprov.inventory;

import java.util.regex.Pattern;

/** What the operator wrote, fit for one line of a message. */
final class Quoted {
    private static final int LONGEST = 60;
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/@]*@");

    private Quoted() {}

    /** In quotes, shortened, without control characters and without a URL's user and password. */
    static String text(String written) {
        String shown = CREDENTIALS.matcher(written).replaceAll("://***@");
        shown = shown.length() > LONGEST ? shown.substring(0, LONGEST) + "..." : shown;
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
