package io.kprov.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * YAML documents as ordered maps: read from a template, merged with what the inventory says,
 * written in block style. Same maps, same bytes.
 */
final class YamlText {
    private YamlText() {}

    /** The only document of the text. */
    static Map<String, Object> parse(String text) {
        return parseAll(text).getFirst();
    }

    /** Each document of the text, in order. */
    static List<Map<String, Object>> parseAll(String text) {
        var documents = new ArrayList<Map<String, Object>>();
        for (var document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            documents.add(strings((Map<?, ?>) document));
        }
        return documents;
    }

    /** The documents as text, each after a {@code ---} but the first, below the header line. */
    static String dump(String header, List<Map<String, Object>> documents) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setIndent(2);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setDereferenceAliases(true);
        var yaml = new Yaml(new BlockText(options), options);
        return header + documents.stream().map(yaml::dump).collect(Collectors.joining("---\n"));
    }

    private static Map<String, Object> strings(Map<?, ?> map) {
        var strings = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> strings.put(String.valueOf(key), value));
        return strings;
    }

    /** Text of several lines as it reads, after {@code |}. */
    private static final class BlockText extends Representer {
        BlockText(DumperOptions options) {
            super(options);
        }

        @Override
        protected Node representScalar(Tag tag, String value, DumperOptions.ScalarStyle style) {
            return super.representScalar(
                    tag,
                    value,
                    value.indexOf('\n') >= 0 ? DumperOptions.ScalarStyle.LITERAL : style);
        }
    }
}
