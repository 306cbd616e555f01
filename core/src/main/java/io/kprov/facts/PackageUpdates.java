package io.kprov.facts;

import io.kprov.os.PackageUpgrade;
import java.util.List;

/**
 * What a package manager would upgrade.
 *
 * @param known whether it told: not when its list of packages could not be read
 * @param list in its own order
 */
public record PackageUpdates(boolean known, List<Update> list) {
    public PackageUpdates {
        list = List.copyOf(list);
    }

    /**
     * One package.
     *
     * @param from empty for one that comes anew, as a kernel does
     */
    public record Update(String name, String from, String to) {
        /** {@code openssl 3.0.15-1 -> 3.0.17-1}. */
        @Override
        public String toString() {
            return from.isEmpty() ? name + " " + to : name + " " + from + " -> " + to;
        }
    }

    /** By the lines of {@link PackageUpgrade#list()}. */
    static PackageUpdates read(List<String> lines) {
        return new PackageUpdates(
                lines.contains(PackageUpgrade.LISTED),
                lines.stream()
                        .map(line -> line.split("\\|", -1))
                        .filter(parts -> parts.length == 3)
                        .map(parts -> new Update(parts[0], parts[1], parts[2]))
                        .toList());
    }

    /** As {@link PackageUpgrade#fetch()} notes what it fetched. */
    public String note() {
        return String.join(
                "\n",
                list.stream()
                        .map(update -> update.name + "|" + update.from + "|" + update.to)
                        .toList());
    }
}
