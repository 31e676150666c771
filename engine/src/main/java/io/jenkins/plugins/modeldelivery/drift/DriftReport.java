package io.jenkins.plugins.modeldelivery.drift;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The answer of a shift test, {@code model-delivery/drift-report/v1}. Numbers are empty where nothing could be measured.
 *
 * @param mmd2 unbiased estimate at sigma
 * @param biased the V-statistic at sigma
 * @param bandwidth sigma
 * @param ladder every bandwidth in ascending order, sigma in the middle
 * @param pValue the exact p-value of the whole test
 * @param alpha level of the test
 * @param permutations how many
 * @param seed of permutations and samples
 * @param referenceRows that were compared
 * @param currentRows that were compared
 * @param width numbers per row
 * @param permuted what MMD² at sigma looks like when nothing has shifted
 * @param embeddingModel id of the model that made the current vectors
 * @param method how the numbers were computed, in one line
 * @param views where several were tested together; all else is of the one that moved most, but the p-value, which is of all
 * @param columns of a table, each tested for itself, to explain the verdict; empty where the data are no table
 * @param slices in the order of their names; empty unless a slice field was given
 * @param counts what the verdict is computed from again; empty where they are too many
 * @param more what a later release wrote
 */
public record DriftReport(
        String schema,
        Verdict verdict,
        List<String> reasons,
        @JsonInclude(ALWAYS) OptionalDouble mmd2,

        @JsonProperty("mmd2_biased") @JsonInclude(ALWAYS) OptionalDouble biased,
        @JsonInclude(ALWAYS) OptionalDouble bandwidth,
        List<AtBandwidth> ladder,

        @JsonProperty("p_value") @JsonInclude(ALWAYS) OptionalDouble pValue,
        double alpha,
        Effect effect,
        int permutations,
        long seed,
        @JsonProperty("n") int referenceRows,
        @JsonProperty("m") int currentRows,
        @JsonProperty("d") int width,

        @JsonProperty("null") @JsonInclude(ALWAYS) Optional<NullDistribution> permuted,
        DataSet reference,
        DataSet current,
        Optional<String> embeddingModel,
        String method,
        Optional<List<ViewShift>> views,
        Optional<List<ColumnShift>> columns,
        Optional<List<Slice>> slices,
        Optional<Counts> counts,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more)
        implements Report {
    // not from Json, so that a shift is judged without loading what only its document needs
    private static final String SCHEMA = "model-delivery/drift-report/v1";

    /** What was found at one bandwidth. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AtBandwidth(
            double bandwidth,
            double mmd2,
            @JsonProperty("p_value") double pValue) {}

    /**
     * What was compared.
     *
     * @param sha256 of the file; empty for numbers made in memory
     * @param rows before sampling
     * @param name what a reference is called: {@code previous} or {@code live}
     * @param version of the model that a reference belongs to
     * @param member which array of an .npz archive
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DataSet(
            String sha256, long rows, Optional<String> name, Optional<String> version, Optional<String> member) {
        static final DataSet NONE = of(new Vectors.Source("", 0));

        static DataSet of(Vectors.Source source) {
            return new DataSet(
                    source.sha256(), source.rows(), Optional.empty(), Optional.empty(), text(source.member()));
        }
    }

    /**
     * One slice of the data, tested for itself.
     *
     * @param slice the value of the slice field
     * @param verdict of the adjusted p-value
     * @param reason for the verdict
     * @param pValue of its own test; empty where there was none, as are the two that follow
     * @param adjusted p-value after Holm's correction over all slices (Holm 1979)
     * @param effect root of MMD²
     */
    @JsonInclude(ALWAYS)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Slice(
            String slice,
            Verdict verdict,
            String reason,
            @JsonProperty("n") int referenceRows,
            @JsonProperty("m") int currentRows,
            @JsonProperty("p_value") OptionalDouble pValue,
            @JsonProperty("p_adjusted") OptionalDouble adjusted,
            OptionalDouble effect) {}

    /**
     * What was compared with what.
     *
     * @param width numbers per row
     * @param embeddingModel id of the model that made the current vectors
     * @param columns that explain a shift
     */
    record Subject(
            int width,
            DataSet reference,
            DataSet current,
            Optional<String> embeddingModel,
            Optional<List<ColumnShift>> columns) {
        static Subject of(Vectors reference, Vectors current, int width, Optional<List<ColumnShift>> columns) {
            return new Subject(
                    width, DataSet.of(reference.source()), DataSet.of(current.source()), Optional.empty(), columns);
        }
    }

    public DriftReport {
        reasons = List.copyOf(reasons);
        ladder = List.copyOf(ladder);
        views = views.map(List::copyOf);
        columns = columns.map(List::copyOf);
        slices = slices.map(List::copyOf);
    }

    /** Judges what was found. */
    static DriftReport of(Level level, Subject subject, Finding whole, SortedMap<String, Finding> findings) {
        Optional<List<Slice>> slices =
                level.isSliced() ? Optional.of(Slicing.judge(findings, level)) : Optional.empty();
        DriftJudge.Judgement alone = whole.judge(level);
        Optional<Counts> counts = Counts.of(whole, findings);
        DriftJudge.Judgement told =
                slices.map(judged -> Slicing.judge(alone, judged)).orElse(alone);
        DriftJudge.Judgement judgement = counts.isPresent()
                ? told
                : told.with(
                        "the counts of " + findings.size() + " slices with " + level.permutationsFor(findings.size())
                                + " permutations have no room in a report, so that nobody could judge it again; test fewer slices");
        Optional<Measurement> most = whole.most().map(Finding.OfView::measurement);
        Optional<Statistics> atSigma = most.map(Measurement::atSigma);
        return new DriftReport(
                SCHEMA,
                judgement.verdict(),
                ColumnShift.told(judgement, subject.columns()),
                finite(atSigma.map(Statistics::mmd2)),
                finite(atSigma.map(Statistics::biased)),
                finite(atSigma.map(Statistics::bandwidth)),
                most.map(DriftReport::ladder).orElse(List.of()),
                finite(whole.pValue()),
                level.alpha(),
                whole.effect(level),
                level.permutations(),
                level.seed(),
                whole.n(),
                whole.m(),
                whole.most().map(Finding.OfView::width).orElse(subject.width()),
                atSigma.map(NullDistribution::of),
                subject.reference(),
                subject.current(),
                subject.embeddingModel(),
                whole.method(),
                ViewShift.of(whole, level),
                subject.columns(),
                slices,
                counts,
                Map.of());
    }

    private static List<AtBandwidth> ladder(Measurement measurement) {
        return measurement.ladder().stream()
                .map(s -> new AtBandwidth(s.bandwidth(), s.mmd2(), Measurement.pValue(s)))
                .toList();
    }

    private static OptionalDouble finite(Optional<Double> value) {
        return finite(value.orElse(Double.NaN));
    }

    /** What JSON can say of a number. */
    static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /**
     * Judges again from a report's own permuted statistics: byte for byte the same report, if it was not tampered with.
     *
     * @throws BadInputException when it is not a drift report, or keeps no counts
     */
    public static DriftReport recompute(JsonNode report) throws BadInputException {
        Json.requireSchema(report, "drift-report", "the report");
        try {
            return Json.bind(report, DriftReport.class, "it").judgedAgain();
        } catch (BadInputException | IllegalArgumentException e) {
            throw new BadInputException("the drift report cannot be recomputed: " + e.getMessage(), e);
        }
    }

    /**
     * Judges again by others' level, from the statistics of the permutations that were made.
     *
     * @throws BadInputException when it keeps no counts
     */
    public DriftReport judgedAt(double otherAlpha, OptionalDouble tolerance) throws BadInputException {
        try {
            return judgedAgain(otherAlpha, tolerance);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("the drift report cannot be judged again: " + e.getMessage(), e);
        }
    }

    /** How many permutations the kept statistics are of, whatever else is said. */
    public int permutationsKept() {
        return counts.map(Counts::permutations).orElse(0);
    }

    private DriftReport judgedAgain() {
        return judgedAgain(alpha, effect.tolerance());
    }

    private DriftReport judgedAgain(double newAlpha, OptionalDouble newTolerance) {
        Counts kept = counts.orElseThrow(() -> new IllegalArgumentException(
                "it keeps no permuted statistics (they were too many, or an older release wrote it)"));
        return of(
                new Level(
                        newAlpha,
                        newTolerance,
                        permutations,
                        seed,
                        views.map(List::size).orElse(1),
                        slices.isPresent()),
                new Subject(width, reference, current, embeddingModel, columns),
                kept.finding(referenceRows, currentRows, width, method),
                kept.findings());
    }

    /**
     * The same report with what else is known of the data; each may be empty.
     *
     * @param madeBy id of the model that made the current vectors
     * @param name what the reference is called: {@code previous} or {@code live}
     * @param version of the model that the reference belongs to
     */
    public DriftReport about(String madeBy, String name, String version) {
        DataSet named =
                new DataSet(reference.sha256(), reference.rows(), text(name), text(version), reference.member());
        return new DriftReport(
                schema,
                verdict,
                reasons,
                mmd2,
                biased,
                bandwidth,
                ladder,
                pValue,
                alpha,
                effect,
                permutations,
                seed,
                referenceRows,
                currentRows,
                width,
                permuted,
                named,
                current,
                text(madeBy),
                method,
                views,
                columns,
                slices,
                counts,
                more);
    }

    private static Optional<String> text(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    @Override
    public ObjectNode toJson() {
        return Json.tree(this);
    }

    @Override
    public Layout layout() {
        String members = Stream.concat(reference.member().stream(), current.member().stream())
                .distinct()
                .collect(Collectors.joining(" and "));
        String subject = members.isEmpty() ? "" : members + " of an .npz archive";
        return Layout.judged(verdict, subject, reasons, "no shift found", sections());
    }

    /** What a report shows of it, also that of a gate. */
    public List<Section> sections() {
        Section.Builder figures = Section.figures("Distribution shift")
                .figure("verdict", verdict)
                .figure("MMD²", Numbers.statistic(mmd2))
                .figure("p-value", Numbers.statistic(pValue))
                .figure("alpha", Numbers.statistic(alpha));
        if (effect.value().isPresent()) {
            figures.figure(
                    "effect (root of MMD²)",
                    Numbers.statistic(effect.value()) + " (" + Numbers.statistic(effect.lower()) + " to "
                            + Numbers.statistic(effect.upper()) + ")");
        }
        figures.figure("tolerance", Numbers.statistic(effect.tolerance()))
                .figure("smallest detectable effect", Numbers.statistic(effect.detectable()))
                .figure(
                        "rows of reference / current",
                        Numbers.count(referenceRows) + " / " + Numbers.count(currentRows))
                .figure("numbers a row", Numbers.count(width))
                .figure(
                        "permuted MMD²: median / 95 % / 99 % / greatest",
                        permuted.map(p -> Stream.of(p.q50(), p.q95(), p.q99(), p.max())
                                .map(Numbers::statistic)
                                .collect(Collectors.joining(" / "))))
                .figure("method", method)
                .chart(permuted.filter(p -> mmd2.isPresent()).map(p -> p.chart(verdict, mmd2.getAsDouble())));
        return List.of(
                figures.end(), ViewShift.section(views), bandwidths(), slicesShown(), ColumnShift.section(columns));
    }

    private Section bandwidths() {
        Section.Builder table = Section.table("Bandwidths", "bandwidth", "MMD²", "p");
        for (int i = 0; i < ladder.size(); i++) {
            AtBandwidth found = ladder.get(i);
            table.row(
                    Numbers.statistic(found.bandwidth()) + (i == ladder.size() / 2 ? " (sigma)" : ""),
                    Numbers.statistic(found.mmd2()),
                    Numbers.statistic(found.pValue()));
        }
        return table.end();
    }

    private Section slicesShown() {
        Section.Builder table = Section.table("Shift of slices", "verdict", "slice", "rows", "effect", "p (Holm)");
        slices.orElse(List.of())
                .forEach(s -> table.row(
                        s.verdict(),
                        s.slice(),
                        Numbers.count(s.referenceRows()) + " / " + Numbers.count(s.currentRows()),
                        Numbers.statistic(s.effect()),
                        Numbers.statistic(s.adjusted())));
        return table.end();
    }
}
