package io.kprov.simulator;

import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.HostFile;
import io.kprov.step.PkiFile;
import io.kprov.step.PkiMaterial;
import io.kprov.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The PKI of one wish, dealt from certificates that were made once for every host of all wishes:
 * making them is what takes the time of an install of simulated hosts. Until it is made, it shows
 * the files of a draft, as the real one does.
 */
final class ReadyPki implements PkiMaterial {
    private final Made pki;
    private final Cluster cluster;
    private final Set<String> made;

    /** Two of them, which differ in every key. */
    record Made(PkiMaterial draft, PkiMaterial real, Cluster everything) {
        private static final Made STACKED = make(false);

        /** Those of an etcd apart from the control planes. */
        private static final class Apart {
            static final Made MADE = make(true);
        }

        /** The one for stories with this seed, the same for all tests of this JVM. */
        static Made of(long seed) {
            return SeededStory.isApart(seed) ? Apart.MADE : STACKED;
        }

        private static Made make(boolean apart) {
            try {
                Path folder = Files.createTempDirectory("pki");
                Path file = folder.resolve("inventory.yaml");
                Files.writeString(file, RandomWish.everything(apart));
                var workspace =
                        Workspace.open(
                                new InventoryReader(
                                        new Environment(name -> Optional.empty(), folder, folder)),
                                file,
                                new SecureRandom(),
                                InstantSource.system());
                var draft = workspace.pki();
                var real = workspace.pki();
                real.make();
                delete(folder);
                return new Made(draft, real, workspace.cluster());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** What was made is in memory by now. */
        private static void delete(Path folder) throws IOException {
            try (var tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }

        /** Every line of a private key that tells it from others. */
        List<String> secrets() {
            var secrets = new ArrayList<String>();
            for (PkiMaterial each : List.of(draft, real)) {
                for (Host host : everything.hosts()) {
                    for (PkiFile file : each.files(host)) {
                        String text = file.file().text();
                        int key = text.indexOf("PRIVATE KEY-----\n");
                        if (key >= 0) {
                            secrets.add(text.substring(key).lines().toList().get(2));
                        }
                        int data = text.indexOf("client-key-data: ");
                        if (data >= 0) {
                            secrets.add(text.substring(data + 117, data + 177));
                        }
                    }
                }
            }
            return secrets.stream().distinct().toList();
        }
    }

    /** {@code made} names the hosts whose certificates there are; it outlives a run. */
    ReadyPki(Made pki, Cluster cluster, Set<String> made) {
        this.pki = pki;
        this.cluster = cluster;
        this.made = made;
    }

    private Set<String> missing() {
        var missing = new HashSet<String>();
        cluster.hosts().forEach(host -> missing.add(host.name()));
        missing.removeAll(made);
        return missing;
    }

    private PkiMaterial now() {
        return exists() ? pki.real : pki.draft;
    }

    @Override
    public boolean exists() {
        return !made.isEmpty();
    }

    @Override
    public List<String> pending() {
        return missing().stream().sorted().map(host -> "make certificates of " + host).toList();
    }

    @Override
    public List<PkiFile> files(Host host) {
        return (made.contains(host.name()) ? pki.real : pki.draft).files(host);
    }

    @Override
    public HostFile superAdminConf() {
        return now().superAdminConf();
    }

    @Override
    public PkiFile clusterCa() {
        return now().clusterCa();
    }

    @Override
    public PkiFile kubeletClient(Host host) {
        return now().kubeletClient(host);
    }

    @Override
    public String tokenKeyId() {
        return now().tokenKeyId();
    }

    @Override
    public String caPem() {
        return now().caPem();
    }

    @Override
    public String caHash() {
        return now().caHash();
    }

    @Override
    public void make() {
        made.addAll(missing());
    }
}
