package io.jenkins.plugins.modeldelivery.drift.reading;

import java.util.List;

/**
 * What is compared of rows: some of their numbers, which are a vector of their own.
 *
 * @param field where it stands in a row; empty for numbers made in memory
 * @param width numbers a row has of it
 * @param names of the numbers: columns, or classes in the order of their numbers; empty where nobody names them
 */
public record View(String field, Kind kind, int width, List<String> names) {
    /** A wider table is no table whose columns anybody looks at one by one. */
    static final int MOST_COLUMNS = 500;

    /** What a field holds. */
    public enum Kind {
        /** An array of numbers, or one number. */
        NUMBERS,
        /** A number for each class. */
        SCORES,
        /** A class, in memory as its place among the names. */
        LABEL,
        /** A text, as its hashed n-grams. */
        TEXT,
        /** A column of words beside the numbers of a table, likewise a place among the names. It is no part of any vector. */
        CATEGORY
    }

    public View {
        names = List.copyOf(names);
    }

    static View numbers(String field, int width) {
        return new View(field, Kind.NUMBERS, width, List.of());
    }

    /** Whether the names differ from file to file, so that both sides have to be brought to the same ones. */
    public boolean hasClasses() {
        return kind == Kind.SCORES || kind == Kind.LABEL;
    }

    /** In the middle of a sentence. */
    public String column(int number) {
        if (number >= names.size()) {
            return "column " + (number + 1);
        }
        return (hasClasses() ? "class '" : "column '") + names.get(number) + "'";
    }

    /** The same with other names, a number for each. */
    View named(List<String> classes) {
        return new View(field, kind, classes.size(), classes);
    }
}
