package io.kprov.step;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The certificates in a text, to compare texts by: what stands between them is of no meaning. */
public record CaPem(String blocks) {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    public static CaPem of(String text) {
        return new CaPem(
                BLOCK.matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .map(block -> block.replaceAll("\\s", ""))
                        .collect(Collectors.joining("\n")));
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }
}
