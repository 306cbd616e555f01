package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.Merged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlTextTest {

    @Test
    void merging_goes_into_maps_and_replaces_lists() {
        var base = YamlText.parse("{a: {b: 1, c: 2}, list: [1, 2], kept: x}");
        var over = YamlText.parse("{a: {c: 3, d: 4}, list: [9], added: y}");

        assertThat(Merged.of(base, over))
                .isEqualTo(YamlText.parse("{a: {b: 1, c: 3, d: 4}, list: [9], kept: x, added: y}"));
    }

    @Test
    void merging_changes_neither_of_its_arguments() {
        var base = YamlText.parse("{a: {b: 1}}");
        Merged.of(base, YamlText.parse("{a: {b: 2}}"));

        assertThat(base).isEqualTo(YamlText.parse("{a: {b: 1}}"));
    }

    @Test
    void texts_that_look_like_other_things_come_back_as_texts() {
        var document = new LinkedHashMap<String, Object>();
        document.put("yes", "true");
        document.put("number", "1.10");
        document.put("empty", "");
        document.put("lines", "a\nb\n");
        document.put("placeholder", "{{token}}");
        var text = YamlText.dump("# header\n", List.of(document, Map.of("second", 1)));

        assertThat(YamlText.parseAll(text)).containsExactly(document, Map.of("second", 1));
        assertThat(text).startsWith("# header\n").contains("lines: |\n  a\n  b\n").endsWith("\n");
    }
}
