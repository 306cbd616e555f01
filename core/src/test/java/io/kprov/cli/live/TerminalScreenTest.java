package io.kprov.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.utils.AttributedString;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is on a terminal after drawings. */
class TerminalScreenTest {
    private final ScreenTerminal.VirtualTerminal virtual;
    private final TerminalScreen screen;

    TerminalScreenTest() throws IOException {
        virtual = ScreenTerminal.withTerminal("test", "xterm-256color", 40, 6);
        virtual.terminal().writer().println("$ kprov apply");
        virtual.terminal().flush();
        screen = new TerminalScreen(virtual.terminal(), false);
    }

    @AfterEach
    void close() throws IOException {
        virtual.terminal().close();
    }

    private static List<AttributedString> table(String... lines) {
        return Stream.of(lines).map(AttributedString::new).toList();
    }

    private List<String> shown() {
        return virtual.screen()
                .toString()
                .lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void a_table_is_drawn_anew_in_place_and_taken_away_at_the_end() {
        screen.draw(List.of(), table("head 1", "cp-1 pulls", "w-1 waits"));
        screen.draw(List.of(), table("head 2", "cp-1 joins"));

        assertThat(shown()).containsExactly("$ kprov apply", "head 2", "cp-1 joins");

        screen.close();

        assertThat(shown()).containsExactly("$ kprov apply");
    }

    @Test
    void lines_above_stay_and_scroll() {
        screen.draw(List.of(), table("head", "cp-1", "w-1"));
        screen.draw(List.of("one", "two"), table("head", "cp-1", "w-1"));
        screen.draw(List.of("three"), table("head", "cp-1", "w-1"));

        assertThat(shown()).containsExactly("two", "three", "head", "cp-1", "w-1");
    }

    @Test
    void what_the_terminal_itself_writes_below_is_wiped() {
        screen.draw(List.of(), table("head", "cp-1"));
        virtual.terminal().writer().print("^C");
        screen.draw(List.of("interrupted"), table("head", "cp-1"));

        assertThat(shown()).containsExactly("$ kprov apply", "interrupted", "head", "cp-1");
    }

    @Test
    void a_resize_is_followed() {
        screen.draw(List.of(), table("head", "cp-1 does something"));
        virtual.terminal().setSize(Size.of(60, 6));
        virtual.screen().setSize(Size.of(60, 6));

        assertThat(screen.columns()).isEqualTo(60);

        screen.draw(
                List.of(), table("head", "cp-1 does something else that is longer than before"));

        assertThat(shown())
                .containsExactly(
                        "$ kprov apply",
                        "head",
                        "cp-1 does something else that is longer than before");
    }

    @Test
    void keys_are_not_echoed_into_the_table() {
        assertThat(virtual.terminal().getAttributes().getLocalFlag(LocalFlag.ECHO)).isFalse();
    }
}
