package io.jenkins.plugins.modeldelivery.drift;

import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Computation;
import io.jenkins.plugins.modeldelivery.drift.kernel.Distances;
import io.jenkins.plugins.modeldelivery.drift.kernel.Labellings;
import io.jenkins.plugins.modeldelivery.drift.kernel.SplitMix;
import io.jenkins.plugins.modeldelivery.drift.kernel.Workers;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.drift.reading.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One test of two samples, seen in one or several ways: chooses bandwidths, and computes each view's statistics on the same permutations. */
final class ViewMeasuring {
    private static final int SIGMA_STREAM = -3;
    private static final int MEDIAN_ROWS = 2000; // of more, a sample: the median moves little, and pairs are n²

    private final List<ViewPair> views;
    private final List<Double> pinned;
    private final DriftOptions options;
    private final Workers workers;
    private final Samples any;
    private final Bins bins;

    /**
     * @param views of the same rows
     * @param pinned a sigma for each view, or none
     */
    ViewMeasuring(List<ViewPair> views, List<Double> pinned, DriftOptions options, Workers workers) {
        this.views = views;
        this.pinned = pinned;
        this.options = options;
        this.workers = workers;
        this.any = views.get(0).samples();
        this.bins = any.bins(options.seed());
    }

    Finding find() throws InterruptedException {
        int n = any.n();
        int m = any.m();
        if (bins.movableReference() < 2 || bins.movableCurrent() < 2) {
            return Finding.obstacle(
                    n,
                    m,
                    "too few groups: " + bins.movableReference() + " in the reference, " + bins.movableCurrent()
                            + " in the current data; at least 2 of each are needed");
        }
        Labellings labellings = Labellings.draw(bins, options.permutations(), options.seed());
        List<Finding.OfView> found = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            ViewPair view = views.get(i);
            Computation computation = view.samples().computation(options, workers);
            Optional<Bandwidth> bandwidth = bandwidth(i, computation);
            if (bandwidth.isEmpty()) {
                return Finding.obstacle(n, m, Finding.about(view.name()) + "degenerate data: all rows are equal");
            }
            found.add(new Finding.OfView(
                    view.name(),
                    view.samples().width(),
                    measure(computation, bandwidth.get().sigma(), labellings),
                    defects(view, bandwidth.get())));
            sources.add(Finding.about(view.name()) + bandwidth.get().source());
        }
        return new Finding(n, m, found, Counts.Movable.of(bins), method(String.join(", ", sources)));
    }

    private List<String> defects(ViewPair view, Bandwidth bandwidth) {
        Samples samples = view.samples();
        List<String> defects = new ArrayList<>(view.defects());
        if (view.kind() == View.Kind.LABEL) {
            samples.lonelyClasses().ifPresent(defects::add);
            return List.copyOf(defects);
        }
        if (view.kind() != View.Kind.TEXT) { // of whose places many stay empty
            Optional<String> constant = samples.constantColumns();
            if (constant.isPresent() && !options.constantColumnsAllowed()) {
                defects.add("degenerate data: " + constant.get()
                        + "; leave such columns out, or accept them with --allow-constant-columns");
            }
        }
        if (view.kind() == View.Kind.NUMBERS) {
            samples.dominatingColumn()
                    .ifPresent(
                            column -> defects.add(
                                    column
                                            + ", so a shift of the others cannot be seen; compare with scale: robust (--scale robust)"));
        }
        if (bandwidth.isDegenerate()) {
            defects.add("degenerate data: the median distance is zero, at least half of all pairs of rows "
                    + "are equal; the bandwidth is the median of the distances that are not zero");
        } else {
            samples.repeated()
                    .ifPresent(side -> defects.add("degenerate data: the median distance is zero within the " + side
                            + ", at least half of all pairs of its rows are equal"));
        }
        return List.copyOf(defects);
    }

    /** The bandwidth and what it rests on. */
    private record Bandwidth(double sigma, String source, boolean isDegenerate) {}

    /** Sigma as given, or the root of half the median squared distance; empty when all rows are equal. */
    private Optional<Bandwidth> bandwidth(int view, Computation computation) throws InterruptedException {
        if (!pinned.isEmpty()) {
            return Optional.of(new Bandwidth(pinned.get(view), "given", false));
        }
        if (options.bandwidth().isPresent()) {
            return Optional.of(new Bandwidth(options.bandwidth().getAsDouble(), "given", false));
        }
        int[] rows = medianRows();
        Distances distances = computation.distances(rows);
        boolean isSampled = rows.length < any.n() + any.m();
        String source = isSampled ? "pooled median of a seeded sample of " + rows.length + " rows" : "pooled median";
        double median = distances.median();
        if (median > 0) {
            return Optional.of(new Bandwidth(StrictMath.sqrt(median / 2), source, false));
        }
        double fallback = distances.medianOfNonZero();
        return fallback > 0
                ? Optional.of(new Bandwidth(Math.sqrt(fallback / 2), "median of the distances that are not zero", true))
                : Optional.empty();
    }

    private int[] medianRows() {
        int[] rows = new int[any.n() + any.m()];
        Arrays.setAll(rows, i -> i);
        if (rows.length <= MEDIAN_ROWS) {
            return rows;
        }
        new SplitMix(options.seed(), SIGMA_STREAM).chooseFirst(rows, MEDIAN_ROWS);
        int[] chosen = Arrays.copyOf(rows, MEDIAN_ROWS);
        Arrays.sort(chosen);
        return chosen;
    }

    private Measurement measure(Computation computation, double sigma, Labellings labellings)
            throws InterruptedException {
        return Measurement.of(
                options.test() == DriftOptions.Kind.SINGLE
                        ? List.of(computation.single(sigma, bins, labellings))
                        : List.of(computation.ladder(sigma, bins, labellings)));
    }

    /** One line that says how the numbers were computed. */
    private String method(String bandwidths) {
        List<String> parts = new ArrayList<>();
        parts.add(
                options.test() == DriftOptions.Kind.LADDER
                        ? "unbiased MMD² at five bandwidths, weighted least p-value"
                        : "unbiased MMD² at one bandwidth");
        if (views.size() > 1) {
            parts.add(views.size() + " views on the same permutations, the least p-value of all");
        }
        parts.add(permuted());
        parts.add("bandwidth: " + bandwidths);
        parts.add(options.precision() == DriftOptions.Precision.SINGLE ? "single precision" : "double precision");
        if (options.scale() == DriftOptions.Scale.ROBUST) {
            parts.add("columns less their median, by their interquartile range");
        }
        views.stream().filter(view -> view.kind() != View.Kind.NUMBERS).forEach(view -> parts.add(told(view)));
        views.stream().map(ViewPair::remark).filter(remark -> !remark.isEmpty()).forEach(parts::add);
        addSampled(parts, "reference", any.reference());
        addSampled(parts, "current", any.current());
        return String.join("; ", parts);
    }

    private static String told(ViewPair view) {
        return "'" + view.field() + "' "
                + switch (view.kind()) {
                    case LABEL -> "as 0 and 1 for each class";
                    case TEXT -> "as hashed runs of two to four characters";
                    default -> "by class";
                };
    }

    private String permuted() {
        if (any.groups().isPresent()) {
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
