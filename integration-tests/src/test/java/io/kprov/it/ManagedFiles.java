package io.kprov.it;

/** All that is kprov's in the file system of a host, to be compared before and after. */
final class ManagedFiles {

    private ManagedFiles() {}

    /**
     * One line for each file and link: inode, mode, owner, size, times of the last write and
     * change, target; and the digest of those below a megabyte (the times tell of the others).
     */
    static String of(LabHost host) {
        return host.sh(
                """
                cd /
                for each in etc/kubernetes etc/haproxy etc/keepalived etc/containerd \
                    etc/systemd/system etc/sysctl.d etc/modules-load.d opt/kprov; do
                  [ -d "$each" ] || continue
                  find "$each" -printf '%p %i %m %U:%G %s %T@ %C@ %l\\n'
                  find "$each" -type f -size -1024k -exec sha256sum {} +
                done | sort
                """);
    }
}
