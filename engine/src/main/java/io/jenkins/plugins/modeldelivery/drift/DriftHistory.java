package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The points of a model in order of time; a set, so that reading the same point twice changes nothing. */
public record DriftHistory(List<DriftPoint> points) {
    public DriftHistory {
        Set<DriftPoint> distinct = new LinkedHashSet<>(points);
        List<DriftPoint> sorted = new ArrayList<>(distinct);
        sorted.sort(Comparator.comparing(DriftPoint::time)
                .thenComparing(point -> point.current().version())
                .thenComparing(point -> point.reference().version()));
        points = List.copyOf(sorted);
    }

    /** Both histories as one. */
    public DriftHistory plus(DriftHistory other) {
        List<DriftPoint> all = new ArrayList<>(points);
        all.addAll(other.points);
        return new DriftHistory(all);
    }

    /** One document a line. */
    public String toJsonLines() {
        return String.join(
                "",
                points.stream()
                        .map(point -> Json.compact(point.toJson()) + "\n")
                        .toList());
    }

    /** Reads what {@link #toJsonLines} wrote; empty lines are skipped. */
    public static DriftHistory read(String jsonLines, String source) throws BadInputException {
        List<DriftPoint> points = new ArrayList<>();
        int number = 0;
        for (String line : jsonLines.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                String where = source + " line " + number;
                points.add(DriftPoint.read(Json.parse(line, where), where));
            }
        }
        return new DriftHistory(points);
    }
}
