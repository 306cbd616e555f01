package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The HTTP status that a URL answers with from this host, 0 when nothing answers within 3 seconds.
 * Certificates are not checked: the question is who is there, not whom to trust.
 */
public record HttpFact(String url) implements Fact<Integer> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<HttpFact, Integer> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<HttpFact, Integer> {
        @Override
        public String name() {
            return "http";
        }

        @Override
        public String script(List<HttpFact> facts) {
            String urls = ShellQuote.quote(facts.stream().map(HttpFact::url).toList());
            // In parallel, so that several silent addresses cost three seconds and not three each.
            return """
            for url in %s; do
              ( echo "$(curl -sk -o /dev/null --noproxy '*' -m 3 -w '%%{http_code}' -- "$url") $url" ) &
            done
            wait\
            """
                    .formatted(urls);
        }

        @Override
        public List<String> words(HttpFact fact) {
            return List.of(fact.url);
        }

        @Override
        public Map<HttpFact, Integer> parse(List<HttpFact> facts, List<String> output) {
            var status = new HashMap<String, Integer>();
            for (String line : output) {
                String[] words = line.split(" ", 2);
                if (words.length == 2 && words[0].matches("\\d{3}")) {
                    status.put(words[1], Integer.parseInt(words[0]));
                }
            }
            var answers = new HashMap<HttpFact, Integer>();
            facts.forEach(fact -> answers.put(fact, status.getOrDefault(fact.url, 0)));
            return answers;
        }
    }
}
