package io.jenkins.plugins.modeldelivery.drift.reading;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.drift.reading.JsonLines.JsonLine.Malformed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Takes one view out of JSON objects. The first one decides what the view is and which classes it has; all others are held to it. */
final class ViewReader {
    private static final int MOST_CLASSES = 1000;
    private static final int MOST_SHOWN = 40;

    private final String field;
    private final JsonPointer pointer; // null where the field is called by its name
    private final boolean isText;
    private final boolean isOnly;
    private final List<String> classes = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private View.Kind kind;
    private int width;

    /**
     * @param isText whether it is a text, to be told by its n-grams; else a text is a class
     * @param isOnly whether a row has no other view, so that its width is the row's, which is asked of all formats alike
     */
    ViewReader(String field, boolean isText, boolean isOnly) {
        this.field = field;
        this.pointer = field.startsWith("/") ? JsonPointer.compile(field) : null;
        this.isText = isText;
        this.isOnly = isOnly;
    }

    String field() {
        return field;
    }

    View view() {
        return new View(field, kind, width, classes);
    }

    /** What a row holds of it; a missing node where there is nothing. */
    JsonNode in(JsonNode row) {
        return pointer == null ? row.path(field) : row.at(pointer);
    }

    /** How many numbers will be written of a node. */
    int width(JsonNode node) throws Malformed {
        requireKind(node);
        return switch (kind) {
            case TEXT -> CharacterGrams.WIDTH;
            case NUMBERS -> node.isArray() ? node.size() : 1;
            case SCORES -> classes.isEmpty() ? node.size() : classes.size();
            default -> 1;
        };
    }

    /** Tells that an array of so many numbers was read by somebody else. */
    void isArray(int numbers) throws Malformed {
        require(View.Kind.NUMBERS);
        requireWidth(numbers);
    }

    /** Writes the numbers of a node. */
    void write(JsonNode node, double[] into, int at) throws Malformed {
        switch (kind) {
            case TEXT -> CharacterGrams.write(node.textValue(), into, at);
            case LABEL -> into[at] = place(node.asText());
            case SCORES -> writeScores(node, into, at);
            default -> {
                for (int i = 0; i < width(node); i++) {
                    JsonNode number = node.isArray() ? node.get(i) : node;
                    into[at + i] = finite(number, "number " + (i + 1));
                }
            }
        }
        requireWidth(kind == View.Kind.LABEL ? 1 : width(node));
    }

    private double finite(JsonNode number, String called) throws Malformed {
        double value = number.isNumber() ? number.doubleValue() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new Malformed(called + " of '" + field + "' is not a finite number");
        }
        return value;
    }

    private void requireKind(JsonNode node) throws Malformed {
        if (isText && !node.isTextual()) {
            throw new Malformed("'" + field + "' is no text" + (node.isMissingNode() ? ", it is missing" : "")
                    + "; --text names a field or pointer to one");
        }
        if (isText) {
            require(View.Kind.TEXT);
        } else if (node.isArray() || node.isNumber()) {
            require(View.Kind.NUMBERS);
        } else {
            require(node.isObject() ? View.Kind.SCORES : View.Kind.LABEL);
        }
    }

    private void require(View.Kind found) throws Malformed {
        if (kind != null && kind != found) {
            throw new Malformed("'" + field + "' holds " + word(found) + " where the first row has " + word(kind));
        }
        kind = found;
    }

    private static String word(View.Kind kind) {
        return switch (kind) {
            case NUMBERS -> "numbers";
            case SCORES -> "scores of classes";
            default -> "a word";
        };
    }

    private void requireWidth(int numbers) throws Malformed {
        if (width == 0) {
            width = numbers;
        } else if (width != numbers && !isOnly) {
            throw new Malformed("'" + field + "' has " + numbers + " numbers where the first row has " + width
                    + "; all rows must have the same width");
        }
    }

    private int place(String name) throws Malformed {
        Integer place = places.get(name);
        if (place == null) {
            if (classes.size() == MOST_CLASSES) {
                throw new Malformed("'" + field + "' has more than " + MOST_CLASSES
                        + " different values, so it is no class; compare what is written in it with --text " + field);
            }
            place = classes.size();
            places.put(name, place);
            classes.add(name);
        }
        return place;
    }

    private void writeScores(JsonNode scores, double[] into, int at) throws Malformed {
        if (classes.isEmpty()) {
            TreeSet<String> sorted = new TreeSet<>();
            scores.fieldNames().forEachRemaining(sorted::add);
            classes.addAll(sorted);
        }
        for (int c = 0; c < classes.size(); c++) {
            JsonNode score = scores.path(classes.get(c));
            if (score.isMissingNode()) {
                throw new Malformed("'" + field + "' has no number for class '" + shown(classes.get(c))
                        + "', which the first row has; write one for every class, 0 where there is none");
            }
            into[at + c] = finite(score, "class '" + shown(classes.get(c)) + "'");
        }
        if (scores.size() > classes.size()) {
            TreeSet<String> others = new TreeSet<>();
            scores.fieldNames().forEachRemaining(others::add);
            classes.forEach(others::remove);
            throw new Malformed("'" + field + "' has the class '" + shown(others.first())
                    + "', which the first row does not have; write a number for every class, 0 where there is none");
        }
    }

    private static String shown(String name) {
        return name.length() > MOST_SHOWN ? name.substring(0, MOST_SHOWN) + "..." : name;
    }
}
