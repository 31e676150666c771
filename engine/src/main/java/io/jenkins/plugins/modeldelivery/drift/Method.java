package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import java.util.ArrayList;
import java.util.List;

/** One line that says how the numbers of a report were computed. */
final class Method {
    private Method() {}

    static String describe(Samples samples, DriftOptions options, Bins bins, Measuring.Bandwidth bandwidth) {
        List<String> parts = new ArrayList<>();
        parts.add(
                options.test() == DriftOptions.Kind.LADDER
                        ? "unbiased MMD² at five bandwidths, weighted least p-value"
                        : "unbiased MMD² at one bandwidth");
        parts.add(moves(bins, samples));
        parts.add("bandwidth: " + bandwidth.source());
        parts.add(options.precision() == DriftOptions.Precision.SINGLE ? "single precision" : "double precision");
        addSampled(parts, "reference", samples.reference());
        addSampled(parts, "current", samples.current());
        return String.join("; ", parts);
    }

    private static String moves(Bins bins, Samples samples) {
        if (samples.groups().isPresent()) {
            return "groups permuted in " + bins.movableReference() + " + " + bins.movableCurrent() + " bins";
        }
        return bins.isSingleRows()
                ? "single rows permuted"
                : "rows permuted in " + bins.movableReference() + " + " + bins.movableCurrent() + " equal bins";
    }

    private static void addSampled(List<String> parts, String name, Vectors vectors) {
        if (vectors.isSampled()) {
            parts.add(name + ": seeded sample of " + vectors.rows() + " of "
                    + vectors.source().rows() + " rows");
        }
    }
}
