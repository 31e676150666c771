package io.jenkins.plugins.modeldelivery.cli;

import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import picocli.CommandLine.Option;

/** The options of a shift test, shared by {@code drift} and {@code fingerprint compare}. */
final class DriftTestOptions {
    @Option(names = "--alpha", paramLabel = "A", description = "Level of the test (default 0.01)")
    Double alpha;

    @Option(names = "--tolerance", paramLabel = "T", description = "Effect (root of MMD²) that does not matter")
    Double tolerance;

    @Option(names = "--permutations", paramLabel = "B", description = "Number of permutations (default 999)")
    Integer permutations;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of permutations and sampling (default 0)")
    Long seed;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "Array of JSON lines, name or pointer (default embedding)")
    String field;

    @Option(names = "--group-by", paramLabel = "FIELD", description = "Rows with the same value here move together")
    String groupBy;

    @Option(names = "--slice", paramLabel = "FIELD", description = "Also test each value of this field (Holm)")
    String slice;

    @Option(names = "--precision", paramLabel = "P", description = "single (default) or double (slow, for checking)")
    DriftOptions.Precision precision;

    @Option(names = "--test", paramLabel = "T", description = "ladder of bandwidths (default) or single")
    DriftOptions.Kind test;

    @Option(
            names = "--bandwidth",
            paramLabel = "S",
            description = "median (default), or a number, which implies --test single")
    String bandwidth = "median";

    @Option(names = "--threads", paramLabel = "N", description = "Threads at most (default: half of the cores)")
    Integer threads;

    @Option(names = "--max-rows", paramLabel = "N", description = "Larger files are sampled to N rows (default 20000)")
    Integer maxRows;

    @Option(names = "--allow-constant-columns", description = "Accept columns that never change")
    boolean allowConstantColumns;

    @Option(
            names = "--scale",
            paramLabel = "S",
            description = "none (default), or robust: each column by its median and quartiles")
    DriftOptions.Scale scale = DriftOptions.Scale.NONE;

    DriftOptions toOptions() throws BadInputException {
        DriftOptions options = DriftOptions.defaults();
        options = alpha == null ? options : options.withAlpha(alpha);
        options = tolerance == null ? options : options.withTolerance(tolerance);
        options = permutations == null ? options : options.withPermutations(permutations);
        options = seed == null ? options : options.withSeed(seed);
        options = field == null ? options : options.withField(field);
        options = groupBy == null ? options : options.withGroupBy(groupBy);
        options = slice == null ? options : options.withSlice(slice);
        options = precision == null ? options : options.withPrecision(precision);
        options = test == null ? options : options.withTest(test);
        options = threads == null ? options : options.withThreads(threads);
        options = maxRows == null ? options : options.withMaxRows(maxRows);
        options = options.withScale(scale);
        options = allowConstantColumns ? options.withConstantColumns() : options;
        return bandwidth.equals("median") ? options : options.withBandwidth(sigma());
    }

    private double sigma() throws BadInputException {
        return Decimals.finite(bandwidth)
                .orElseThrow(() -> new BadInputException(
                        "--bandwidth '" + bandwidth + "' is neither 'median' nor a finite number"));
    }
}
