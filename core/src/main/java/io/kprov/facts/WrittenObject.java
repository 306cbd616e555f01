package io.kprov.facts;

/**
 * An object of the API, and who wrote it.
 *
 * @param name with its namespace before it where it has one, e.g. {@code shop/fast}
 * @param manager the writer's name in the object's managedFields, e.g. {@code Helm}
 */
public record WrittenObject(String name, String manager) {
    /** {@code shop/fast (Helm)}. */
    @Override
    public String toString() {
        return "%s (%s)".formatted(name, manager);
    }
}
