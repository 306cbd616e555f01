package io.kprov.cli.live;

import java.util.List;
import org.jline.utils.AttributedString;

/** The bottom of a terminal, where a table is drawn anew in place. Not for several threads. */
public interface Screen extends AutoCloseable {
    /** Columns of the terminal as it is now. */
    int columns();

    /** Rows of the terminal as it is now. */
    int rows();

    /**
     * Draws.
     *
     * @param above lines that stay, above the table
     * @param table in place of the one drawn before
     */
    void draw(List<String> above, List<AttributedString> table);

    /** Takes the table away and leaves the terminal as it was. */
    @Override
    void close();
}
