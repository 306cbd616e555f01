package io.kprov.facts;

import io.kprov.command.ShellQuote;
import io.kprov.model.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether an address is in use in the host's network segment: it answers a ping or, within the last
 * seconds, the kernel's question for its MAC address (ARP, RFC 826; neighbour discovery, RFC 4861).
 * An entry that the kernel remembers from earlier proves nothing. A host that has the address
 * itself answers its own ping.
 */
public record NeighbourFact(IpAddress address) implements Fact<Neighbour> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<NeighbourFact, Neighbour> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<NeighbourFact, Neighbour> {
        /** ip(8) -s neigh: used/confirmed/updated, in seconds ago. */
        private static final Pattern CONFIRMED = Pattern.compile(" used \\d+/(\\d+)/\\d+");

        private static final Pattern LINK_ADDRESS = Pattern.compile(" lladdr (\\S+)");
        private static final int FRESH_SECONDS = 3;

        @Override
        public String name() {
            return "neighbours";
        }

        @Override
        public String script(List<NeighbourFact> facts) {
            var script = new StringBuilder();
            for (NeighbourFact fact : facts) {
                // Without ping, curl makes the kernel ask for the MAC address all the same.
                script.append(
                        """
                        ( address=%s
                          if command -v ping >/dev/null
                          then ping -n -q -c 1 -w 1 -- $address >/dev/null && echo "pong $address"
                          else curl -s -o /dev/null --noproxy '*' -m 1 -- http://%s:9/
                          fi
                          echo "neigh $address $(ip -o -s neigh show to $address | head -n 1)" ) &
                        """
                                .formatted(
                                        ShellQuote.quote(fact.address.toString()),
                                        fact.address.urlHost()));
            }
            return script.append("wait").toString();
        }

        @Override
        public List<String> words(NeighbourFact fact) {
            return List.of(fact.address.toString());
        }

        @Override
        public Map<NeighbourFact, Neighbour> parse(List<NeighbourFact> facts, List<String> output) {
            var ponged = new HashSet<String>();
            var entries = new HashMap<String, String>();
            for (String line : output) {
                String[] words = line.split(" ", 3);
                if (words[0].equals("pong")) {
                    ponged.add(words[1]);
                } else if (words.length == 3) {
                    entries.put(words[1], words[2]);
                }
            }
            var answers = new HashMap<NeighbourFact, Neighbour>();
            for (NeighbourFact fact : facts) {
                String address = fact.address.toString();
                String entry = entries.getOrDefault(address, "");
                var link = LINK_ADDRESS.matcher(entry);
                boolean known = link.find();
                answers.put(
                        fact,
                        ponged.contains(address) || (known && fresh(entry))
                                ? new Neighbour(true, known ? link.group(1) : "")
                                : Neighbour.silent());
            }
            return answers;
        }

        private static boolean fresh(String entry) {
            var confirmed = CONFIRMED.matcher(entry);
            return entry.contains("REACHABLE")
                    && confirmed.find()
                    && confirmed.group(1).length() < 4
                    && Integer.parseInt(confirmed.group(1)) <= FRESH_SECONDS;
        }
    }
}
