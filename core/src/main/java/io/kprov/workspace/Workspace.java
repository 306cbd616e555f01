package io.kprov.workspace;

import io.kprov.certs.OperatorPki;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.facts.ObjectState;
import io.kprov.inventory.InventoryReader;
import io.kprov.inventory.LoadedInventory;
import io.kprov.lockfile.LockFile;
import io.kprov.lockfile.Program;
import io.kprov.lockfile.VersionTable;
import io.kprov.model.Cluster;
import io.kprov.model.Secret;
import io.kprov.pki.ClusterPki;
import io.kprov.pki.HeldPki;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.Passphrase;
import io.kprov.pki.PkiRecovery;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.PkiStore;
import io.kprov.pki.Renewal;
import io.kprov.pki.Rotation;
import io.kprov.snapshot.LocalEtcd;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.state.ClusterState;
import io.kprov.state.ClusterUids;
import io.kprov.state.VrrpPassword;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.JoinTokens;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One cluster's inventory, lock, PKI and state folder. */
public final class Workspace {
    private final LoadedInventory inventory;
    private final ClusterState state;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Optional<Passphrase> passphrase;
    private final Optional<Renewal> renewal;
    private final Optional<String> rotating;
    private final Optional<LockFile> ownLock;

    private Workspace(
            LoadedInventory inventory,
            Optional<Passphrase> passphrase,
            SecureRandom random,
            InstantSource clock,
            Optional<Renewal> renewal,
            Optional<String> rotating,
            Optional<LockFile> ownLock) {
        this.rotating = rotating;
        this.ownLock = ownLock;
        this.inventory = inventory;
        this.passphrase = passphrase;
        this.state = ClusterState.beside(inventory.file(), inventory.cluster().name());
        this.random = random;
        this.clock = clock;
        this.renewal = renewal;
    }

    /**
     * Reads the inventory.
     *
     * @param ways to a passphrase that the inventory does not hold; taken when a key needs it
     * @throws KprovException INVALID_INVENTORY with everything that is wrong with it
     */
    public static Workspace open(
            InventoryReader reader,
            Path inventory,
            PassphraseWays ways,
            SecureRandom random,
            InstantSource clock) {
        var read = reader.read(inventory);
        Path directory = read.file().resolveSibling("");
        return new Workspace(
                read,
                read.cluster()
                        .pki()
                        .caKeyPassphrase()
                        .map(source -> new CaKeyPassphrase(source, ways, directory)),
                random,
                clock,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same for an inventory that has its passphrase, or none. */
    public static Workspace open(
            InventoryReader reader, Path inventory, SecureRandom random, InstantSource clock) {
        return open(reader, inventory, PassphraseWays.NONE, random, clock);
    }

    /** The same with another inventory in the place of this one: its file is to change. */
    public Workspace with(LoadedInventory other) {
        return new Workspace(other, passphrase, random, clock, renewal, rotating, ownLock);
    }

    /** The same with another lock in the place of the file's, which is to change. */
    public Workspace with(LockFile other) {
        return new Workspace(
                inventory, passphrase, random, clock, renewal, rotating, Optional.of(other));
    }

    public LoadedInventory inventory() {
        return inventory;
    }

    public Cluster cluster() {
        return inventory.cluster();
    }

    public ClusterState state() {
        return state;
    }

    /**
     * Asks now for the passphrase that new keys will want, so that no run stops half-way for it.
     */
    public void readyForNewKeys() {
        passphrase.ifPresent(Passphrase::toProtect);
    }

    /** The PKI as it is, and as the inventory wants it. */
    public WorkspacePki pki() {
        return WorkspacePki.open(
                cluster(),
                state,
                store(),
                random,
                clock,
                renewal.or(() -> renewalOrder().find()),
                rotating);
    }

    private PkiStore store() {
        return new PkiStore(state.pki(), passphrase, random);
    }

    /** The store as it is: no draft of what is still to be made. */
    private ClusterPki stored() {
        return new ClusterPki(store(), random, clock);
    }

    /** The leaf certificates that there are of those the inventory asks for. */
    public Map<Renewal.Item, ParsedCertificate> leaves() {
        return WorkspacePki.said(() -> stored().leaves(pkiRequest()));
    }

    /** The renewal that is under way. */
    public OpenOrder<Renewal> renewalOrder() {
        return new OpenOrder<>(
                state,
                Renewal.class,
                "renewal",
                "remove it; then begin the renewal again: kprov certs renew");
    }

    /** The same where these certificates are wanted anew, whatever is under way. */
    public Workspace renewing(Renewal wanted) {
        return new Workspace(
                inventory, passphrase, random, clock, Optional.of(wanted), rotating, ownLock);
    }

    /**
     * The UIDs that the cluster's namespace {@code kube-system} was seen with, the newest last; no
     * other cluster has them.
     */
    public List<String> clusterUids() {
        return new ClusterUids(state).seen();
    }

    /** Remembers it for times in which no API server answers. */
    public void remember(ClusterView seen) {
        seen.ask(ClusterView.identity())
                .flatMap(ObjectState::found)
                .map(namespace -> namespace.path("metadata").path("uid").asString(""))
                .ifPresent(new ClusterUids(state)::add);
    }

    /** The restore of etcd that is under way. */
    public OpenOrder<RestoreOrder> restoreOrder() {
        return new OpenOrder<>(
                state,
                RestoreOrder.class,
                "restore",
                "bring it back from a backup of the folder; hosts that were stopped have the file "
                        + RestoreOrder.OPEN);
    }

    /**
     * etcd's programs on this machine, of the version that the hosts have.
     *
     * @throws KprovException INVALID_INVENTORY when the lock is missing, damaged or of other
     *     versions
     */
    public LocalEtcd localEtcd(LocalEtcd.Machine machine) {
        return new LocalEtcd(
                lock().artifact(Program.ETCD),
                cluster().downloadMirror(),
                state.folder().resolve("cache"),
                machine);
    }

    /**
     * The same where a CA, or the service account keys, get a successor.
     *
     * @param id one of {@link Rotation#IDS}
     */
    public Workspace rotating(String id) {
        return new Workspace(
                inventory, passphrase, random, clock, renewal, Optional.of(id), ownLock);
    }

    /** The rotation that is under way. */
    public Optional<Rotation> rotation() {
        return WorkspacePki.said(() -> stored().rotation());
    }

    /** Goes on to its next phase; empty when it has ended. */
    public Optional<Rotation> advanceRotation() {
        return WorkspacePki.said(() -> stored().advanceRotation());
    }

    /**
     * The paper work with an external CA.
     *
     * @throws KprovException FAILED when the CA's key is here
     */
    public ExternalCa externalCa() {
        return new ExternalCa(cluster().name(), state, stored().external(), pkiRequest());
    }

    /** The certificates that the inventory asks for. */
    public PkiRequest pkiRequest() {
        return PkiPlaces.request(cluster());
    }

    /**
     * What there is of the PKI on this machine, for reading: nothing is made, not even a draft.
     *
     * @throws KprovException FAILED when it is damaged
     */
    public OperatorPki operatorPki() {
        String shown = ".kprov/" + cluster().name() + "/pki";
        return WorkspacePki.said(() -> OperatorPki.read(shown, stored()));
    }

    /**
     * What of the PKI can be had back from what hosts hold; writes nothing.
     *
     * @throws KprovException FAILED when it does not fit together
     */
    public PkiRecovery recovery(List<HeldPki> held) {
        return WorkspacePki.said(() -> new PkiRecovery(store(), pkiRequest(), held));
    }

    /** Writes what was found. */
    public void restore(PkiRecovery recovery) {
        WorkspacePki.said(() -> {
            recovery.write(random, clock);
            return true;
        });
    }

    /**
     * The wish with all that is made from it locally.
     *
     * @throws KprovException INVALID_INVENTORY when the lock is missing, damaged or of other
     *     versions
     */
    public Blueprint blueprint() {
        var lock = lock();
        state.create();
        Secret vrrp = new VrrpPassword(random).obtain(state);
        return new Blueprint(
                cluster(),
                VersionTable.versions(cluster()),
                lock,
                pki(),
                vrrp,
                new JoinTokens(random));
    }

    private LockFile lock() {
        var lock = ownLock.orElseGet(() -> LockFile.read(LockFile.beside(inventory.file())));
        var problems = lock.problemsFor(cluster());
        if (!problems.isEmpty()) {
            throw new KprovException(ExitCode.INVALID_INVENTORY, problems);
        }
        return lock;
    }
}
