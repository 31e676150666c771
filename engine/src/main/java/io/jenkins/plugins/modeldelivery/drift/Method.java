package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Strata;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import java.util.Locale;

/** One line that says how the numbers of a report were computed. */
final class Method {
    private Method() {}

    static String describe(Samples samples, DriftOptions options, Bins bins, Measuring.Bandwidth bandwidth) {
        String test = options.test() == DriftOptions.Kind.LADDER
                ? "unbiased MMD² at five bandwidths, weighted least p-value"
                : "unbiased MMD² at one bandwidth";
        return test + "; " + moves(bins, samples) + "; bandwidth: " + bandwidth.source() + "; "
                + options.precision().name().toLowerCase(Locale.ROOT) + " precision"
                + sampled("reference", samples.reference()) + sampled("current", samples.current());
    }

    private static String moves(Bins bins, Samples samples) {
        if (samples.groups().isPresent()) {
            return "groups permuted in " + bins.movableReference() + " + " + bins.movableCurrent() + " bins";
        }
        if (bins.isStratified()) {
            return "single rows permuted in " + Strata.COUNT + " strata";
        }
        return bins.isSingleRows()
                ? "single rows permuted"
                : "rows permuted in " + bins.movableReference() + " + " + bins.movableCurrent() + " equal bins";
    }

    private static String sampled(String name, Vectors vectors) {
        return vectors.isSampled()
                ? "; " + name + ": seeded sample of " + vectors.rows() + " of "
                        + vectors.source().rows() + " rows"
                : "";
    }
}
