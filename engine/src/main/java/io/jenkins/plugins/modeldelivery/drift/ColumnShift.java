package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.modeldelivery.rendering.Chart;
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
    private static final int MOST_DRAWN = 12;

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
        private List<Double> drawn() {
            return List.of(q05, q25, q50, q75, q95);
        }

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
        reasons.add((judgement.verdict() == Verdict.PASS ? "warning: " : "")
                + moved.size()
                + (moved.size() == 1 ? " column moved: " : " columns moved: ")
                + names
                + more);
        return List.copyOf(reasons);
    }

    /** As the pages' script draws them: 5, 25, 50, 75 and 95 % of each side. */
    private record Drawn(String title, String reference, String current, List<Box> columns) {
        private record Box(String name, List<Double> reference, List<Double> current) {}
    }

    /** Those that moved, in the order of the table. */
    static Section section(Optional<List<ColumnShift>> columns) {
        List<ColumnShift> moved =
                columns.orElse(List.of()).stream().filter(ColumnShift::moved).toList();
        Section.Builder table = Section.table(
                "Columns that moved", "column", "kind", "distance", "p of all columns", "reference", "current");
        moved.forEach(column -> table.row(
                column.name(),
                column.kind(),
                Numbers.statistic(column.statistic()),
                Numbers.statistic(column.pValue()),
                column.reference().told(),
                column.current().told()));
        List<Drawn.Box> boxes = moved.stream()
                .filter(column -> column.reference().quantiles().isPresent()
                        && column.current().quantiles().isPresent())
                .limit(MOST_DRAWN)
                .map(column -> new Drawn.Box(
                        column.name(),
                        column.reference().quantiles().get().drawn(),
                        column.current().quantiles().get().drawn()))
                .toList();
        return table.chart(
                        boxes.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new Chart(
                                        "columns",
                                        "Quantiles of the columns that moved, before and after; the table below has the same numbers",
                                        new Drawn("Columns that moved", "reference", "current", boxes))))
                .end();
    }
}
