package io.kprov.inventory;

import io.kprov.inventory.Tree.Entry;
import io.kprov.inventory.Tree.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads settings of other programs, e.g. KubeletConfiguration: YAML's own types, in the order in
 * which they are written. What YAML 1.1 and 1.2 read differently is refused, since those programs
 * are not all of one mind.
 */
final class FreeReader {
    private final Report report;
    private final ScalarReader scalars;

    FreeReader(Report report, ScalarReader scalars) {
        this.report = report;
        this.scalars = scalars;
    }

    Map<String, Object> map(Tree.Mapping mapping, String path) {
        var map = new LinkedHashMap<String, Object>();
        for (Entry entry : mapping.entries()) {
            String at = KeyPath.child(path, entry.key());
            if (map.containsKey(entry.key())) {
                report.errorAt(
                        entry.place(), at, "the key is there twice", Optional.of("remove one"));
            }
            value(entry.value(), at).ifPresent(value -> map.put(entry.key(), value));
        }
        return map;
    }

    private Optional<Object> value(Tree tree, String path) {
        report.remember(path, tree.place());
        return switch (tree) {
            case Tree.Mapping mapping -> Optional.of(map(mapping, path));
            case Tree.Sequence(_, List<Tree> items) -> Optional.of(list(items, path));
            case Scalar scalar -> scalar(scalar, path);
        };
    }

    private List<Object> list(List<Tree> items, String path) {
        var list = new ArrayList<Object>();
        for (int i = 0; i < items.size(); i++) {
            value(items.get(i), KeyPath.item(path, i)).ifPresent(list::add);
        }
        return list;
    }

    private Optional<Object> scalar(Scalar scalar, String path) {
        String text = scalar.text();
        return switch (scalar.kind()) {
            case STRING -> scalars.resolved(scalar, path).map(resolved -> (Object) resolved);
            case BOOLEAN -> Optional.of(text.charAt(0) == 't' || text.charAt(0) == 'T');
            case INTEGER -> integer(text, path);
            case DECIMAL -> Optional.of(Double.parseDouble(text));
            case NULL -> {
                report.error(path, "has no value", "write one, or remove the key");
                yield Optional.empty();
            }
            case AMBIGUOUS_WORD -> {
                report.error(
                        path,
                        "some YAML readers take " + text + " for a boolean, others for a string",
                        "write true or false, or " + Quoted.text(text));
                yield Optional.empty();
            }
            case AMBIGUOUS_NUMBER -> {
                report.error(
                        path,
                        "YAML readers differ about the number " + text,
                        "write a decimal number, or " + Quoted.text(text));
                yield Optional.empty();
            }
        };
    }

    private Optional<Object> integer(String text, String path) {
        if (text.length() > 18) {
            report.error(path, "the number is too large", "put it in quotes if it is a string");
            return Optional.empty();
        }
        long number = Long.parseLong(text);
        return number == (int) number ? Optional.of((int) number) : Optional.of(number);
    }
}
