package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One column of a table on both sides: it explains a shift, and takes no part in the verdict.
 *
 * @param kind {@code numbers}, told by the distance of Kolmogorov and Smirnov, or {@code categories}, by chi-squared
 * @param statistic that distance, or chi-squared
 * @param pValue among all columns, at their common level
 * @param moved whether it reaches alpha
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ColumnShift(
        String name,
        String kind,
        double statistic,
        @JsonProperty("p_value") double pValue,
        boolean moved,
        Side reference,
        Side current) {
    static final String NUMBERS = "numbers";
    static final String CATEGORIES = "categories";

    private static final int MOST_TOLD = 5;

    /**
     * What one side looks like.
     *
     * @param quantiles of numbers
     * @param shares of the most frequent categories, the sum of both sides' counting
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Side(Optional<Quantiles> quantiles, Optional<Map<String, Double>> shares) {
        static Side of(Quantiles quantiles) {
            return new Side(Optional.of(quantiles), Optional.empty());
        }

        static Side of(Map<String, Double> shares) {
            return new Side(Optional.empty(), Optional.of(shares));
        }

        private String told() {
            return quantiles
                    .map(Quantiles::told)
                    .orElseGet(() -> shares.orElse(Map.of()).entrySet().stream()
                            .map(share -> share.getKey() + " " + Numbers.statistic(share.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }

    /** Nearest-rank quantiles. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Quantiles(double min, double q05, double q25, double q50, double q75, double q95, double max) {
        private String told() {
            return Numbers.statistic(q05) + " / " + Numbers.statistic(q50) + " / " + Numbers.statistic(q95);
        }
    }

    ColumnShift ranked(double p, boolean hasMoved) {
        return new ColumnShift(name, kind, statistic, p, hasMoved, reference, current);
    }

    /** The reasons of a judgement, and which columns moved. */
    static List<String> told(DriftJudge.Judgement judgement, Optional<List<ColumnShift>> columns) {
        List<ColumnShift> moved =
                columns.orElse(List.of()).stream().filter(ColumnShift::moved).toList();
        if (moved.isEmpty()) {
            return judgement.reasons();
        }
        String names = moved.stream().limit(MOST_TOLD).map(ColumnShift::name).collect(Collectors.joining(", "));
        String more = moved.size() > MOST_TOLD ? " and " + (moved.size() - MOST_TOLD) + " more" : "";
        List<String> reasons = new ArrayList<>(judgement.reasons());
        reasons.add((judgement.verdict() == Verdict.PASS ? "warning: " : "") + moved.size()
                + (moved.size() == 1 ? " column moved: " : " columns moved: ") + names + more);
        return List.copyOf(reasons);
    }

    /** Those that moved, the clearest first. */
    static Section section(Optional<List<ColumnShift>> columns) {
        Section.Builder table = Section.table(
                "Columns that moved", "column", "kind", "distance", "p of all columns", "reference", "current");
        columns.orElse(List.of()).stream()
                .filter(ColumnShift::moved)
                .forEach(column -> table.row(
                        column.name(),
                        column.kind(),
                        Numbers.statistic(column.statistic()),
                        Numbers.statistic(column.pValue()),
                        column.reference().told(),
                        column.current().told()));
        return table.end();
    }
}
