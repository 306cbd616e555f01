package io.kprov.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as a POSIX shell does (IEEE 1003.1, 2.2 Quoting), and knows
 * nothing else of the shell: no expansion, no operators.
 */
final class WordSplitter {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private WordSplitter(String line) {
        this.line = line;
    }

    /**
     * The words of a line.
     *
     * @throws IllegalArgumentException when a quote is not closed
     */
    static List<String> split(String line) {
        return new WordSplitter(line).words();
    }

    private List<String> words() {
        while (at < line.length()) {
            char next = line.charAt(at++);
            switch (next) {
                case ' ', '\t', '\n' -> endWord();
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> escaped();
                default -> add(next);
            }
        }
        endWord();
        return List.copyOf(words);
    }

    private void add(char character) {
        word.append(character);
        inWord = true;
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void singleQuoted() {
        int end = line.indexOf('\'', at);
        if (end < 0) {
            throw open("'");
        }
        word.append(line, at, end);
        inWord = true;
        at = end + 1;
    }

    private void doubleQuoted() {
        inWord = true;
        while (at < line.length()) {
            char next = line.charAt(at++);
            if (next == '"') {
                return;
            }
            if (next == '\\' && at < line.length() && "$`\"\\\n".indexOf(line.charAt(at)) >= 0) {
                next = line.charAt(at++);
            }
            word.append(next);
        }
        throw open("\"");
    }

    private void escaped() {
        if (at == line.length()) {
            throw open("\\");
        }
        add(line.charAt(at++));
    }

    private static IllegalArgumentException open(String quote) {
        return new IllegalArgumentException("no end of " + quote);
    }
}
