package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The state of a systemd service, by name without {@code .service}, or of a timer. */
public record UnitFact(String unit) implements Fact<UnitState> {
    private static final Source SOURCE = new Source();

    /** As systemctl wants it: what has no other ending is a service. */
    public static String systemdName(String unit) {
        return unit.endsWith(".timer") ? unit : unit + ".service";
    }

    @Override
    public FactSource<UnitFact, UnitState> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<UnitFact, UnitState> {
        @Override
        public String name() {
            return "units";
        }

        @Override
        public String script(List<UnitFact> facts) {
            var units = facts.stream().map(UnitFact::unit).toList();
            String services = ShellQuote.quote(units.stream().map(UnitFact::systemdName).toList());
            return """
            systemctl show -p LoadState -p ActiveState -p SubState -p UnitFileState -p NeedDaemonReload -- %s | for unit in %s; do
              echo "unit $unit"
              while read -r line && [ -n "$line" ]; do echo "$line"; done
              [ -e "/run/kprov/$unit.stamp" ] && while read -r sum path; do echo "stamp $sum $path"; done <"/run/kprov/$unit.stamp"
            done\
            """
                    .formatted(services, ShellQuote.quote(units));
        }

        @Override
        public List<String> words(UnitFact fact) {
            return List.of(fact.unit);
        }

        @Override
        public Map<UnitFact, UnitState> parse(List<UnitFact> facts, List<String> output) {
            var properties = new HashMap<String, Map<String, String>>();
            var stamps = new HashMap<String, Map<String, String>>();
            String unit = "";
            for (String line : output) {
                int equals = line.indexOf('=');
                if (line.startsWith("unit ")) {
                    unit = line.substring(5);
                    properties.put(unit, new HashMap<>());
                    stamps.put(unit, new HashMap<>());
                } else if (line.startsWith("stamp ")) {
                    String[] words = line.split(" +", 3);
                    if (words.length == 3) {
                        stamps.getOrDefault(unit, new HashMap<>()).put(words[2], words[1]);
                    }
                } else if (equals > 0) {
                    properties
                            .getOrDefault(unit, new HashMap<>())
                            .put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            var answers = new HashMap<UnitFact, UnitState>();
            for (UnitFact fact : facts) {
                var of = properties.getOrDefault(fact.unit, Map.of());
                answers.put(
                        fact,
                        new UnitState(
                                of.getOrDefault("LoadState", "not-found").equals("loaded"),
                                of.getOrDefault("ActiveState", "unknown"),
                                of.getOrDefault("SubState", "unknown"),
                                of.getOrDefault("UnitFileState", "").startsWith("enabled"),
                                of.getOrDefault("NeedDaemonReload", "no").equals("yes"),
                                Map.copyOf(stamps.getOrDefault(fact.unit, Map.of()))));
            }
            return answers;
        }
    }
}
