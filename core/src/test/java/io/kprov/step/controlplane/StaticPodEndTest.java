package io.kprov.step.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.command.Command;
import io.kprov.remote.LocalRemote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell that ends static pods, beside a containerd that knows five containers. */
class StaticPodEndTest {
    /** A container's name is also its namespace's and its own; it stops at the third look. */
    private static final String CTR =
            """
            #!/bin/sh
            cd "$(dirname "$0")"
            printf '%s\\n' "$*" >>asked
            case "$*" in
                *'containers ls -q labels."io.kubernetes.pod.namespace"==kube-system,labels."io.kubernetes.container.name"==etcd')
                    printf 'etcd-1\\netcd-2\\n' ;;
                *'containers ls -q labels."io.kubernetes.pod.namespace"==kube-system,labels."io.kubernetes.container.name"==kube-scheduler')
                    echo scheduler-1 ;;
                *'tasks kill -s SIGTERM etcd-1') exit 1 ;;
                *'tasks ls')
                    echo 'TASK PID STATUS'
                    echo 'etcd-1 0 STOPPED'
                    echo 'tenants-etcd 7 RUNNING'
                    [ "$(grep -c 'tasks ls' asked)" -gt 2 ] || echo 'etcd-2 8 RUNNING'
                    ;;
            esac
            """;

    @TempDir private Path folder;

    @Test
    void the_containers_of_these_pods_are_told_to_end_and_waited_for() throws IOException {
        Path ctr = folder.resolve("ctr");
        Files.writeString(ctr, CTR);
        Files.setPosixFilePermissions(ctr, PosixFilePermissions.fromString("rwxr-xr-x"));

        var result =
                LocalRemote.run(
                        Command.script(
                                "set -e\nPATH=$1:$PATH\n"
                                        + StaticPodEnd.FUNCTION
                                        + "end_pods etcd kube-scheduler\n",
                                folder.toString()));

        assertThat(result.exitStatus()).as(result.toString()).isZero();
        assertThat(Files.readString(folder.resolve("asked")).lines())
                .filteredOn(line -> line.contains("kill"))
                .containsExactly(
                        "-n k8s.io tasks kill -s SIGTERM etcd-1",
                        "-n k8s.io tasks kill -s SIGTERM etcd-2",
                        "-n k8s.io tasks kill -s SIGTERM scheduler-1");
        assertThat(Files.readString(folder.resolve("asked")).lines())
                .filteredOn(line -> line.contains("tasks ls"))
                .hasSize(3);
    }
}
