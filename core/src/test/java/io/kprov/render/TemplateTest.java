package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateTest {
    private static final Path TEMPLATES = Path.of("../templates");
    private static final Pattern TAG = Pattern.compile("\\{\\{(.*?)}}|\\{%-(.*?)%}");
    private static final Pattern LOOP =
            Pattern.compile("\\{%-\\s*for (\\w+) in .*?%}", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("(?<![.\\w|])[a-zA-Z]\\w*");
    private static final Set<String> PEBBLE =
            Set.of("for", "in", "endfor", "if", "else", "endif", "is", "not", "empty");

    @ParameterizedTest
    @MethodSource("templates")
    void placeholders_and_record_components_are_the_same_names(Template<?> template)
            throws IOException {
        var components =
                Arrays.stream(template.values().getRecordComponents())
                        .map(RecordComponent::getName)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(placeholders(Files.readString(TEMPLATES.resolve(template.name()))))
                .as(template.name())
                .isEqualTo(components);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void the_header_names_the_template(Template<?> template) throws IOException {
        assertThat(Files.readString(TEMPLATES.resolve(template.name())))
                .contains(template.header());
    }

    @Test
    void every_file_in_the_folder_has_a_class_that_renders_it() throws IOException {
        try (var walk = Files.walk(TEMPLATES)) {
            assertThat(walk.filter(Files::isRegularFile))
                    .map(file -> TEMPLATES.relativize(file).toString())
                    .containsExactlyInAnyOrderElementsOf(templates().map(Template::name).toList());
        }
    }

    private static Set<String> placeholders(String text) {
        var names = new TreeSet<String>();
        TAG.matcher(text)
                .results()
                .map(tag -> tag.group().replaceAll("\"[^\"]*\"|\\|\\s*\\w+", ""))
                .flatMap(tag -> NAME.matcher(tag).results())
                .forEach(name -> names.add(name.group()));
        names.removeAll(PEBBLE);
        LOOP.matcher(text).results().forEach(loop -> names.remove(loop.group(1)));
        return names;
    }

    static Stream<Template<?>> templates() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.kprov.render")
                        .stream()
                        .map(JavaClass::reflect)
                        .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                        .filter(field -> field.getType().equals(Template.class))
                        .<Template<?>>map(TemplateTest::value)
                        .sorted(Comparator.comparing(Template::name));
    }

    private static Template<?> value(Field field) {
        try {
            field.setAccessible(true);
            return (Template<?>) field.get(null);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
