package io.kprov.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A host on the command line, as it stands in the inventory afterwards: {@code
 * name=w-9,address=10.0.0.29,roles=worker,zone=b}, several roles with a plus between.
 */
record HostEntry(Map<String, String> keys) {
    private static final List<String> ORDER =
            List.of("name", "address", "roles", "zone", "region", "pool");
    private static final Set<String> REQUIRED = Set.of("name", "address");

    /** What YAML reads as a text without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9-]*|[0-9]+(\\.[0-9]+){3}");

    private static final Set<String> NO_TEXT = Set.of("true", "false", "null", "yes", "no");

    String name() {
        return keys.getOrDefault("name", "");
    }

    /** One line of YAML. */
    String yaml() {
        var parts = new ArrayList<String>();
        for (String key : ORDER) {
            if (keys.containsKey(key)) {
                String value = keys.get(key);
                parts.add(
                        key
                                + ": "
                                + (key.equals("roles")
                                        ? "["
                                                + String.join(
                                                        ", ",
                                                        List.of(value.split("\\+", -1)).stream()
                                                                .map(HostEntry::quoted)
                                                                .toList())
                                                + "]"
                                        : quoted(value)));
            }
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() && !NO_TEXT.contains(value)
                ? value
                : JsonMapper.shared().writeValueAsString(value);
    }

    /** Reads the words; what they mean is for the inventory's own rules. */
    static final class Converter implements ITypeConverter<HostEntry> {
        @Override
        public HostEntry convert(String text) {
            var keys = new LinkedHashMap<String, String>();
            for (String pair : text.split(",", -1)) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                if (equals < 0 || !ORDER.contains(key)) {
                    throw new TypeConversionException(
                            "'%s' is not one of %s, with = and a value"
                                    .formatted(pair, String.join(" ", ORDER)));
                }
                if (keys.put(key, pair.substring(equals + 1)) != null) {
                    throw new TypeConversionException(key + " is there twice");
                }
            }
            if (!keys.keySet().containsAll(REQUIRED)) {
                throw new TypeConversionException("a host has a name and an address at least");
            }
            keys.putIfAbsent("roles", "worker");
            return new HostEntry(Map.copyOf(keys));
        }
    }
}
