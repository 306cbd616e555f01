package io.kprov.facts;

import java.util.Set;

/**
 * What a host has at the paths of a pattern.
 *
 * @param own regular files whose first line says that kprov wrote them
 * @param others whatever else is there
 */
public record OwnFiles(Set<String> own, Set<String> others) {

    public OwnFiles {
        own = Set.copyOf(own);
        others = Set.copyOf(others);
    }

    /** Whether anything is at the path, whoever's it is. */
    public boolean has(String path) {
        return own.contains(path) || others.contains(path);
    }
}
