package io.kprov.certs;

import io.kprov.certs.Finding.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was found so far: rows, and each finding once. */
final class Notes {
    private final List<Row> rows = new ArrayList<>();
    private final Set<Finding> findings = new LinkedHashSet<>();

    void add(Row row) {
        rows.add(row);
    }

    void find(String host, String path, Kind kind, String what, String next) {
        findings.add(new Finding(host, path, kind, what, next));
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
