package io.kprov.it;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Bare machines and an internet of their own, for one story: a network, the mirror and named hosts,
 * started together and removed by {@link #close}. A name gives the address: {@code cp-1} is {@code
 * .11}, {@code w-1} {@code .21}, {@code lb-1} {@code .31}, {@code etcd-1} {@code .41}; the mirror
 * is {@code .2}, the virtual address {@code .100} is {@code api.lab}.
 *
 * <p>{@code -Dlab.image.node=...} takes another node image (systemd, sshd, a user {@code ops} with
 * sudo, the key in {@code AUTHORIZED_KEY}); {@code -Dlab.image.mirror=none} does without the
 * mirror, where there is a real internet; {@code -Dlab.keep=true} leaves everything for a look.
 */
final class Lab implements AutoCloseable {

    private static final String EXAMPLE_PREFIX = "172.30.0.";

    private final StoryFolder folder;
    private final LabNetwork network;
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();

    private Lab(StoryFolder folder, LabNetwork network) {
        this.folder = folder;
        this.network = network;
    }

    /**
     * A lab for the story with these hosts, all answering on SSH. Where Docker or the images are
     * missing the story is skipped and says why; under {@code CI=true} it fails instead, so that
     * nothing is skipped unseen.
     */
    static Lab start(String story, String... names) {
        Docker.missing(LabNetwork.images()).ifPresent(Lab::skip);
        // Two checkouts on one machine may tell the same story at the same time.
        String run = story + "-" + Integer.toHexString(Checkout.root().hashCode());
        Lab lab = new Lab(StoryFolder.fresh(story), LabNetwork.create(run));
        try {
            lab.network.startMirror();
            lab.add(names);
        } catch (RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
        return lab;
    }

    /** Starts more bare hosts. */
    void add(String... names) {
        List<LabHost> added = Stream.of(names).map(network::host).toList();
        startTogether(added);
        added.forEach(host -> hosts.put(host.name(), host));
        trust();
    }

    /**
     * A blank machine of the same name and address: what stands in the rack after a broken one was
     * replaced.
     */
    LabHost replace(String name) {
        LabHost host = replaceUntrusted(name);
        trust();
        return host;
    }

    /** The same, and the operator has not seen its SSH keys yet. */
    LabHost replaceUntrusted(String name) {
        LabHost host = host(name);
        Docker.run("rm", "-fv", host.container()).orFail();
        network.start(host, folder.publicKey());
        return host;
    }

    /** The machine burns down. */
    void remove(String name) {
        Docker.run("rm", "-fv", host(name).container()).orFail();
        hosts.remove(name);
    }

    LabHost host(String name) {
        return Optional.ofNullable(hosts.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no host " + name));
    }

    /** All hosts, in the order in which they were started. */
    List<LabHost> hosts() {
        return List.copyOf(hosts.values());
    }

    /** This machine's own address in the lab's network, where hosts reach it. */
    String operatorAddress() {
        return network.operatorAddress();
    }

    /** The address for the API server that no host has yet. */
    String virtualAddress() {
        return network.virtualAddress();
    }

    /**
     * The story's folder: {@code lab_key}, {@code known_hosts}, {@code inventory.yaml}, and what
     * kprov leaves there.
     */
    Path directory() {
        return folder.path();
    }

    /**
     * The text of an example of {@code inventory-examples/}, with this lab's addresses and key in
     * place of the example's.
     */
    LabInventory example(String file) {
        Path example = Checkout.root().resolve("inventory-examples").resolve(file);
        return new LabInventory(StoryFolder.read(example))
                .with(EXAMPLE_PREFIX, network.prefix())
                .with(
                        "  user: ops\n",
                        "  user: ops\n  identityFile: lab_key\n  knownHosts: known_hosts\n");
    }

    /** kprov, in this story's folder, with this inventory. */
    KprovCli kprov(LabInventory inventory) {
        write(inventory);
        network.names().ifPresent(names -> folder.write("hosts", names));
        return new KprovCli(directory());
    }

    /** What the operator writes over the inventory later. */
    void write(LabInventory inventory) {
        folder.write("inventory.yaml", inventory.text());
    }

    /** A file beside the inventory that only the operator may read. */
    void writeSecret(String name, String secret) {
        folder.writeSecret(name, secret);
    }

    /** The operator loses the file with the host keys. */
    void forgetHostKeys() {
        folder.write("known_hosts", "");
    }

    @Override
    public void close() {
        if (!Boolean.getBoolean("lab.keep")) {
            network.remove();
        }
    }

    private static void skip(String reason) {
        String message =
                "The lab is not here: "
                        + reason
                        + ". integration-tests/README.md says what it needs.";
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(message);
        }
        // Maven's console only counts what was skipped; the reason must not hide in a report.
        System.err.println("Skipped. " + message);
        Assumptions.abort("Skipped. " + message);
    }

    /**
     * Host keys are taken through Docker, not from the network: the operator who has seen the
     * machine's console.
     */
    void trust() {
        folder.write(
                "known_hosts",
                hosts.values().stream().map(Lab::knownHost).collect(Collectors.joining()));
    }

    private static String knownHost(LabHost host) {
        String[] parts = host.read("/etc/ssh/ssh_host_ed25519_key.pub").split(" ", -1);
        return "%s %s %s%n".formatted(host.address(), parts[0], parts[1]);
    }

    private void startTogether(List<LabHost> added) {
        String publicKey = folder.publicKey();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> calls =
                    added.stream()
                            .<Callable<Void>>map(host ->
                                    () -> {
                                        network.start(host, publicKey);
                                        return null;
                                    })
                            .toList();
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting hosts", e);
        } catch (ExecutionException e) {
            throw new AssertionError("a host did not start", e.getCause());
        }
    }
}
