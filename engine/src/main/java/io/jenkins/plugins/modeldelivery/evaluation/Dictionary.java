package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Numbers for the few different values of a field. Beyond its limit it only knows that there are too many, which does not
 * depend on the order in which values came.
 */
final class Dictionary {
    static final int NONE = -1;
    static final int TOO_MANY = -2;

    private final int limit;
    private final Map<String, Integer> numbers = new HashMap<>();

    Dictionary(int limit) {
        this.limit = limit;
    }

    int number(String value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        if (numbers.size() > limit) {
            return TOO_MANY;
        }
        numbers.put(value, numbers.size());
        return numbers.size() - 1;
    }

    int size() {
        return numbers.size();
    }

    /** All values of several dictionaries in order; empty where they are more than the limit. */
    static List<String> union(Collection<Dictionary> dictionaries) {
        TreeSet<String> all = new TreeSet<>();
        int limit = 0;
        for (Dictionary dictionary : dictionaries) {
            all.addAll(dictionary.numbers.keySet());
            limit = dictionary.limit;
        }
        return all.size() > limit ? List.of() : new ArrayList<>(all);
    }

    /** From this dictionary's numbers to positions in the union. */
    int[] positions(List<String> union) {
        Map<String, Integer> position = new HashMap<>();
        for (int i = 0; i < union.size(); i++) {
            position.put(union.get(i), i);
        }
        int[] positions = new int[numbers.size()];
        numbers.forEach((value, number) -> positions[number] = position.getOrDefault(value, TOO_MANY));
        return positions;
    }
}
