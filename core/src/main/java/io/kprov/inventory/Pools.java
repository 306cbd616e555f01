package io.kprov.inventory;

import io.kprov.model.Merged;
import io.kprov.model.Reserved;
import io.kprov.model.Reserved.Amount;
import io.kprov.model.Taint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The inventory's pools, and what a host has from its own. After the cluster is put together nobody
 * asks for them again.
 */
record Pools(Map<String, Section> byName) {

    static Pools of(Section root) {
        return new Pools(root.namedSections("pools"));
    }

    /** The host above its pool. */
    Layers layersOf(Section host) {
        return new Layers(
                host.text("pool")
                        .flatMap(name -> Optional.ofNullable(byName.get(name)))
                        .map(pool -> List.of(host, pool))
                        .orElse(List.of(host)));
    }

    /**
     * The same part of the inventory, said by several.
     *
     * @param sections the one that wins first
     */
    record Layers(List<Section> sections) {

        Optional<String> text(String key) {
            return first(section -> section.text(key));
        }

        Optional<Integer> whole(String key) {
            return first(section -> section.whole(key));
        }

        Layers below(String key) {
            return new Layers(sections.stream().map(section -> section.section(key)).toList());
        }

        /** Settings of another program, merged. */
        Map<String, Object> free(String key) {
            Map<String, Object> merged = Map.of();
            for (Section section : sections.reversed()) {
                merged = Merged.of(merged, section.free(key));
            }
            return merged;
        }

        /** By key. */
        Map<String, String> labels() {
            var labels = new LinkedHashMap<String, String>();
            sections.reversed().forEach(section -> labels.putAll(section.namedTexts("labels")));
            return labels;
        }

        /** By key and effect, of which a node has one taint at most. */
        List<Taint> taints() {
            var taints = new LinkedHashMap<String, Taint>();
            for (Section section : sections.reversed()) {
                section.texts("taints").stream()
                        .flatMap(text -> Notation.taint(text).stream())
                        .forEach(taint ->
                                taints.put(taint.key() + ":" + taint.effect().apiName(), taint));
            }
            return List.copyOf(taints.values());
        }

        Reserved reserved() {
            return new Reserved(amount("kube"), amount("system"));
        }

        private Amount amount(String part) {
            return first(section -> amount(section, part)).orElseGet(Amount.None::new);
        }

        /** Empty where the section says nothing of it. */
        private static Optional<Amount> amount(Section section, String part) {
            Section reserved = section.section("reserved");
            Section amount = reserved.section(part);
            return section.text("reserved")
                    .or(() -> reserved.text(part))
                    .<Amount>map(word ->
                            word.equals(PoolKeys.AUTO) ? new Amount.Auto() : new Amount.None())
                    .or(() ->
                            reserved.gives(part)
                                    ? Optional.of(
                                            new Amount.Fixed(
                                                    amount.text("cpu"), amount.text("memory")))
                                    : Optional.empty());
        }

        private <T> Optional<T> first(Function<Section, Optional<T>> question) {
            return sections.stream().map(question).flatMap(Optional::stream).findFirst();
        }
    }
}
