package io.kprov.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Logs of libraries: nothing, unless they are asked for. */
final class Logging {
    private Logging() {}

    static void configure(boolean debug) {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(debug ? Level.INFO : Level.OFF);
        }
    }
}
