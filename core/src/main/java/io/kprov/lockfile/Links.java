package io.kprov.lockfile;

import java.util.List;

/** Where programs are found although they live in a versioned folder: flipped at an upgrade. */
public sealed interface Links {

    /** Named links, in the order in which they are set. */
    record Named(List<Link> links) implements Links {
        public Named {
            links = List.copyOf(links);
        }
    }

    /** A link of the same name in this directory for each executable file of the folder. */
    record EachFile(String directory) implements Links {}

    /**
     * One link.
     *
     * @param path absolute, e.g. {@code /usr/local/bin/kubeadm}
     * @param target in the versioned folder, relative to it, e.g. {@code kubeadm}
     */
    record Link(String path, String target) {}
}
