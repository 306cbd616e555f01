package io.kprov.inventory;

import java.util.Comparator;

/** Where something stands in the inventory; line and column count from 1, as editors do. */
record Place(int line, int col) implements Comparable<Place> {
    static final Place START = new Place(1, 1);

    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::line).thenComparingInt(Place::col);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
