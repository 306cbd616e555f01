package io.kprov.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.lockfile.VersionTable;
import io.kprov.model.KubernetesVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The key table is true to itself: its examples and defaults have the types that it names. */
class InventoryKeysTest {

    static Stream<Key> keys() {
        var keys = new ArrayList<Key>();
        collect(InventoryKeys.ROOT, keys);
        return keys.stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void every_key_is_described_and_its_example_and_default_are_right(Key key) throws Exception {
        assertThat(key.description()).endsWith(".");
        for (String written :
                Stream.concat(key.fallback().stream(), Stream.of(key.example())).toList()) {
            if (written.isEmpty()
                    || (key.type() instanceof KeyType.OneOf && !written.startsWith("{"))) {
                continue;
            }
            var report = new Report("example");
            var paths = new FilePaths(Path.of("/nonexistent"), Path.of("/nonexistent"));
            var environment =
                    new Environment(
                            name -> Optional.of("set"),
                            Path.of("/nonexistent"),
                            Path.of("/nonexistent"));
            Tree tree = YamlReader.read(written).orElseThrow();
            new ShapeReader(report, new References(environment, paths))
                    .read(tree, key.type(), "key");

            assertThat(report.findings())
                    .filteredOn(finding -> !finding.message().startsWith("there is no file"))
                    .as("%s: %s", key.name(), written)
                    .isEmpty();
        }
    }

    @Test
    void the_version_keys_are_those_of_the_version_table() {
        Key versions =
                InventoryKeys.ROOT.keys().stream()
                        .filter(key -> key.name().equals("versions"))
                        .findFirst()
                        .orElseThrow();

        assertThat(versions.type())
                .isInstanceOfSatisfying(
                        KeyType.Block.class,
                        block ->
                                assertThat(block.keys())
                                        .extracting(Key::name)
                                        .containsExactlyInAnyOrderElementsOf(VersionTable.names()));
        assertThat(KubernetesVersion.SUPPORTED_MINORS)
                .containsExactlyElementsOf(VersionTable.minors());
    }

    private static void collect(KeyType type, List<Key> found) {
        switch (type) {
            case KeyType.Block(List<Key> keys) -> keys.forEach(key -> collect(key, found));
            case KeyType.OneOf(List<Key> forms) -> forms.forEach(form -> collect(form, found));
            case KeyType.Either(_, KeyType map) -> collect(map, found);
            case KeyType.Many(KeyType item, _, _) -> collect(item, found);
            case KeyType.Named(_, KeyType value) -> collect(value, found);
            case KeyType.Text _, KeyType.Choice _, KeyType.Whole _, KeyType.Free _ -> {}
        }
    }

    private static void collect(Key key, List<Key> found) {
        found.add(key);
        collect(key.type(), found);
    }
}
