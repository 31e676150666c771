package io.jenkins.plugins.modeldelivery.dependency;

import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far pairs of rows lie apart in the feature space of a Gaussian kernel. */
final class RowMovement {
    private final Vectors before;
    private final Vectors now;
    private final double sigma;

    RowMovement(Vectors before, Vectors now, double sigma) {
        this.before = before;
        this.now = now;
        this.sigma = sigma;
    }

    /** Between 0, nothing moved, and the root of 2. */
    double value() throws BadInputException {
        int[] partner = partners();
        double[] a = new double[before.width()];
        double[] b = new double[now.width()];
        double sum = 0;
        for (int row = 0; row < now.rows(); row++) {
            before.copy(partner[row], a);
            now.copy(row, b);
            double squared = 0;
            for (int u = 0; u < a.length; u++) {
                squared += (a[u] - b[u]) * (a[u] - b[u]);
            }
            sum += -2 * Math.expm1(-squared / (2 * sigma * sigma));
        }
        return Math.sqrt(sum / now.rows());
    }

    /** For each row of now, the row of before that belongs to the same input. */
    private int[] partners() throws BadInputException {
        Map<String, Integer> byId = new HashMap<>();
        for (int row = 0; row < before.rows(); row++) {
            Optional<String> id = before.id(row);
            if (id.isPresent() && byId.put(id.get(), row) != null) {
                throw new BadInputException("id '" + id.get() + "' occurs twice in the reference outputs");
            }
        }
        if (before.rows() != now.rows() || !byId.isEmpty() && byId.size() != before.rows()) {
            throw new BadInputException("some rows of the reference outputs have an id and others do not");
        }
        int[] partner = new int[now.rows()];
        for (int row = 0; row < partner.length; row++) {
            Optional<String> id = now.id(row);
            if (id.isPresent() == byId.isEmpty()) {
                throw new BadInputException("rows have an id in one file of outputs and none in the other");
            }
            Integer found = id.isPresent() ? byId.remove(id.get()) : Integer.valueOf(row);
            if (found == null) {
                throw new BadInputException("output '" + id.orElse("").replaceAll("\\p{Cntrl}", "?")
                        + "' has no partner in the reference; outputs on the same inputs are needed, and where files are"
                        + " sampled, in the same order");
            }
            partner[row] = found;
        }
        return partner;
    }
}
