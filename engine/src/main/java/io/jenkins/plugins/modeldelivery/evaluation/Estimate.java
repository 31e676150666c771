package io.jenkins.plugins.modeldelivery.evaluation;

import io.jenkins.plugins.modeldelivery.statistics.DirichletBound;
import io.jenkins.plugins.modeldelivery.statistics.LossBound;
import io.jenkins.plugins.modeldelivery.statistics.Mover;
import io.jenkins.plugins.modeldelivery.statistics.PairedProportions;
import io.jenkins.plugins.modeldelivery.statistics.Proportion;
import io.jenkins.plugins.modeldelivery.statistics.Quantile;
import io.jenkins.plugins.modeldelivery.statistics.Units;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.BetaDistribution;

/** Value and one-sided bounds of a measure, from what was measured. Assumes that there is no gap. */
public final class Estimate {
    private static final int LEAST_ROWS_OF_A_PART = 10;

    private final Measure measure;
    private final Measured measured;
    private final Metric metric;

    public Estimate(Measure measure, Measured measured) {
        this.measure = measure;
        this.measured = measured;
        this.metric = measure.asMetric();
    }

    private Units units() {
        return measured.units().orElseThrow();
    }

    private Measured.Form form() {
        return measured.form().orElseThrow();
    }

    /** How many units were drawn independently. */
    public long independent() {
        return measured.units().map(Units::count).orElse(measured.rows());
    }

    /** The value; infinite for a quantile that a failed request has. */
    public double value() {
        if (measured.value().isPresent()) {
            return measured.value().getAsDouble();
        }
        return switch (form()) {
            case F_ONE -> fOne(units().ratio());
            case ROOT -> Math.sqrt(units().ratio());
            case SHORTFALL -> 1 - units().ratio();
            case PARTS -> mover(0.5).estimate();
            case QUANTILE -> {
                Sample.Latency latency = measured.latency().orElseThrow();
                yield ranked(Quantile.rank(metric.quantile(), latency.n()));
            }
            default -> units().ratio();
        };
    }

    /** Why there is no bound on either side; empty where there is one. */
    public Optional<String> gap() {
        if (measured.unbounded().isPresent()) {
            return measured.unbounded();
        }
        return switch (form()) {
            case LOSS, ROOT, SHORTFALL, DIFFERENCE -> hasRange() ? Optional.empty() : new LossBound(units()).gap();
            case PARTS, PAIRED_PARTS ->
                measured.parts().stream()
                        .filter(part -> part.weight() > 0 && part.rows() < LEAST_ROWS_OF_A_PART)
                        .findFirst()
                        .map(part -> "a class or stratum has " + part.rows() + " rows; a bound needs "
                                + LEAST_ROWS_OF_A_PART + " of each");
            case VALUE, BOTH -> Optional.of("no bound of this metric is known");
            default -> Optional.empty();
        };
    }

    /** What bounds are called; says approximate where no exact one exists. */
    public String method() {
        return switch (form()) {
            case RATIO -> proportion().isPresent() ? "Clopper-Pearson" : "Dirichlet";
            case F_ONE -> "2J/(1+J) of the bound of J = TP/(TP+FP+FN)";
            case F_BETA -> "Dirichlet, worst row a false negative or positive";
            case INFLUENCE -> "Dirichlet on influence values";
            case PLACEMENT -> "Dirichlet on placements, doubled";
            case POSITIVES -> "Clopper-Pearson on the positives";
            case LOSS, ROOT, SHORTFALL, DIFFERENCE -> "worse of Hall and t, approximate";
            case PARTS -> "MOVER of Wilson bounds";
            case PAIRED_PARTS -> "MOVER of Tango bounds of the classes";
            case QUANTILE -> "binomial order statistics";
            case GAPS -> "Dirichlet on signed gaps";
            case EXACT -> "exact count";
            case VALUE, BOTH -> "";
        };
    }

    /** One-sided lower bound; empty where there is none on this side. */
    public OptionalDouble lower(double confidence) {
        if (gap().isPresent()) {
            return OptionalDouble.empty();
        }
        return switch (form()) {
            case RATIO, INFLUENCE -> OptionalDouble.of(ratioLower(confidence));
            case F_ONE -> OptionalDouble.of(fOne(ratioLower(confidence)));
            case F_BETA -> OptionalDouble.of(DirichletBound.lower(units(), 0, worstOfFBeta(), confidence));
            case PLACEMENT -> OptionalDouble.of(doubled(ratioLower(confidence)));
            case POSITIVES -> OptionalDouble.of(positives(confidence, true));
            case LOSS -> OptionalDouble.of(Math.max(0, new LossBound(units()).lower(confidence)));
            case ROOT ->
                OptionalDouble.of(Math.sqrt(
                        hasRange() ? ratioLower(confidence) : Math.max(0, new LossBound(units()).lower(confidence))));
            case SHORTFALL -> OptionalDouble.of(1 - new LossBound(units()).upper(confidence));
            case DIFFERENCE -> OptionalDouble.of(new LossBound(units()).lower(confidence));
            case PARTS, PAIRED_PARTS -> OptionalDouble.of(mover(confidence).lower());
            case QUANTILE -> atRank(Quantile.lowerBoundRank(metric.quantile(), latencies(), confidence));
            case EXACT -> OptionalDouble.of(value());
            case VALUE, BOTH, GAPS -> OptionalDouble.empty();
        };
    }

    /** One-sided upper bound; empty where there is none on this side. */
    public OptionalDouble upper(double confidence) {
        if (gap().isPresent()) {
            return OptionalDouble.empty();
        }
        return switch (form()) {
            case RATIO, INFLUENCE, GAPS -> OptionalDouble.of(ratioUpper(confidence));
            case F_ONE -> OptionalDouble.of(fOne(ratioUpper(confidence)));
            case PLACEMENT -> OptionalDouble.of(doubled(ratioUpper(confidence)));
            case POSITIVES -> OptionalDouble.of(positives(confidence, false));
            case LOSS -> OptionalDouble.of(new LossBound(units()).upper(confidence));
            case ROOT ->
                OptionalDouble.of(
                        Math.sqrt(hasRange() ? ratioUpper(confidence) : new LossBound(units()).upper(confidence)));
            case SHORTFALL -> OptionalDouble.of(Math.min(1, 1 - new LossBound(units()).lower(confidence)));
            case DIFFERENCE -> OptionalDouble.of(new LossBound(units()).upperDifference(confidence));
            case PARTS, PAIRED_PARTS -> OptionalDouble.of(mover(confidence).upper());
            case QUANTILE -> atRank(Quantile.upperBoundRank(metric.quantile(), latencies(), confidence));
            case EXACT -> OptionalDouble.of(value());
            case F_BETA, VALUE, BOTH -> OptionalDouble.empty();
        };
    }

    private boolean hasRange() {
        return measured.range().isPresent();
    }

    private static double fOne(double j) {
        return 2 * j / (1 + j);
    }

    private Optional<Proportion> proportion() {
        Measure.Range range = measured.range().orElseThrow();
        return units().proportion(range.low(), range.high());
    }

    private double ratioLower(double confidence) {
        Measure.Range range = measured.range().orElseThrow();
        Optional<Proportion> share = proportion();
        return share.isPresent()
                ? range.low() + (range.high() - range.low()) * share.get().exactLower(confidence)
                : DirichletBound.lower(units(), range.low(), DirichletBound.worstSize(units()), confidence);
    }

    private double ratioUpper(double confidence) {
        Measure.Range range = measured.range().orElseThrow();
        Optional<Proportion> share = proportion();
        return share.isPresent()
                ? range.low() + (range.high() - range.low()) * share.get().exactUpper(confidence)
                : DirichletBound.upper(units(), range.high(), DirichletBound.worstSize(units()), confidence);
    }

    /** A bound of half the deviation tells the whole, as far as the range goes. */
    private double doubled(double bound) {
        double value = units().ratio();
        Measure.Range range = measured.range().orElseThrow();
        return Math.min(range.high(), Math.max(range.low(), value + 2 * (bound - value)));
    }

    private double worstOfFBeta() {
        double square = measure.beta().orElse(1) * measure.beta().orElse(1);
        double plain = Math.max(1, square);
        return measure.isPlain() ? plain : Math.max(plain, DirichletBound.worstSize(units()));
    }

    /** Successes need not be whole. */
    private double positives(double confidence, boolean isLower) {
        Measured.Part part = measured.parts().get(0);
        double n = part.rows();
        double k = n * value();
        if (isLower) {
            return k <= 0 ? 0 : BetaDistribution.of(k, n - k + 1).inverseCumulativeProbability(1 - confidence);
        }
        return k >= n ? 1 : BetaDistribution.of(k + 1, n - k).inverseCumulativeProbability(confidence);
    }

    private Mover mover(double confidence) {
        Mover mover = new Mover();
        for (Measured.Part part : measured.parts()) {
            if (form() == Measured.Form.PAIRED_PARTS) {
                PairedProportions pair = new PairedProportions(part.right(), part.lost(), part.rows());
                mover.add(part.weight(), pair.difference(), pair.lower(confidence), pair.upper(confidence));
            } else {
                Proportion share = new Proportion(part.right(), part.rows());
                mover.add(
                        part.weight(), share.estimate(), share.wilsonLower(confidence), share.wilsonUpper(confidence));
            }
        }
        return mover;
    }

    private int latencies() {
        return measured.latency().orElseThrow().n();
    }

    private OptionalDouble atRank(OptionalLong rank) {
        double value = rank.isPresent() ? ranked(rank.getAsLong()) : Double.NaN;
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Failed requests hold the last ranks; of a rank that was not kept nothing is known. */
    private double ranked(long rank) {
        Sample.Latency latency = measured.latency().orElseThrow();
        if (rank > latency.n() - latency.slower().orElse(0)) {
            return Double.POSITIVE_INFINITY;
        }
        Number kept = latency.orderStatistics().get(rank);
        return kept == null ? Double.NaN : kept.doubleValue();
    }
}
