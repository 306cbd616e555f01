package io.kprov.inventory;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML text to a {@link Tree}. Nothing is constructed from the text (no tags, no types), aliases
 * are shared and counted, and depth and size are limited, so that no text can cost much.
 */
final class YamlReader {
    private static final int DEEPEST = 50;
    private static final long MOST_PARTS = 500_000;

    private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Tree> trees = new IdentityHashMap<>();

    private YamlReader() {}

    /** The document; empty when the text has only comments and blanks. */
    static Optional<Tree> read(String text) throws YamlProblem {
        var options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(InventoryText.LARGEST);
        options.setMaxAliasesForCollections(10_000);
        var reader = new StreamReader(text);
        try {
            var composer =
                    new Composer(new ParserImpl(reader, options), new UntypedResolver(), options);
            Node root = composer.getSingleNode();
            return root == null ? Optional.empty() : Optional.of(new YamlReader().tree(root));
        } catch (YAMLException refused) {
            var here = new Place(reader.getLine() + 1, reader.getColumn() + 1);
            throw YamlSyntax.problem(refused, text, here);
        }
    }

    /** Leaves every scalar a string, so that any other tag is one that somebody wrote. */
    private static final class UntypedResolver extends Resolver {
        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return switch (kind) {
                case mapping -> Tag.MAP;
                case sequence -> Tag.SEQ;
                case scalar, anchor -> Tag.STR;
            };
        }
    }

    private Tree tree(Node node) throws YamlProblem {
        if (size(node) > MOST_PARTS) {
            throw new YamlProblem(
                    place(node),
                    "the document is too large once its aliases are written out",
                    "write fewer aliases (*name)");
        }
        return convert(node);
    }

    /** How many parts the node has once aliases are written out; a shared node is walked once. */
    private long size(Node node) throws YamlProblem {
        Long known = sizes.get(node);
        if (known != null) {
            if (known < 0) {
                throw new YamlProblem(
                        place(node), "an anchor contains its own alias", "write the value out");
            }
            return known;
        }
        sizes.put(node, -1L);
        long size = 1;
        for (Node child : children(node)) {
            size = Math.min(MOST_PARTS + 1, size + size(child));
        }
        sizes.put(node, size);
        return size;
    }

    private static List<Node> children(Node node) {
        return switch (node) {
            case SequenceNode sequence -> sequence.getValue();
            case MappingNode mapping ->
                    mapping.getValue().stream().map(NodeTuple::getValueNode).toList();
            default -> List.of();
        };
    }

    private Tree convert(Node node) throws YamlProblem {
        Tree known = trees.get(node);
        if (known != null) {
            return known;
        }
        Tree tree =
                switch (node) {
                    case SequenceNode sequence -> sequence(sequence);
                    case MappingNode mapping -> mapping(mapping);
                    case ScalarNode scalar -> scalar(scalar);
                    default -> throw new IllegalStateException("a fourth sort of YAML node");
                };
        trees.put(node, tree);
        return tree;
    }

    private Tree sequence(SequenceNode node) throws YamlProblem {
        refuseTag(node, Tag.SEQ);
        var items = new ArrayList<Tree>();
        for (Node item : node.getValue()) {
            items.add(convert(item));
        }
        return new Tree.Sequence(place(node), List.copyOf(items));
    }

    private Tree mapping(MappingNode node) throws YamlProblem {
        refuseTag(node, Tag.MAP);
        var entries = new ArrayList<Tree.Entry>();
        for (NodeTuple tuple : node.getValue()) {
            entries.add(
                    new Tree.Entry(
                            place(tuple.getKeyNode()),
                            key(tuple.getKeyNode()),
                            convert(tuple.getValueNode())));
        }
        return new Tree.Mapping(place(node), List.copyOf(entries));
    }

    private static String key(Node node) throws YamlProblem {
        if (!(node instanceof ScalarNode scalar)) {
            throw new YamlProblem(
                    place(node),
                    "a key must be a word",
                    "put text that starts with { or [ in quotes");
        }
        refuseTag(scalar, Tag.STR);
        if (scalar.isPlain() && scalar.getValue().equals("<<")) {
            throw new YamlProblem(
                    place(node),
                    "merge keys (<<) are not supported, YAML 1.2 has none",
                    "write the keys out");
        }
        return scalar.getValue();
    }

    private static Tree scalar(ScalarNode node) throws YamlProblem {
        refuseTag(node, Tag.STR);
        ScalarKind kind = node.isPlain() ? ScalarKind.ofPlain(node.getValue()) : ScalarKind.STRING;
        return new Tree.Scalar(place(node), node.getValue(), kind);
    }

    private static void refuseTag(Node node, Tag expected) throws YamlProblem {
        if (!node.getTag().equals(expected)) {
            throw new YamlProblem(
                    place(node),
                    "YAML tags are not supported",
                    "put text that starts with ! in quotes");
        }
    }

    private static Place place(Node node) {
        Mark mark = node.getStartMark();
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
