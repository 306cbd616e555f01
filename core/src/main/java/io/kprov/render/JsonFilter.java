package io.kprov.render;

import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code {{ value | json }}}: the value as JSON, which is also YAML, and for strings a TOML basic
 * string. So a template never guesses whether a value needs quotes.
 */
final class JsonFilter extends AbstractExtension implements Filter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The value as JSON on one line, maps in their own order. */
    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    @Override
    public Map<String, Filter> getFilters() {
        return Map.of("json", this);
    }

    @Override
    public List<String> getArgumentNames() {
        return List.of();
    }

    @Override
    public Object apply(
            Object value,
            Map<String, Object> arguments,
            PebbleTemplate self,
            EvaluationContext context,
            int line) {
        return json(value);
    }
}
