package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Decimals;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a shift is tested, as people say it; ranges are checked by {@link DriftOptions#validated()}.
 *
 * @param alpha level of the test, 0..1 exclusive; 0.01 unless given
 * @param tolerance effect, root of MMD², that does not matter, 0 or more
 * @param permutations 1 to 99,999; 999 unless given
 * @param seed of permutations and sampling; 0 unless given
 * @param field array field of JSON lines; {@code embedding} unless given
 * @param groupBy rows with the same value of this field move together
 * @param slice each value of this field is tested, too
 * @param precision single unless given
 * @param test a ladder of bandwidths unless given
 * @param bandwidth {@code median} unless given, or sigma, which implies the single test
 * @param threads half of the cores unless given
 * @param maxRows larger files are sampled down to it; 20,000 unless given
 * @param allowConstantColumns whether columns that never change are accepted
 */
public record DriftParameters(
        Double alpha,
        Double tolerance,
        Integer permutations,
        Long seed,
        String field,
        String groupBy,
        String slice,
        DriftOptions.Precision precision,
        DriftOptions.Kind test,
        String bandwidth,
        Integer threads,
        Integer maxRows,
        boolean allowConstantColumns)
        implements Serializable {
    private static final String MEDIAN = "median";

    public DriftParameters {
        alpha = alpha == null ? Double.valueOf(0.01) : alpha;
        permutations = permutations == null ? Integer.valueOf(999) : permutations;
        seed = seed == null ? Long.valueOf(0) : seed;
        field = field == null ? "embedding" : field;
        precision = precision == null ? DriftOptions.Precision.SINGLE : precision;
        test = test == null ? DriftOptions.Kind.LADDER : test;
        bandwidth = bandwidth == null ? MEDIAN : bandwidth;
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = threads == null ? Integer.valueOf(half) : threads;
        maxRows = maxRows == null ? Integer.valueOf(20_000) : maxRows;
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
                        Optional.ofNullable(groupBy),
                        Optional.ofNullable(slice),
                        precision == DriftOptions.Precision.DOUBLE,
                        maxRows,
                        seed),
                threads,
                allowConstantColumns);
    }
}
