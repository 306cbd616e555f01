package io.kprov.model;

import java.util.Arrays;
import java.util.Optional;

/** A node taint, {@code key=value:Effect} or {@code key:Effect} in the inventory. */
public record Taint(String key, Optional<String> value, Effect effect) {

    /** What the taint does to pods without a toleration. */
    public enum Effect {
        NO_SCHEDULE("NoSchedule"),
        PREFER_NO_SCHEDULE("PreferNoSchedule"),
        NO_EXECUTE("NoExecute");

        private final String apiName;

        Effect(String apiName) {
            this.apiName = apiName;
        }

        /** As the Kubernetes API spells it. */
        public String apiName() {
            return apiName;
        }

        public static Optional<Effect> fromName(String name) {
            return Arrays.stream(values())
                    .filter(effect -> effect.apiName.equals(name))
                    .findFirst();
        }
    }

    @Override
    public String toString() {
        return key + value.map(text -> "=" + text).orElse("") + ":" + effect.apiName();
    }
}
