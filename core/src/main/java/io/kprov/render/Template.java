package io.kprov.render;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of {@code templates/} and the values that fill it. The placeholders of the file and the
 * components of the record are the same names; a test holds them together.
 *
 * <p>Placeholders are written {@code {{ name }}}, or {@code {{ name | json }}} where the format
 * wants a quoted string, a list or a map (YAML, TOML). Newlines stay as they are; a tag that begins
 * with a minus takes away the one before it.
 *
 * @param name path below {@code templates/}, e.g. {@code haproxy/haproxy.cfg}
 * @param values the record type with the values
 */
record Template<V extends Record>(String name, Class<V> values) {

    /** For files that are the same on every host. */
    record NoValues() {}

    private static final PebbleEngine ENGINE =
            new PebbleEngine.Builder()
                    .loader(loader())
                    .strictVariables(true)
                    .autoEscaping(false)
                    .newLineTrimming(false)
                    .extension(new JsonFilter())
                    .build();

    private static ClasspathLoader loader() {
        var loader = new ClasspathLoader(Template.class.getClassLoader());
        loader.setPrefix("templates");
        return loader;
    }

    /** A template without placeholders. */
    static Template<NoValues> fixed(String name) {
        return new Template<>(name, NoValues.class);
    }

    /** The text of a template without placeholders. */
    static String text(Template<NoValues> template) {
        return template.render(new NoValues());
    }

    /** The text of the file on the host. */
    String render(V record) {
        var text = new StringWriter();
        try {
            ENGINE.getTemplate(name).evaluate(text, placeholders(record));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** The first line of a file whose text is not this template's but made from it. */
    String header() {
        return header("template " + name);
    }

    /** The first line of a file that has the given source; {@code #} begins its comments. */
    static String header(String source) {
        return HostFile.OWN + source + "; changes are overwritten\n";
    }

    private static Map<String, Object> placeholders(Record record) {
        var placeholders = new LinkedHashMap<String, Object>();
        for (var component : record.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                placeholders.put(component.getName(), accessor.invoke(record));
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return placeholders;
    }
}
