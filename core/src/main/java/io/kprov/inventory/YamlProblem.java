package io.kprov.inventory;

/**
 * The text is not YAML that kprov reads; one problem, since what follows it cannot be trusted. The
 * message never quotes the text, which may hold a secret.
 */
final class YamlProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String suggestion;

    YamlProblem(Place place, String message, String suggestion) {
        super(message);
        this.place = place;
        this.suggestion = suggestion;
    }

    Place place() {
        return place;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String suggestion() {
        return suggestion;
    }
}
