package io.kprov.error;

/**
 * Text that came from a host, made harmless: its control characters would be orders to the
 * terminal.
 */
public final class VisibleText {
    private VisibleText() {}

    /** The line with each control character but the tab as its code. */
    public static String of(String line) {
        var shown = new StringBuilder();
        line.codePoints()
                .forEach(each -> {
                    if (Character.isISOControl(each) && each != '\t') {
                        shown.append("\\u%04x".formatted(each));
                    } else {
                        shown.appendCodePoint(each);
                    }
                });
        return shown.toString();
    }
}
