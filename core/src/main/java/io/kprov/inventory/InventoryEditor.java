package io.kprov.inventory;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Adds hosts to an inventory's text, takes hosts out of it, changes a value; comments, order and
 * layout of all the rest stay as they are. Whoever uses it reads the new text again: that says
 * whether it is still an inventory.
 */
public final class InventoryEditor {
    private final String text;

    /**
     * An editor of this text.
     *
     * @param text of a valid inventory
     */
    public InventoryEditor(String text) {
        this.text = text;
    }

    /**
     * The text with one more host at the end of {@code hosts}.
     *
     * @param entry the host as YAML in one line: {@code {name: w-1, ...}}
     * @throws KprovException INVALID_INVENTORY when the layout leaves no place for it
     */
    public String withHost(String entry) {
        var hosts = hosts();
        var last = hosts.getValue().getLast();
        int end = end(last);
        if (hosts.getFlowStyle() == FlowStyle.FLOW) {
            String separator = startsItsLine(start(last)) ? "," + newLine() + indent(last) : ", ";
            return text.substring(0, end) + separator + entry + text.substring(end);
        }
        int dash = dash(last).orElseThrow(() -> unusual("add by hand: - " + entry));
        int lineEnd = lineEnd(end);
        String line = newLine() + text.substring(lineStart(dash), dash) + "- " + entry;
        return text.substring(0, lineEnd) + line + text.substring(lineEnd);
    }

    /**
     * The text with another plain value, which needs no quotes, in the place of one that is there.
     *
     * @param path keys from the root to it
     * @throws KprovException INVALID_INVENTORY when it is not there
     */
    public String with(List<String> path, String value) {
        Optional<Node> found = Optional.of(root());
        for (String key : path) {
            found = found.flatMap(node -> child(node, key));
        }
        var old =
                found.filter(ScalarNode.class::isInstance)
                        .orElseThrow(() ->
                                unusual(
                                        "it has no value " + String.join(".", path),
                                        "write %s: %s by hand"
                                                .formatted(String.join(".", path), value)));
        return text.substring(0, start(old)) + value + text.substring(end(old));
    }

    /**
     * The text without these hosts; one that it does not have is none of its business.
     *
     * @throws KprovException INVALID_INVENTORY when the layout is one that no part can be cut from
     */
    public String withoutHosts(Set<String> names) {
        var hosts = hosts();
        var items = hosts.getValue();
        var cuts = new ArrayList<Span>();
        for (int i = 0; i < items.size(); i++) {
            if (!names.contains(value(items.get(i), "name").orElse(""))) {
                continue;
            }
            if (hosts.getFlowStyle() == FlowStyle.FLOW) {
                // With the comma behind it; the last that stays must lose the one that is left
                // over.
                boolean nobodyStays =
                        items.subList(i, items.size()).stream()
                                .allMatch(item -> names.contains(value(item, "name").orElse("")));
                if (nobodyStays && i > 0) {
                    cuts.add(new Span(end(items.get(i - 1)), end(items.getLast())));
                    break;
                }
                cuts.add(
                        new Span(
                                start(items.get(i)),
                                i + 1 < items.size()
                                        ? start(items.get(i + 1))
                                        : end(items.get(i))));
            } else {
                int dash =
                        dash(items.get(i))
                                .orElseThrow(() -> unusual("take these hosts out: " + names));
                cuts.add(new Span(lineStart(dash), nextLine(end(items.get(i)))));
            }
        }
        var edited = new StringBuilder(text);
        Collections.reverse(cuts);
        int from = text.length();
        for (Span cut : cuts) {
            edited.delete(cut.from, Math.min(cut.to, from));
            from = cut.from;
        }
        return edited.toString();
    }

    private record Span(int from, int to) {}

    private Node root() {
        var options = new LoaderOptions();
        options.setCodePointLimit(InventoryText.LARGEST);
        try {
            return new Composer(
                            new ParserImpl(new StreamReader(text), options),
                            new Resolver(),
                            options)
                    .getSingleNode();
        } catch (YAMLException refused) {
            throw unusual("it is no YAML", "read what 'kprov validate' says of it");
        }
    }

    private SequenceNode hosts() {
        var root = root();
        if (child(root, "hosts").orElse(root) instanceof SequenceNode hosts
                && !hosts.getValue().isEmpty()) {
            return hosts;
        }
        throw unusual("write hosts as a list");
    }

    private static Optional<Node> child(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple ->
                                tuple.getKeyNode() instanceof ScalarNode name
                                        && name.getValue().equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<String> value(Node node, String key) {
        return child(node, key)
                .filter(ScalarNode.class::isInstance)
                .map(scalar -> ((ScalarNode) scalar).getValue());
    }

    private static KprovException unusual(String next) {
        return unusual(
                "its list of hosts is not one host below the other, nor one list in brackets",
                next);
    }

    private static KprovException unusual(String why, String next) {
        return new KprovException(
                ExitCode.INVALID_INVENTORY,
                new Problem(
                        "the inventory cannot be edited without touching its layout",
                        why,
                        "neither the file nor any host was changed",
                        next + ", then repeat the command"));
    }

    private int start(Node node) {
        return offset(node.getStartMark());
    }

    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    /**
     * Behind the last character of the node's own: a block ends only where the next thing begins.
     */
    private int end(Node node) {
        int end =
                switch (node) {
                    case MappingNode mapping when mapping.getFlowStyle() != FlowStyle.FLOW ->
                            mapping.getValue().stream()
                                    .mapToInt(tuple ->
                                            Math.max(
                                                    end(tuple.getKeyNode()),
                                                    end(tuple.getValueNode())))
                                    .max()
                                    .orElse(offset(node.getEndMark()));
                    case SequenceNode sequence when sequence.getFlowStyle() != FlowStyle.FLOW ->
                            sequence.getValue().stream()
                                    .mapToInt(this::end)
                                    .max()
                                    .orElse(offset(node.getEndMark()));
                    default -> offset(node.getEndMark());
                };
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Where the item's dash is, if nothing but blanks is before it on its line. */
    private Optional<Integer> dash(Node item) {
        int at = start(item) - 1;
        while (at >= 0 && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
            at--;
        }
        return at >= 0 && text.charAt(at) == '-' && startsItsLine(at)
                ? Optional.of(at)
                : Optional.empty();
    }

    private boolean startsItsLine(int at) {
        return text.substring(lineStart(at), at).isBlank();
    }

    private String indent(Node item) {
        return text.substring(lineStart(start(item)), start(item));
    }

    private int lineStart(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    /** Before the line's end, whichever it is. */
    private int lineEnd(int at) {
        int end = text.indexOf('\n', at);
        if (end < 0) {
            return text.length();
        }
        return end > at && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private int nextLine(int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    private String newLine() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }
}
