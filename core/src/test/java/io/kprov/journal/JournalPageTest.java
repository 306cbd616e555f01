package io.kprov.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.error.Problem;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on the journal, beside the events. */
class JournalPageTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-zA-Z0-9-]+)` \\| ([^|]+) \\|");

    /** The first two cells of each row of a section's table. */
    private static Map<String, String> table(String section) throws IOException {
        var rows = new LinkedHashMap<String, String>();
        String page = Files.readString(Path.of("../docs/journal.md"));
        String text = page.substring(page.indexOf("\n## " + section + "\n") + 4);
        text.substring(0, text.indexOf("\n## "))
                .lines()
                .forEach(line -> {
                    var row = ROW.matcher(line);
                    if (row.find()) {
                        rows.put(row.group(1), row.group(2));
                    }
                });
        return rows;
    }

    private static List<Class<?>> events() {
        return List.of(Event.class.getPermittedSubclasses());
    }

    private static Stream<RecordComponent> fields(Class<?> event) {
        return Stream.of(event.getRecordComponents());
    }

    @Test
    void the_page_lists_exactly_the_events_with_their_fields() throws IOException {
        var wanted = new LinkedHashMap<String, String>();
        for (Class<?> event : events()) {
            wanted.put(
                    Event.name(event),
                    String.join(
                            ", ",
                            fields(event).map(field -> "`" + field.getName() + "`").toList()));
        }

        assertThat(new ArrayList<>(table("Events").entrySet()))
                .containsExactlyElementsOf(wanted.entrySet());
    }

    @Test
    void the_page_lists_exactly_the_fields_with_their_types() throws IOException {
        var wanted = new LinkedHashMap<String, String>(Map.of("at", "text", "event", "text"));
        events().forEach(event ->
                fields(event).forEach(field -> wanted.put(field.getName(), type(field.getType()))));

        assertThat(table("Fields")).containsExactlyInAnyOrderEntriesOf(wanted);
    }

    private static String type(Class<?> type) {
        if (type == List.class) {
            return "list";
        }
        if (type == Problem.class) {
            return "object";
        }
        return type == String.class || type.isEnum() ? "text" : "number";
    }

    @Test
    void the_page_lists_the_kinds_of_actions() throws IOException {
        String page = Files.readString(Path.of("../docs/journal.md"));

        assertThat(ActionKind.values())
                .allSatisfy(kind -> assertThat(page).contains("`" + kind + "`"));
    }
}
