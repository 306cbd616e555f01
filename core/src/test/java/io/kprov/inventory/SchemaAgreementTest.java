package io.kprov.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The published JSON Schema and the validator say the same of everything that a schema can say. */
class SchemaAgreementTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JsonSchemaPage.schema());
    private static final Path FULL = TestInventories.CASES.resolve("full.yaml");

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory;

    static Stream<Path> valid() {
        return Stream.of(
                        TestInventories.yamlFiles(TestInventories.EXAMPLES),
                        TestInventories.yamlFiles(TestInventories.CASES.resolve("warnings")),
                        Stream.of(FULL))
                .flatMap(files -> files);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void both_accept(Path file) throws Exception {
        assertThat(TestInventories.lines(file)).noneMatch(line -> !line.contains("warning: "));
        assertThat(SCHEMA.validate(json(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "address-is-not-an-address",
                "algorithm-that-kubeadm-cannot-read",
                "another-kind",
                "choices",
                "endpoint-forms",
                "endpoint-is-a-url",
                "flags-and-drop-ins",
                "fingerprints",
                "free-settings",
                "labels-and-taints",
                "lifetime-forms",
                "missing-keys",
                "names",
                "no-head",
                "pools",
                "not-an-inventory",
                "numbers-out-of-range",
                "one-of",
                "passphrase-is-a-line",
                "passphrase-is-a-typo",
                "passphrase-is-both",
                "passphrase-is-no-words",
                "passphrase-is-nothing",
                "one-of-without-value",
                "sites-and-registries",
                "ssh",
                "unknown-keys",
                "unknown-checks",
                "version-too-new",
                "version-too-old",
                "version-without-patch",
                "wrong-types"
            })
    void both_refuse(String name) throws Exception {
        Path file = TestInventories.CASES.resolve("bad/" + name + ".yaml");

        assertThat(TestInventories.isValid(file)).isFalse();
        assertThat(SCHEMA.validate(json(file))).isNotEmpty();
    }

    @Test
    void both_refuse_a_value_of_the_wrong_type_at_every_key() throws Exception {
        JsonNode full = json(FULL);
        List<String> pointers = pointers(full, "");

        assertThat(pointers).hasSizeGreaterThan(100);
        for (String pointer : pointers) {
            if (insideSettings(pointer)) {
                continue;
            }
            JsonNode changed = full.deepCopy();
            replace(changed, pointer, JSON.createArrayNode().add(JSON.createArrayNode()));
            assertBothRefuse(changed, "a list of lists at " + pointer);
        }
    }

    @Test
    void both_refuse_an_unknown_key_in_every_map() throws Exception {
        JsonNode full = json(FULL);
        for (String pointer : pointers(full, "")) {
            if (!full.at(pointer).isObject()
                    || insideSettings(pointer)
                    || pointer.endsWith("/config")) {
                continue;
            }
            JsonNode changed = full.deepCopy();
            ((ObjectNode) changed.at(pointer)).putArray("un known");
            assertBothRefuse(changed, "an unknown key in " + pointer);
        }
    }

    @Test
    void both_miss_the_same_keys() throws Exception {
        JsonNode full = json(FULL);
        for (String pointer : pointers(full, "")) {
            JsonNode changed = full.deepCopy();
            int slash = pointer.lastIndexOf('/');
            if (!(changed.at(pointer.substring(0, slash)) instanceof ObjectNode parent)) {
                continue;
            }
            parent.remove(pointer.substring(slash + 1).replace("~1", "/"));
            boolean missing =
                    TestInventories.lines(write(changed)).stream()
                            .anyMatch(line ->
                                    line.contains(" is missing")
                                            || line.contains("exactly one key"));
            assertThat(SCHEMA.validate(changed).isEmpty())
                    .as("without %s", pointer)
                    .isEqualTo(!missing);
        }
    }

    private void assertBothRefuse(JsonNode changed, String what) throws IOException {
        assertThat(TestInventories.isValid(write(changed))).as("the validator, %s", what).isFalse();
        assertThat(SCHEMA.validate(changed)).as("the schema, %s", what).isNotEmpty();
    }

    /** JSON is YAML; the references of the full inventory start at its own directory. */
    private Path write(JsonNode inventory) throws IOException {
        Path secrets = directory.resolve("secrets");
        if (!Files.exists(secrets)) {
            Files.createDirectory(secrets);
            for (String name : List.of("password", "id_test", "policy.yaml", "backup.crt")) {
                Files.copy(FULL.resolveSibling("secrets").resolve(name), secrets.resolve(name));
            }
        }
        return Files.writeString(
                directory.resolve("inventory.yaml"), JSON.writeValueAsString(inventory));
    }

    private static boolean insideSettings(String pointer) {
        return pointer.contains("/config/");
    }

    private static List<String> pointers(JsonNode node, String at) {
        var found = new ArrayList<String>();
        if (node instanceof ObjectNode object) {
            object.forEachEntry((key, value) -> {
                String below = at + "/" + key.replace("/", "~1");
                found.add(below);
                found.addAll(pointers(value, below));
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                found.add(at + "/" + i);
                found.addAll(pointers(array.get(i), at + "/" + i));
            }
        }
        return found;
    }

    private static void replace(JsonNode root, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        String last = pointer.substring(slash + 1).replace("~1", "/");
        switch (root.at(pointer.substring(0, slash))) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array -> array.set(Integer.parseInt(last), value);
            default -> throw new IllegalStateException(pointer);
        }
    }

    private static JsonNode json(Path file) throws Exception {
        return json(YamlReader.read(Files.readString(file)).orElseThrow());
    }

    private static JsonNode json(Tree tree) {
        return switch (tree) {
            case Tree.Mapping(_, var entries) -> {
                ObjectNode object = JSON.createObjectNode();
                entries.forEach(entry -> object.set(entry.key(), json(entry.value())));
                yield object;
            }
            case Tree.Sequence(_, var items) -> {
                ArrayNode array = JSON.createArrayNode();
                items.forEach(item -> array.add(json(item)));
                yield array;
            }
            case Tree.Scalar(_, String text, ScalarKind kind) ->
                    switch (kind) {
                        case STRING, AMBIGUOUS_WORD -> JSON.getNodeFactory().stringNode(text);
                        case BOOLEAN ->
                                JSON.getNodeFactory().booleanNode(Boolean.parseBoolean(text));
                        case NULL -> JSON.getNodeFactory().nullNode();
                        case INTEGER, AMBIGUOUS_NUMBER, DECIMAL ->
                                JSON.getNodeFactory().numberNode(new BigDecimal(text));
                    };
        };
    }
}
