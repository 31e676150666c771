package io.jenkins.plugins.modeldelivery.drift.reading;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of a table that hold words. The first row decides which they are: a number that is damaged later is no word. */
final class Categories {
    /** More different words are hardly categories; such a column has no names. */
    private static final int MOST = 1000;

    private final List<Column> columns = new ArrayList<>();
    private boolean isDecided;
    private int found;

    private static final class Column {
        private final int index;
        private final String first;
        private final Map<String, Integer> places = new LinkedHashMap<>();
        private boolean isOverfull;
        private int place;

        Column(int index, String first) {
            this.index = index;
            this.first = first;
        }

        void take(String word) {
            Integer known = places.get(word);
            isOverfull |= known == null && places.size() == MOST;
            place = known == null ? Math.min(MOST, places.size()) : known;
            if (!isOverfull) {
                places.putIfAbsent(word, place);
            }
        }
    }

    int count() {
        return columns.size();
    }

    void beginRow() {
        found = 0;
    }

    /** How many words the row has so far. */
    int found() {
        return found;
    }

    /** Whether a cell that is no number belongs to a column of words, which then keeps it. */
    boolean takes(int index, String word) {
        Column next = found < columns.size() ? columns.get(found) : null;
        if (!isDecided && CsvHeader.isWord(word)) {
            next = new Column(index, word);
            columns.add(next);
        }
        if (next == null || next.index != index) {
            return false;
        }
        next.take(word);
        found++;
        return true;
    }

    /** The word with which the column began where a number is found now; empty for a column of numbers. */
    Optional<String> refuses(int index) {
        return found < columns.size() && columns.get(found).index == index
                ? Optional.of(columns.get(found).first)
                : Optional.empty();
    }

    /** Writes the places of a row's words behind its numbers and returns how many there are in all. */
    int endRow(double[] values, int width) {
        isDecided = true;
        for (int c = 0; c < found; c++) {
            values[width + c] = columns.get(c).place;
        }
        return width + found;
    }

    /** The views of a table whose columns have these names, if any. */
    List<View> views(String field, List<String> names, int numbers) {
        List<View> views = new ArrayList<>();
        List<String> others = new ArrayList<>(names);
        for (Column column : columns) {
            List<String> words = column.isOverfull ? List.of() : List.copyOf(column.places.keySet());
            views.add(new View(names.get(column.index), View.Kind.CATEGORY, 1, words));
            others.remove(column.index - (views.size() - 1));
        }
        views.add(0, new View(field, View.Kind.NUMBERS, numbers, others));
        return views;
    }

    /** The place among the names of a column of numbers, counted without those of words. */
    int column(int number) {
        int place = number;
        for (Column column : columns) {
            place += column.index <= place ? 1 : 0;
        }
        return place;
    }
}
