package io.kprov.lockfile;

import io.kprov.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code kprov.lock} as text: JSON with one value per line, so that a difference reads well. */
final class LockText {
    private static final int FORMAT = 1;
    private static final String ABOUT =
            "Written by kprov lock: review and commit it, do not edit it.";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private LockText() {}

    static String print(LockFile lock) {
        ObjectNode root = JSON.createObjectNode();
        root.put("about", ABOUT);
        root.put("format", FORMAT);
        root.put("kubernetes", lock.kubernetes().toString());
        root.put("architecture", LockFile.ARCHITECTURE);
        var artifacts = root.putArray("artifacts");
        for (Artifact artifact : lock.artifacts()) {
            ObjectNode node = artifacts.addObject();
            node.put("name", artifact.program().lockName());
            node.put("version", artifact.version());
            node.put("path", artifact.path());
            artifact.size().ifPresent(size -> node.put("size", size));
            node.put("sha256", artifact.sha256());
        }
        var images = root.putArray("images");
        for (LockedImage image : lock.images()) {
            ObjectNode node = images.addObject();
            node.put("reference", image.reference());
            node.put("digest", image.digest());
            node.put("neededBy", image.audience().lockName());
        }
        return JSON.writer().with(printer()).writeValueAsString(root) + "\n";
    }

    private static DefaultPrettyPrinter printer() {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer =
                new DefaultPrettyPrinter(
                        Separators.createDefaultInstance()
                                .withObjectNameValueSpacing(Separators.Spacing.AFTER));
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        return printer;
    }

    /**
     * Reads what {@link #print} wrote.
     *
     * @throws IllegalArgumentException saying what is wrong and where
     */
    static LockFile parse(String text) {
        Node root = new Node(tree(text), "");
        long format = root.number("format").orElse(0);
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "format is %d, this kprov reads %d".formatted(format, FORMAT));
        }
        root.allow("about", "format", "kubernetes", "architecture", "artifacts", "images");
        if (!root.text("architecture").equals(LockFile.ARCHITECTURE)) {
            throw root.wrong("architecture", "is not " + LockFile.ARCHITECTURE);
        }
        return new LockFile(
                root.value("kubernetes", KubernetesVersion::parse),
                root.list("artifacts", LockText::artifact),
                root.list("images", LockText::image));
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException(
                    "line %d: %s"
                            .formatted(
                                    notJson.getLocation().getLineNr(),
                                    notJson.getOriginalMessage()),
                    notJson);
        }
    }

    private static Artifact artifact(Node node) {
        node.allow("name", "version", "path", "size", "sha256");
        return new Artifact(
                node.value("name", Program::fromName),
                node.text("version"),
                node.text("path"),
                node.number("size"),
                node.text("sha256"));
    }

    private static LockedImage image(Node node) {
        node.allow("reference", "digest", "neededBy");
        return new LockedImage(
                node.text("reference"),
                node.text("digest"),
                node.value("neededBy", Audience::fromName));
    }

    /** An object of the file, which knows where it stands. */
    private record Node(JsonNode json, String place) {
        Node {
            if (!json.isObject()) {
                throw new IllegalArgumentException(
                        (place.isEmpty() ? "the content" : place) + " is not an object");
            }
        }

        void allow(String... names) {
            Set<String> unknown = new TreeSet<>(json.propertyNames());
            unknown.removeAll(Set.of(names));
            if (!unknown.isEmpty()) {
                throw wrong(unknown.iterator().next(), "is unknown");
            }
        }

        String text(String name) {
            JsonNode value = json.path(name);
            if (!value.isString()) {
                throw wrong(name, value.isMissingNode() ? "is missing" : "is not text");
            }
            return value.stringValue();
        }

        OptionalLong number(String name) {
            JsonNode value = json.path(name);
            if (value.isMissingNode()) {
                return OptionalLong.empty();
            }
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw wrong(name, "is not a whole number");
            }
            return OptionalLong.of(value.longValue());
        }

        <T> T value(String name, Function<String, Optional<T>> parse) {
            String text = text(name);
            return parse.apply(text).orElseThrow(() -> wrong(name, "is unknown: \"" + text + "\""));
        }

        <T> List<T> list(String name, Function<Node, T> parse) {
            if (!json.path(name).isArray()) {
                throw wrong(name, "is not a list");
            }
            var items = new ArrayList<T>();
            for (JsonNode item : json.path(name)) {
                String at = name + "[" + items.size() + "]";
                Node node = new Node(item, at);
                try {
                    items.add(parse.apply(node));
                } catch (IllegalArgumentException wrong) {
                    String message = String.valueOf(wrong.getMessage());
                    throw message.startsWith(at)
                            ? wrong
                            : new IllegalArgumentException(at + ": " + message, wrong);
                }
            }
            return items;
        }

        IllegalArgumentException wrong(String name, String how) {
            return new IllegalArgumentException(
                    (place.isEmpty() ? "" : place + ".") + name + " " + how);
        }
    }
}
