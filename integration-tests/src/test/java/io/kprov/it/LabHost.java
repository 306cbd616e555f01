package io.kprov.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One machine of the lab: the door that stories look through, past kprov and past SSH, and the
 * faults that befall it.
 *
 * @param name its host name, as in the inventory
 * @param address its IPv4 address
 * @param container the container that it is
 * @param network the network that it is on
 */
record LabHost(String name, String address, String container, String network) {

    private static final Duration BOOT = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Runs a command as root; whatever it ends with is the caller's to judge. */
    Outcome exec(String... words) {
        return execWithInput("", words);
    }

    /** As {@link #exec}, with something on its standard input. */
    Outcome execWithInput(String input, String... words) {
        List<String> all = new ArrayList<>(List.of("docker", "exec", "-i", container));
        all.addAll(List.of(words));
        return Program.start(Path.of("."), Path.of("/dev/null"), input, all).finish(LIMIT);
    }

    /**
     * Runs a shell script as root, which must succeed, and returns what it printed without the last
     * line end.
     */
    String sh(String script) {
        return exec("sh", "-ec", script).orFail().answer();
    }

    String read(String path) {
        return exec("cat", path).orFail().out();
    }

    /** The names of the etcd members that this control plane's own member knows, sorted. */
    List<String> etcdMembers() {
        return sh("""
        cd /etc/kubernetes/pki/etcd
        etcdctl --endpoints https://127.0.0.1:2379 --cacert ca.crt \\
            --cert healthcheck-client.crt --key healthcheck-client.key \\
            member list | awk -F ', ' '{print $3}' | sort
        """)
                .lines()
                .toList();
    }

    /** The fingerprint of its SSH key, as somebody at its console sees it. */
    String fingerprint() {
        return sh("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub | awk '{print $2}'");
    }

    boolean has(String path) {
        return exec("test", "-e", path).succeeded();
    }

    boolean isActive(String unit) {
        return exec("systemctl", "is-active", "--quiet", unit).succeeded();
    }

    /** Freezes every process: a machine that hangs. Its connections stay open. */
    void pause() {
        Docker.run("pause", container).orFail();
    }

    void unpause() {
        Docker.run("unpause", container).orFail();
    }

    /** Pulls the cable out. */
    void disconnect() {
        Docker.run("network", "disconnect", "--force", network, container).orFail();
    }

    /** Puts the cable back, with the same address. */
    void connect() {
        Docker.run("network", "connect", "--ip", address, network, container).orFail();
    }

    /**
     * Loses every packet from now on, and keeps its interface: what a broken switch does. (Docker
     * gives a host that is connected again another interface.)
     */
    void deafen() {
        sh(
                """
                nft add table inet lab_deaf
                nft 'add chain inet lab_deaf in { type filter hook input priority -300; policy drop; }'
                nft 'add chain inet lab_deaf out { type filter hook output priority -300; policy drop; }'
                nft 'add rule inet lab_deaf in iifname lo accept'
                nft 'add rule inet lab_deaf out oifname lo accept'
                """);
    }

    /** Hears and speaks again. */
    void undeafen() {
        sh("nft delete table inet lab_deaf");
    }

    /** Cuts the power; {@link #powerOn} starts it again with its disks as they were. */
    void powerOff() {
        Docker.run("kill", container).orFail();
    }

    void powerOn() {
        Docker.run("start", container).orFail();
        awaitSsh();
    }

    /** An orderly reboot; returns when sshd answers again. */
    void reboot() {
        Docker.run("restart", "--time", "60", container).orFail();
        awaitSsh();
    }

    /** It comes up again when it is rebooted from within. */
    void rebootsByItself() {
        Docker.run("update", "--restart", "always", container).orFail();
    }

    /** Which start of the host this is. */
    String start() {
        return sh("cut -d ' ' -f 22 /proc/1/stat").strip();
    }

    void awaitSsh() {
        Await.until("sshd of " + name + " (" + address + ") answers", BOOT, this::answersOnSsh);
    }

    private boolean answersOnSsh() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, 22), 1000);
            socket.setSoTimeout(1000);
            return socket.getInputStream().read() == 'S';
        } catch (IOException _) {
            return false;
        }
    }
}
