package io.kprov.facts;

import io.kprov.os.PackageUpgrade;
import java.util.List;
import java.util.Map;

/** What the host's package manager would upgrade now. */
public record PackageUpdatesFact() implements Fact<PackageUpdates> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<PackageUpdatesFact, PackageUpdates> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<PackageUpdatesFact, PackageUpdates> {
        @Override
        public String name() {
            return "package-updates";
        }

        @Override
        public String script(List<PackageUpdatesFact> facts) {
            return PackageUpgrade.list();
        }

        @Override
        public List<String> words(PackageUpdatesFact fact) {
            return List.of();
        }

        @Override
        public Map<PackageUpdatesFact, PackageUpdates> parse(
                List<PackageUpdatesFact> facts, List<String> output) {
            return Map.of(new PackageUpdatesFact(), PackageUpdates.read(output));
        }
    }
}
