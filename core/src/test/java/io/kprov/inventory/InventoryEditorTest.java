package io.kprov.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.error.KprovException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InventoryEditorTest {
    private static final String NEW = "{name: w-2, address: 10.0.0.22, roles: [worker]}";

    private static final String BLOCK =
            """
            # our cluster
            kind: Cluster
            hosts:   # racks 1 and 2
              - {name: cp-1, address: 10.0.0.11}   # first
              # the big one
              - name: w-1
                address: 10.0.0.21
                labels: {disk: ssd}     # new disk

            # settings follow
            network: {flannel: {}}
            """;

    @Test
    void a_host_is_added_below_the_last_one() {
        assertThat(new InventoryEditor(BLOCK).withHost(NEW))
                .isEqualTo(BLOCK.replace("# new disk\n", "# new disk\n  - " + NEW + "\n"));
    }

    @Test
    void a_host_is_added_at_the_end_of_a_file_without_a_last_newline() {
        assertThat(new InventoryEditor("hosts:\n- {name: a}").withHost(NEW))
                .isEqualTo("hosts:\n- {name: a}\n- " + NEW);
    }

    @Test
    void lines_end_as_they_did() {
        assertThat(new InventoryEditor("hosts:\r\n- {name: a}\r\nx: 1\r\n").withHost(NEW))
                .isEqualTo("hosts:\r\n- {name: a}\r\n- " + NEW + "\r\nx: 1\r\n");
    }

    @Test
    void a_list_in_brackets_stays_one() {
        assertThat(new InventoryEditor("hosts: [{name: a}] # all\n").withHost(NEW))
                .isEqualTo("hosts: [{name: a}, " + NEW + "] # all\n");
        assertThat(new InventoryEditor("hosts: [\n  {name: a},\n  {name: b}\n]\n").withHost(NEW))
                .isEqualTo("hosts: [\n  {name: a},\n  {name: b},\n  " + NEW + "\n]\n");
    }

    @Test
    void a_value_is_changed_where_it_stands() {
        assertThat(
                        new InventoryEditor(
                                        "a: 1\nkubernetes:\n  version:  '1.36.3' # ours\n  b: c\n")
                                .with(List.of("kubernetes", "version"), "1.37.2"))
                .isEqualTo("a: 1\nkubernetes:\n  version:  1.37.2 # ours\n  b: c\n");
        assertThat(
                        new InventoryEditor("kubernetes: {version: 1.36.3, b: c}")
                                .with(List.of("kubernetes", "version"), "1.37.2"))
                .isEqualTo("kubernetes: {version: 1.37.2, b: c}");
    }

    @Test
    void hosts_are_taken_out_with_their_lines_and_nothing_else() {
        assertThat(new InventoryEditor(BLOCK).withoutHosts(Set.of("w-1")))
                .isEqualTo(
                        BLOCK.replace(
                                "  - name: w-1\n    address: 10.0.0.21\n    labels: {disk: ssd}     # new disk\n",
                                ""));
        assertThat(new InventoryEditor(BLOCK).withoutHosts(Set.of("cp-1")))
                .isEqualTo(BLOCK.replace("  - {name: cp-1, address: 10.0.0.11}   # first\n", ""));
    }

    @Test
    void hosts_are_taken_out_of_brackets() {
        var editor = new InventoryEditor("hosts: [{name: a}, {name: b}, {name: c}]\n");

        assertThat(editor.withoutHosts(Set.of("a"))).isEqualTo("hosts: [{name: b}, {name: c}]\n");
        assertThat(editor.withoutHosts(Set.of("b"))).isEqualTo("hosts: [{name: a}, {name: c}]\n");
        assertThat(editor.withoutHosts(Set.of("c"))).isEqualTo("hosts: [{name: a}, {name: b}]\n");
        assertThat(editor.withoutHosts(Set.of("a", "b"))).isEqualTo("hosts: [{name: c}]\n");
        assertThat(editor.withoutHosts(Set.of("b", "c"))).isEqualTo("hosts: [{name: a}]\n");
    }

    @Test
    void a_name_with_characters_beyond_the_first_plane_moves_nothing() {
        String text = "# \uD83D\uDE00 ours\nhosts:\n- {name: a}\n- {name: b}\n";

        assertThat(new InventoryEditor(text).withoutHosts(Set.of("b")))
                .isEqualTo("# \uD83D\uDE00 ours\nhosts:\n- {name: a}\n");
    }

    @Test
    void a_layout_that_it_does_not_know_is_left_to_its_owner() {
        assertThatThrownBy(() -> new InventoryEditor("hosts: {}\n").withHost(NEW))
                .isInstanceOf(KprovException.class)
                .hasMessageContaining("cannot be edited");
        assertThatThrownBy(() ->
                        new InventoryEditor("hosts:\n- # here\n  name: a\n")
                                .withoutHosts(Set.of("a")))
                .isInstanceOf(KprovException.class);
    }
}
