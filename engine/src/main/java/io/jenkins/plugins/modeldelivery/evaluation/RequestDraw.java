package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How an eval set was drawn from production's requests, as its metadata says.
 *
 * @param drawn requests, which the rows' {@code drawn} add up to
 * @param strata where they were drawn at other rates than production's
 * @param group where of each a few requests were drawn at most
 * @param more keys of a later release
 */
public record RequestDraw(
        long drawn,
        Optional<Strata> strata,
        Optional<Group> group,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    /**
     * Requests of each stratum.
     *
     * @param field of a row, with its stratum
     */
    public record Strata(String field, SortedMap<String, Size> sizes) {
        public Strata {
            if (sizes.values().stream().noneMatch(size -> size.population > 0)) {
                throw new IllegalArgumentException("no stratum has a request");
            }
            sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
        }

        /** As a rule says it. */
        public Map<String, Double> population() {
            Map<String, Double> population = new LinkedHashMap<>();
            sizes.forEach((value, size) -> {
                if (size.population > 0) {
                    population.put(value, (double) size.population);
                }
            });
            return population;
        }
    }

    /**
     * One stratum.
     *
     * @param population requests of the window
     */
    public record Size(long population, long drawn) {
        public Size {
            if (population < 0 || drawn < 0) {
                throw new IllegalArgumentException("a stratum has at least 0 requests");
            }
        }
    }

    /**
     * A cap on each group.
     *
     * @param field of a row, with its group
     */
    public record Group(String field, int most) {}
}
