package io.kprov.inventory;

import io.kprov.inventory.Tree.Scalar;
import java.util.Optional;

/** Reads single values: strings with a form, words of a choice, numbers. */
final class ScalarReader {
    private final Report report;
    private final References references;

    ScalarReader(Report report, References references) {
        this.report = report;
        this.references = references;
    }

    Optional<Value> text(Tree tree, KeyType.Text type, String path) {
        Optional<Scalar> scalar = scalar(tree, "a string", path);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        String written = scalar.get().text();
        boolean referring = References.isIn(written);
        if (!scalar.get().kind().isString()) {
            refuseOtherKind(scalar.get(), type, path);
            return Optional.empty();
        }
        Optional<String> resolved = references.resolve(written, path, report);
        if (resolved.isEmpty()) {
            return Optional.empty();
        }
        if (referring) {
            report.hide(path);
        }
        if (type.secret() && !referring) {
            report.warning(
                    path,
                    "is written in the inventory in plain text",
                    "use \"${env:NAME}\" or \"${file:path}\"");
        }
        if (!type.format().accepts(resolved.get())) {
            refuseForm(written, type, referring, path);
            return Optional.empty();
        }
        return Optional.of(
                new Value.Text(resolved.get(), referring && !References.isAFile(written)));
    }

    private void refuseOtherKind(Scalar scalar, KeyType.Text type, String path) {
        if (type.secret()) {
            report.error(path, "must be a string, not " + scalar.kind().word(), "put it in quotes");
        } else if (type.format().accepts(scalar.text())) {
            report.error(
                    path,
                    "must be a string, not " + scalar.kind().word(),
                    "write " + Quoted.text(scalar.text()));
        } else {
            refuseForm(scalar.text(), type, false, path);
        }
    }

    private void refuseForm(String written, KeyType.Text type, boolean referring, String path) {
        if (type.secret()) {
            report.error(path, "the value is not " + type.format().what());
        } else if (referring) {
            report.error(
                    path,
                    "the value of " + Quoted.text(written) + " is not " + type.format().what());
        } else {
            String message = Quoted.text(written) + " is not " + type.format().what();
            report.errorAt(report.placeOf(path), path, message, type.format().suggestion(written));
        }
    }

    Optional<Value> choice(Tree tree, KeyType.Choice type, String path) {
        Optional<Scalar> scalar = scalar(tree, "a string", path);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        String written = scalar.get().text();
        if (type.words().contains(written)) {
            return Optional.of(new Value.Text(written));
        }
        report.errorAt(
                report.placeOf(path),
                path,
                Quoted.text(written) + " is not one of " + String.join(", ", type.words()),
                Optional.ofNullable(type.refused().get(written))
                        .or(() ->
                                Suggestions.nearest(written, type.words())
                                        .map(near -> "did you mean " + Quoted.text(near) + "?")));
        return Optional.empty();
    }

    Optional<Value> whole(Tree tree, KeyType.Whole type, String path) {
        Optional<Scalar> scalar = scalar(tree, "a number", path);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        String written = scalar.get().text();
        String range = "a number from " + type.least() + " to " + type.most();
        if (scalar.get().kind() == ScalarKind.INTEGER && written.length() <= 9) {
            int number = Integer.parseInt(written);
            if (number >= type.least() && number <= type.most()) {
                return Optional.of(new Value.Whole(number));
            }
        } else if (written.matches("[1-9][0-9]{0,8}")) {
            report.error(
                    path,
                    "must be " + range + ", not a string",
                    "write " + written + " without quotes");
            return Optional.empty();
        }
        report.error(path, Quoted.text(written) + " is not " + range);
        return Optional.empty();
    }

    /** The text of a scalar anywhere, with its references resolved. */
    Optional<String> resolved(Scalar scalar, String path) {
        return references.resolve(scalar.text(), path, report);
    }

    private Optional<Scalar> scalar(Tree tree, String expected, String path) {
        if (tree instanceof Scalar scalar) {
            if (scalar.kind() != ScalarKind.NULL) {
                return Optional.of(scalar);
            }
            report.error(path, "has no value", "write one, or remove the key");
            return Optional.empty();
        }
        report.error(path, "must be " + expected + ", not " + tree.kindWord());
        return Optional.empty();
    }
}
