package io.jenkins.plugins.modeldelivery.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mean over rows that were drawn from strata at other rates than production's: each stratum counts by its population. */
final class StratifiedRows {
    private final ChosenRows selection;
    private final boolean shares;
    private final List<Measured.Part> parts = new ArrayList<>();
    private double value;
    private Optional<String> gap = Optional.empty();

    /** @param values of the rows */
    StratifiedRows(Measure measure, ChosenRows selection, double[] values) {
        this.selection = selection;
        if (measure.weight().isPresent() || selection.hasTrials()) {
            gap = Optional.of("strata with weights or trials have no value here; leave one of them out");
            shares = false;
            return;
        }
        shares = Arrays.stream(values).allMatch(x -> x == 0 || x == 1);
        add(measure, values);
    }

    private void add(Measure measure, double[] values) {
        String field = measure.stratum().orElseThrow();
        int[] stratum = selection.file().slice(field);
        List<String> names = selection.file().sliceValues(field);
        double people =
                measure.population().values().stream().mapToDouble(size -> size).sum();
        long[] rows = new long[names.size()];
        double[] sums = new double[names.size()];
        for (int i = 0; i < values.length; i++) {
            int at = stratum[selection.row(i)];
            if (at < 0 || !measure.population().containsKey(names.get(at))) {
                gap = Optional.of("a row's '" + field + "' is none of the policy's population");
                return;
            }
            rows[at] += selection.drawn(i);
            sums[at] += selection.drawn(i) * values[i];
        }
        for (Map.Entry<String, Double> entry : measure.population().entrySet()) {
            int at = names.indexOf(entry.getKey());
            if (at < 0 || rows[at] == 0) {
                gap = Optional.of("stratum '" + entry.getKey() + "' has no rows");
                return;
            }
            double weight = entry.getValue() / people;
            value += weight * sums[at] / rows[at];
            if (shares) {
                parts.add(new Measured.Part(weight, Math.round(sums[at]), 0, rows[at]));
            }
        }
    }

    Optional<String> gap() {
        return gap;
    }

    /** Whether all values are 0 or 1, so that bounds are known. */
    boolean areShares() {
        return shares;
    }

    List<Measured.Part> parts() {
        return parts;
    }

    double value() {
        return value;
    }
}
