package io.kprov.facts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The images that containerd has for the kubelet: reference to digest ({@code sha256:...}). Empty
 * when containerd does not answer.
 */
public record ImagesFact() implements Fact<Map<String, String>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<ImagesFact, Map<String, String>> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<ImagesFact, Map<String, String>> {
        @Override
        public String name() {
            return "images";
        }

        @Override
        public String script(List<ImagesFact> facts) {
            return "[ -S /run/containerd/containerd.sock ] && ctr -n k8s.io images ls | awk 'NR > 1 { print $1, $3 }'";
        }

        @Override
        public List<String> words(ImagesFact fact) {
            return List.of();
        }

        @Override
        public Map<ImagesFact, Map<String, String>> parse(
                List<ImagesFact> facts, List<String> output) {
            var images = new HashMap<String, String>();
            for (String line : output) {
                String[] words = line.split(" ", 2);
                if (words.length == 2) {
                    images.put(words[0], words[1]);
                }
            }
            return Map.of(new ImagesFact(), Map.copyOf(images));
        }
    }
}
