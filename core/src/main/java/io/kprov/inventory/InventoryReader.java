package io.kprov.inventory;

import io.kprov.inventory.Tree.Entry;
import io.kprov.inventory.Tree.Mapping;
import io.kprov.inventory.Tree.Scalar;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads an inventory file into a valid cluster. Works offline: no host, no DNS; only the files and
 * variables that the inventory refers to.
 */
public final class InventoryReader {
    private final Environment environment;
    private final Existence existence;

    /** Tells whether a cluster was made from an inventory before. */
    @FunctionalInterface
    public interface Existence {
        boolean of(Path inventory, String cluster);
    }

    /** A reader for a cluster that is yet to be made. */
    public InventoryReader(Environment environment) {
        this(environment, (inventory, cluster) -> false);
    }

    /**
     * A reader that knows which clusters exist. One that does may be between two good states: an
     * even number of etcd members is a warning then.
     */
    public InventoryReader(Environment environment, Existence existence) {
        this.environment = environment;
        this.existence = existence;
    }

    /**
     * Reads the file.
     *
     * @param file relative paths start at the working directory
     * @throws InvalidInventoryException with every error of the file at once
     */
    public LoadedInventory read(Path file) {
        return read(file, InventoryText::read);
    }

    /**
     * The same of a text that is to become the file's.
     *
     * @throws InvalidInventoryException with every error of the text at once
     */
    public LoadedInventory read(Path file, String text) {
        return read(file, _ -> text);
    }

    @FunctionalInterface
    private interface Source {
        String text(Path absolute) throws YamlProblem;
    }

    private LoadedInventory read(Path file, Source source) {
        Path absolute = environment.workingDirectory().resolve(file).normalize().toAbsolutePath();
        var report = new Report(file.toString());
        try {
            String text = source.text(absolute);
            Mapping root = mapping(YamlReader.read(text));
            requireFormat(root);
            Path directory = Optional.ofNullable(absolute.getParent()).orElse(absolute);
            var paths = new FilePaths(environment.home(), directory);
            Section section =
                    new ShapeReader(report, new References(environment, paths)).root(root);
            boolean exists =
                    section.section("metadata")
                            .text("name")
                            .filter(name -> existence.of(absolute, name))
                            .isPresent();
            Draft draft = Draft.of(section, paths, exists);
            Rules.ALL.forEach(rule -> rule.check(draft, report));
            if (!report.hasErrors()) {
                return new LoadedInventory(
                        new ClusterAssembly(section, paths).cluster(),
                        report.findings(),
                        absolute,
                        text);
            }
        } catch (YamlProblem problem) {
            report.errorAt(
                    problem.place(), "", problem.problem(), Optional.of(problem.suggestion()));
        }
        throw new InvalidInventoryException(file.toString(), report.findings());
    }

    private static Mapping mapping(Optional<Tree> document) throws YamlProblem {
        if (document.isEmpty()) {
            throw new YamlProblem(
                    Place.START, "the file is empty", "write an inventory with: kprov init");
        }
        if (document.get() instanceof Mapping mapping) {
            return mapping;
        }
        throw new YamlProblem(
                document.get().place(),
                "an inventory is a map, this is " + document.get().kindWord(),
                startOfInventory());
    }

    /** With another apiVersion or kind every further finding would be noise. */
    private static void requireFormat(Mapping root) throws YamlProblem {
        requireHead(root, "apiVersion", InventoryKeys.API_VERSION);
        requireHead(root, "kind", InventoryKeys.KIND);
    }

    private static void requireHead(Mapping root, String key, String expected) throws YamlProblem {
        List<Entry> entries =
                root.entries().stream().filter(entry -> entry.key().equals(key)).toList();
        if (entries.isEmpty()) {
            throw new YamlProblem(
                    root.place(),
                    "this is no inventory: " + key + " is missing",
                    startOfInventory());
        }
        Tree value = entries.getFirst().value();
        if (!(value instanceof Scalar(_, String text, _)) || !text.equals(expected)) {
            String written =
                    value instanceof Scalar scalar ? Quoted.text(scalar.text()) : value.kindWord();
            throw new YamlProblem(
                    value.place(),
                    key + " is " + written + ", not " + expected,
                    startOfInventory());
        }
    }

    private static String startOfInventory() {
        return "it starts with apiVersion: "
                + InventoryKeys.API_VERSION
                + " and kind: "
                + InventoryKeys.KIND;
    }
}
