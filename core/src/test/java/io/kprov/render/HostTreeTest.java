package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.lockfile.VersionTable;
import io.kprov.model.Host;
import io.kprov.model.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostTreeTest {

    @ParameterizedTest
    @MethodSource("io.kprov.render.Examples#all")
    void every_file_of_every_host_is_as_the_golden_tree_shows(Examples example) throws IOException {
        var files = new LinkedHashMap<String, String>();
        for (var host : example.cluster().hosts()) {
            var listing = new StringBuilder();
            for (var file : tree(example, host)) {
                files.put(host.name() + file.path(), file.text());
                listing.append(file.mode() + " " + file.owner() + " " + file.visibility());
                listing.append(" " + file.path() + "\n");
            }
            files.put(host.name() + "/FILES", listing.toString());
        }
        if (example.cluster().network() instanceof Network.Flannel flannel) {
            files.put(
                    "cluster/flannel.yaml",
                    FlannelManifest.yaml(example.cluster(), flannel, Examples.VERSIONS));
        }
        GoldenFiles.of(example.folder()).check(files);
    }

    /**
     * The inventories of {@code inventory-examples/}: a file that hosts have alike is kept once.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dedicated-load-balancers",
                "external-ca",
                "external-load-balancer",
                "ha-stacked",
                "lab",
                "pools-and-zones",
                "single-control-plane"
            })
    void the_examples_are_rendered_as_their_golden_trees_show(String example, @TempDir Path folder)
            throws IOException {
        check(example, "", "", folder, "examples/" + example);
    }

    @Test
    void kubelets_below_a_ca_of_their_own_are_rendered_as_the_golden_tree_shows(
            @TempDir Path folder) throws IOException {
        check(
                "external-ca",
                "kubelets: placed",
                "kubelets: intermediate",
                folder,
                "examples/external-ca-intermediate");
    }

    private static void check(
            String example, String replaced, String by, Path folder, String golden)
            throws IOException {
        var inventory =
                Files.copy(
                        Path.of("../inventory-examples", example + ".yaml"),
                        folder.resolve("inventory.yaml"));
        Files.writeString(inventory, Files.readString(inventory).replace(replaced, by));
        Files.writeString(folder.resolve("lab_key"), "not a key, only a readable file\n");
        var cluster =
                new InventoryReader(
                                new Environment(
                                        name -> Optional.of("correct horse"), folder, folder))
                        .read(inventory)
                        .cluster();
        var hosts = new LinkedHashMap<HostFile, List<String>>();
        for (var host : cluster.hosts()) {
            for (var file :
                    HostTree.of(
                            cluster,
                            host,
                            VersionTable.versions(cluster),
                            HostTree.Unknowns.none())) {
                hosts.computeIfAbsent(file, key -> new ArrayList<>()).add(host.name());
            }
        }
        var files = new LinkedHashMap<String, String>();
        hosts.forEach(
                (file, names) -> files.put(String.join("+", names) + file.path(), file.text()));
        GoldenFiles.of(golden).check(files);
    }

    @ParameterizedTest
    @MethodSource("io.kprov.render.Examples#all")
    void every_file_says_where_it_comes_from_and_ends_in_a_newline(Examples example) {
        for (var host : example.cluster().hosts()) {
            assertThat(tree(example, host))
                    .allSatisfy(file ->
                            assertThat(file.text())
                                    .as(file.path())
                                    .matches(
                                            "(?s)(#!/bin/sh\n)?# written by kprov, source"
                                                    + " [^\n]+; changes are overwritten\n.*\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.kprov.render.Examples#all")
    void no_file_is_named_twice_and_rendering_again_gives_the_same_bytes(Examples example) {
        for (var host : example.cluster().hosts()) {
            var files = tree(example, host);
            assertThat(files).extracting(HostFile::path).doesNotHaveDuplicates();
            assertThat(tree(example, host)).isEqualTo(files);
        }
    }

    @Test
    void what_is_not_known_yet_is_a_named_placeholder() {
        var cluster = Examples.STACKED.cluster();
        var files =
                HostTree.of(
                        cluster, cluster.host("cp-2"), Examples.VERSIONS, HostTree.Unknowns.none());

        assertThat(text(files, KeepalivedFiles.CONFIG_PATH))
                .contains("interface {{interface of cp-2}}");
        assertThat(text(files, KubeadmFiles.JOIN_PATH)).contains("token: '{{token}}'");
        assertThat(text(files, HaproxyFiles.CA_PATH)).contains("made at apply");
    }

    @Test
    void files_with_a_token_or_a_password_are_secret_and_root_s_alone() {
        var cluster = Examples.STACKED.cluster();
        var files = tree(Examples.STACKED, cluster.host("cp-2"));

        assertThat(files)
                .filteredOn(file ->
                        file.text().contains("0123456789abcdef")
                                || file.text().contains("Pa55word"))
                .hasSize(2)
                .allSatisfy(file -> {
                    assertThat(file.visibility()).isEqualTo(HostFile.Visibility.SECRET);
                    assertThat(file.mode()).isEqualTo("0600");
                });
    }

    private static List<HostFile> tree(Examples example, Host host) {
        return HostTree.of(example.cluster(), host, Examples.VERSIONS, Examples.KNOWN);
    }

    private static String text(List<HostFile> files, String path) {
        return files.stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow()
                .text();
    }
}
