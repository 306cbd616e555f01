package io.kprov.simulator;

import io.kprov.facts.PackageUpdates.Update;
import io.kprov.facts.RebootFact;
import io.kprov.os.PackageUpgrade;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the distribution has newer than a machine. */
public final class SimulatedUpdates {
    private final SimulatedFiles files;
    private final Recorder recorder;
    private final Map<String, Offer> offers = new TreeMap<>();
    private final Set<String> installed = new HashSet<>();

    private record Offer(Update update, boolean asksForReboot) {}

    SimulatedUpdates(SimulatedFiles files, Recorder recorder) {
        this.files = files;
        this.recorder = recorder;
    }

    /**
     * There is a newer version of a package.
     *
     * @param asksForReboot as a kernel's does
     */
    public void offer(String name, String from, String to, boolean asksForReboot) {
        installed.remove(name);
        offers.put(name, new Offer(new Update(name, from, to), asksForReboot));
    }

    /** As {@link PackageUpgrade#list()} prints it. */
    String list() {
        return lines() + PackageUpgrade.LISTED + "\n";
    }

    private String lines() {
        var lines = new StringBuilder();
        offers.values()
                .forEach(offer ->
                        lines.append(offer.update.name())
                                .append('|')
                                .append(offer.update.from())
                                .append('|')
                                .append(offer.update.to())
                                .append('\n'));
        return lines.toString();
    }

    /** Notes what was fetched. */
    void fetch(String note) {
        files.write(note, lines());
    }

    void upgrade() {
        for (Offer offer : List.copyOf(offers.values())) {
            if (!installed.contains(offer.update.name())) {
                files.needRoom(offer.update.name());
                recorder.change("package:" + offer.update.name());
                installed.add(offer.update.name());
            }
            if (offer.asksForReboot) {
                files.write(RebootFact.FILE, "*** System restart required ***\n");
                files.write(RebootFact.FILE + ".pkgs", offer.update.name() + "\n");
            }
            // Last: an upgrade that was cut short is ended by the next one.
            offers.remove(offer.update.name());
        }
    }
}
