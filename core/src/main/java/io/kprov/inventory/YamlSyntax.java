package io.kprov.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * The parser's complaints in kprov's words: with a place, and without the text around it, which the
 * parser would quote even if it is a password.
 */
final class YamlSyntax {
    private record Saying(String parserSays, String message, String suggestion) {}

    /** For these the parser's own place is the file's end, far from the mistake. */
    private static final String UNCLOSED_QUOTE = "unexpected end of stream";

    private static final String UNCLOSED_BRACKET = "expected ',' or";

    private static final List<Saying> SAYINGS =
            List.of(
                    new Saying(
                            "'\\t(TAB)'",
                            "a tab is used for indentation",
                            "write spaces; YAML knows no tabs there"),
                    new Saying(
                            "Nesting Depth exceeded",
                            "maps and lists are nested more than 50 levels deep",
                            "no inventory needs that; is this the right file?"),
                    new Saying(
                            "Number of aliases",
                            "there are too many aliases (*name)",
                            "write the values out"),
                    new Saying(
                            "undefined alias",
                            "an alias (*name) has no anchor (&name) before it",
                            "put text that starts with * in quotes"),
                    new Saying(
                            "tag",
                            "YAML tags are not supported",
                            "put text that starts with ! in quotes"),
                    new Saying(
                            "but found another document",
                            "there is a second YAML document",
                            "one file holds one cluster: write each to a file of its own"),
                    new Saying(
                            "expected <document start>",
                            "there is text after the end of the document",
                            "check the indentation of this line and the one before"),
                    new Saying(
                            "mapping values are not allowed here",
                            "a colon stands where no key can be",
                            "check the indentation; put text that contains \": \" in quotes"),
                    new Saying(
                            "could not find expected ':'",
                            "this is neither a key with a colon nor part of the value before it",
                            "write key: value, and check the indentation"),
                    new Saying(
                            "expected <block end>",
                            "the indentation does not fit what stands before",
                            "keys of one map start in one column"),
                    new Saying(
                            UNCLOSED_BRACKET,
                            "the { or [ here is not closed, or a comma is missing in it",
                            "check brackets and commas"),
                    new Saying(
                            UNCLOSED_QUOTE, "the quote that starts here is not closed", "close it"),
                    new Saying(
                            "cannot start any token",
                            "this character cannot start a value",
                            "put the text in quotes"),
                    new Saying(
                            "escape",
                            "this escape is not known in double quotes",
                            "use single quotes where \\ is meant as itself"));

    private YamlSyntax() {}

    /**
     * @param here how far the parser had read, for complaints without a place
     */
    static YamlProblem problem(YAMLException refused, String text, Place here) {
        if (refused instanceof ReaderException reader) {
            return new YamlProblem(
                    placeOf(reader.getPosition(), text),
                    "there is a control character, U+%04X".formatted(reader.getCodePoint()),
                    "remove it, or write it as an escape in double quotes");
        }
        String says = String.valueOf(refused.getMessage());
        Place place = here;
        if (refused instanceof MarkedYAMLException marked) {
            says = marked.getContext() + " " + marked.getProblem();
            boolean unclosed = says.contains(UNCLOSED_QUOTE) || says.contains(UNCLOSED_BRACKET);
            place = place(unclosed ? marked.getContextMark() : marked.getProblemMark());
        }
        for (Saying saying : SAYINGS) {
            if (says.contains(saying.parserSays)) {
                return new YamlProblem(place, saying.message, saying.suggestion);
            }
        }
        return new YamlProblem(
                place, "this is not valid YAML", "check the indentation, quotes and brackets here");
    }

    private static Place place(@Nullable Mark mark) {
        return mark == null ? Place.START : new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Place placeOf(int codePoint, String text) {
        int index =
                text.offsetByCodePoints(
                        0, Math.min(codePoint, text.codePointCount(0, text.length())));
        String before = text.substring(0, index);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Place(line, index - (before.lastIndexOf('\n') + 1) + 1);
    }
}
