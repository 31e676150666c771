package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.drift.kernel.Bins;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** The answer of a shift test, {@code model-delivery/drift-report/v1}. */
public final class DriftReport implements Report {
    private final Level level;
    private final Subject subject;
    private final Finding whole;
    private final SortedMap<String, Finding> findings;
    private final DriftJudge.Judgement judgement;
    private final Optional<Effect> effect;
    private final List<SliceResult> slices;

    private DriftReport(Level level, Subject subject, Finding whole, SortedMap<String, Finding> findings) {
        this.level = level;
        this.subject = subject;
        this.whole = whole;
        this.findings = findings;
        this.effect = whole.effect(level);
        this.slices = level.isSliced() ? Slicing.judge(findings, level) : List.of();
        DriftJudge.Judgement alone = whole.judge(level);
        this.judgement = level.isSliced() ? Slicing.judge(alone, slices) : alone;
    }

    /** Judges what was found. */
    static DriftReport of(Level level, Subject subject, Finding whole, SortedMap<String, Finding> slices) {
        return new DriftReport(level, subject, whole, slices);
    }

    /**
     * Judges again from a report's own permuted statistics: byte for byte the same report, if it was not tampered with.
     *
     * @throws BadInputException when it is not a drift report, or keeps no counts
     */
    public static DriftReport recompute(JsonNode report) throws BadInputException {
        return Recomputing.report(report);
    }

    /** The same report with what else is known of the data. */
    public DriftReport with(Origin origin) {
        return new DriftReport(level, subject.with(origin), whole, findings);
    }

    @Override
    public Verdict verdict() {
        return judgement.verdict();
    }

    @Override
    public List<String> reasons() {
        return judgement.reasons();
    }

    /** Reference rows that were compared. */
    public int referenceRows() {
        return whole.n();
    }

    /** Current rows that were compared. */
    public int currentRows() {
        return whole.m();
    }

    /** The exact p-value of the whole test; empty when nothing could be computed. */
    public OptionalDouble pValue() {
        return measurement().map(m -> OptionalDouble.of(m.pValue())).orElse(OptionalDouble.empty());
    }

    /** Sigma; empty likewise. */
    public OptionalDouble bandwidth() {
        return measurement()
                .map(m -> OptionalDouble.of(m.atSigma().bandwidth()))
                .orElse(OptionalDouble.empty());
    }

    public Optional<Effect> effect() {
        return effect;
    }

    /** The slices in the order of their names; empty unless a slice field was given. */
    public List<SliceResult> slices() {
        return slices;
    }

    Optional<Measurement> measurement() {
        return whole.measurement();
    }

    Level level() {
        return level;
    }

    Subject subject() {
        return subject;
    }

    Finding whole() {
        return whole;
    }

    SortedMap<String, Finding> findings() {
        return findings;
    }

    @Override
    public ObjectNode toJson() {
        return DriftDocument.toJson(this);
    }

    @Override
    public String toText() {
        return headline("") + "\n" + table().toText() + whole.method() + "\n"
                + (slices.isEmpty() ? "" : "\n" + sliceTable().toText());
    }

    @Override
    public String toMarkdown() {
        return headline("**") + "\n" + table().toMarkdown() + "\n" + whole.method() + "\n"
                + (slices.isEmpty() ? "" : "\n" + sliceTable().toMarkdown());
    }

    private String headline(String bold) {
        return bold + verdict() + bold + ": distribution shift\n"
                + String.join(
                        "",
                        reasons().stream().map(reason -> "- " + reason + "\n").toList());
    }

    private Table table() {
        Table table = new Table("bandwidth", "MMD²", "p");
        measurement().ifPresent(m -> {
            for (Statistics s : m.ladder()) {
                String mark = s == m.atSigma() ? " (sigma)" : "";
                table.row(
                        DriftJudge.number(s.bandwidth()) + mark,
                        DriftJudge.number(s.mmd2()),
                        DriftJudge.number(Significance.of(s)));
            }
            table.row("together", "", DriftJudge.number(m.pValue()));
        });
        table.row("rows " + whole.n() + " / " + whole.m(), "width " + subject.width(), "");
        return table;
    }

    private Table sliceTable() {
        Table table = new Table("slice", "verdict", "rows", "effect", "p (Holm)");
        slices.forEach(s -> table.row(
                s.slice(),
                s.verdict().name(),
                s.n() + " / " + s.m(),
                DriftJudge.number(s.effect()),
                DriftJudge.number(s.adjusted())));
        return table;
    }

    /** A drift report as {@code model-delivery/drift-report/v1}. */
    static final class DriftDocument {
        private DriftDocument() {}

        static ObjectNode toJson(DriftReport report) {
            Level level = report.level();
            Subject subject = report.subject();
            Finding whole = report.whole();
            Optional<Measurement> measurement = report.measurement();
            ObjectNode node = Json.document("drift-report")
                    .put("verdict", report.verdict().name());
            ArrayNode why = node.putArray("reasons");
            report.reasons().forEach(why::add);
            number(node, "mmd2", measurement.map(m -> m.atSigma().mmd2()));
            number(node, "mmd2_biased", measurement.map(m -> m.atSigma().biased()));
            number(node, "bandwidth", measurement.map(m -> m.atSigma().bandwidth()));
            ArrayNode ladder = node.putArray("ladder");
            measurement.ifPresent(m -> m.ladder()
                    .forEach(s -> ladder.addObject()
                            .put("bandwidth", s.bandwidth())
                            .put("mmd2", s.mmd2())
                            .put("p_value", Significance.of(s))));
            number(node, "p_value", measurement.map(Measurement::pValue));
            node.put("alpha", level.alpha());
            node.set("effect", effect(report));
            node.put("permutations", level.permutations()).put("seed", level.seed());
            node.put("n", whole.n()).put("m", whole.m()).put("d", subject.width());
            node.set(
                    "null",
                    measurement
                            .map(m -> NullDistribution.of(m.atSigma()).toJson())
                            .orElse(null));
            node.set("reference", subject.referenceJson());
            node.set("current", subject.currentJson());
            Subject.putText(node, "embeddingModel", subject.origin().embeddingModel());
            node.put("method", whole.method());
            if (level.isSliced()) {
                ArrayNode all = node.putArray("slices");
                report.slices().forEach(slice -> all.add(slice.toJson()));
            }
            Counts.write(whole, report.findings()).ifPresent(counts -> node.set("counts", counts));
            return node;
        }

        private static ObjectNode effect(DriftReport report) {
            Optional<Effect> effect = report.effect();
            ObjectNode node = Json.object();
            number(node, "value", effect.map(Effect::value));
            number(node, "lower", effect.map(Effect::lower));
            number(node, "upper", effect.map(Effect::upper));
            if (report.level().tolerance().isPresent()) {
                node.put("tolerance", report.level().tolerance().getAsDouble());
            } else {
                node.putNull("tolerance");
            }
            number(node, "detectable", effect.map(Effect::detectable));
            return node;
        }

        private static void number(ObjectNode node, String key, Optional<Double> value) {
            SliceResult.putNumber(node, key, value.orElse(Double.NaN));
        }
    }

    /** One line that says how the numbers of a report were computed. */
    static final class Method {
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

    /** Reads back from a report what it was judged from. */
    static final class Recomputing {
        private static final String SCHEMA = "model-delivery/drift-report/v1";

        private Recomputing() {}

        @SuppressFBWarnings(
                value = "DCN_NULLPOINTER_EXCEPTION",
                justification = "a field missing from a foreign document shows as null in its tree; told as bad input")
        static DriftReport report(JsonNode report) throws BadInputException {
            if (!SCHEMA.equals(report.path("schema").asText())) {
                throw new BadInputException("the document is not a " + SCHEMA);
            }
            if (!report.path("counts").isObject()) {
                throw new BadInputException(
                        "the drift report keeps no permuted statistics (they were too many, or an older "
                                + "release wrote it), so it cannot be recomputed");
            }
            try {
                return DriftReport.of(
                        level(report),
                        subject(report),
                        Counts.read(
                                report.get("counts"),
                                report.required("n").intValue(),
                                report.required("m").intValue(),
                                report.required("method").asText()),
                        Counts.readSlices(report.get("counts")));
            } catch (IllegalArgumentException | NullPointerException | IndexOutOfBoundsException e) {
                throw new BadInputException("the drift report's counts are damaged: " + e.getMessage(), e);
            }
        }

        private static Level level(JsonNode report) {
            JsonNode tolerance = report.path("effect").path("tolerance");
            return new Level(
                    report.required("alpha").doubleValue(),
                    tolerance.isNumber() ? OptionalDouble.of(tolerance.doubleValue()) : OptionalDouble.empty(),
                    report.required("permutations").intValue(),
                    report.required("seed").longValue(),
                    report.has("slices"));
        }

        private static Subject subject(JsonNode report) {
            JsonNode reference = report.required("reference");
            return new Subject(
                    report.required("d").intValue(),
                    source(reference),
                    source(report.required("current")),
                    new Origin(
                            report.path("embeddingModel").asText(),
                            reference.path("name").asText(),
                            reference.path("version").asText()));
        }

        private static Vectors.Source source(JsonNode node) {
            return new Vectors.Source(
                    node.required("sha256").asText(), node.required("rows").longValue());
        }
    }
}
