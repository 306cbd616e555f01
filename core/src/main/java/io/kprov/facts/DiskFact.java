package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file system that holds a path, or will hold it when the path is there; empty when the machine
 * does not tell.
 */
public record DiskFact(String path) implements Fact<Optional<Disk>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<DiskFact, Optional<Disk>> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<DiskFact, Optional<Disk>> {
        private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (\\d{1,18}) (.*)");

        @Override
        public String name() {
            return "disks";
        }

        @Override
        public String script(List<DiskFact> facts) {
            return """
            for path in %s; do
              at=$path
              until [ -e "$at" ]; do at=${at%%/*}; at=${at:-/}; done
              echo "$(df -Pm "$at" | awk 'NR == 2 { print $2, $4 }') $path"
            done\
            """
                    .formatted(ShellQuote.quote(facts.stream().map(DiskFact::path).toList()));
        }

        @Override
        public List<String> words(DiskFact fact) {
            return List.of(fact.path);
        }

        @Override
        public Map<DiskFact, Optional<Disk>> parse(List<DiskFact> facts, List<String> output) {
            var disks = new HashMap<String, Disk>();
            for (String line : output) {
                var found = LINE.matcher(line);
                if (found.matches()) {
                    disks.put(
                            found.group(3),
                            new Disk(
                                    Long.parseLong(found.group(1)),
                                    Long.parseLong(found.group(2))));
                }
            }
            var answers = new HashMap<DiskFact, Optional<Disk>>();
            for (DiskFact fact : facts) {
                answers.put(fact, Optional.ofNullable(disks.get(fact.path)));
            }
            return answers;
        }
    }
}
