package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.parameter.Parameter;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How a shift is tested, as people say it; ranges are checked by {@link DriftOptions#validated()}. */
public record DriftParameters(
        @Parameter(label = "A", usual = "0.01", help = "Level of the test (default {usual})")
        Double alpha,

        @Parameter(label = "T", help = "Effect (root of MMD²) that does not matter")
        Double tolerance,

        @Parameter(label = "B", usual = "999", help = "Number of permutations (default {usual})")
        Integer permutations,

        @Parameter(label = "N", usual = "0", help = "Seed of permutations and sampling (default {usual})")
        Long seed,

        @Parameter(
                label = "NAME",
                help =
                        "Array, number, scores (class -> number) or class of JSON lines, list column of Parquet; several times for"
                                + " several views, tested at one level (default embedding)")
        List<String> field,

        @Parameter(label = "NAME", help = "Text of JSON lines, name or pointer: a view of hashed character n-grams")
        String text,

        @Parameter(label = "FIELD", help = "Rows with the same value here move together")
        String groupBy,

        @Parameter(label = "FIELD", help = "Also test each value of this field (Holm)")
        String slice,

        @Parameter(label = "P", usual = "SINGLE", help = "single (default) or double (slow, for checking)")
        DriftOptions.Precision precision,

        @Parameter(label = "T", usual = "LADDER", help = "ladder of bandwidths (default) or single")
        DriftOptions.Kind test,

        @Parameter(label = "S", usual = "median", help = "{usual} (default), or a number, which implies --test single")
        String bandwidth,

        @Parameter(label = "N", help = "Threads at most (default: half of the cores)")
        Integer threads,

        @Parameter(label = "N", usual = "20000", help = "Larger files are sampled to N rows (default {usual})")
        Integer maxRows,

        @Parameter(help = "Accept columns that never change")
        boolean allowConstantColumns,

        @Parameter(
                label = "S",
                usual = "none",
                help = "none (default), or robust: each column by its median and quartiles")
        DriftOptions.Scale scale)
        implements Serializable {
    private static final String FIELD = "embedding";
    private static final String MEDIAN = "median";

    public DriftParameters {
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = threads == null ? Integer.valueOf(half) : threads;
        field = fields(field, text);
    }

    /** What is compared where these are asked for: the embedding, where nothing else is. */
    public static List<String> fields(List<String> asked, String text) {
        boolean isNone = asked == null || asked.isEmpty();
        return isNone && text == null ? List.of(FIELD) : isNone ? List.of() : List.copyOf(asked);
    }

    /** @throws BadInputException when the bandwidth is neither a number nor the median */
    public DriftOptions options() throws BadInputException {
        OptionalDouble sigma = Decimals.finite(bandwidth);
        if (sigma.isEmpty() && !bandwidth.equals(MEDIAN)) {
            throw BadInputException.about(
                    as -> as.apply("bandwidth") + " '" + bandwidth + "' is neither 'median' nor a finite number");
        }
        return options(sigma);
    }

    /** @throws BadInputException when a report answers another question than this */
    public void requireAnswer(DriftReport report) throws BadInputException {
        DriftOptions asked = options();
        boolean measured = report.permutationsKept() > 0;
        if (Double.compare(report.alpha(), asked.alpha()) != 0
                || !report.effect().tolerance().equals(asked.tolerance())
                || report.seed() != asked.seed()
                || measured && report.permutationsKept() < asked.permutations()) {
            throw new BadInputException("The report is of a test with alpha " + report.alpha() + ", seed "
                    + report.seed()
                    + " and " + report.permutationsKept() + " permutations, not of the one that was asked for (alpha "
                    + asked.alpha() + ", seed " + asked.seed() + ", " + asked.permutations() + " permutations)");
        }
    }

    /** Nothing but defaults. */
    static DriftOptions defaults() {
        return Parameters.of(DriftParameters.class).options(OptionalDouble.empty());
    }

    private DriftOptions options(OptionalDouble sigma) {
        return new DriftOptions(
                alpha,
                tolerance == null ? OptionalDouble.empty() : OptionalDouble.of(tolerance),
                permutations,
                seed,
                precision,
                sigma.isPresent() ? DriftOptions.Kind.SINGLE : test,
                sigma,
                new ReadOptions(
                        field,
                        Optional.ofNullable(text),
                        Optional.ofNullable(groupBy),
                        Optional.ofNullable(slice),
                        precision == DriftOptions.Precision.DOUBLE,
                        maxRows,
                        seed),
                threads,
                allowConstantColumns,
                scale);
    }
}
