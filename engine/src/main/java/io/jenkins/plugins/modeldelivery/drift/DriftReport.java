package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
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
    private final Judge.Judgement judgement;
    private final Optional<Effect> effect;
    private final List<SliceResult> slices;

    private DriftReport(Level level, Subject subject, Finding whole, SortedMap<String, Finding> findings) {
        this.level = level;
        this.subject = subject;
        this.whole = whole;
        this.findings = findings;
        this.effect = whole.effect(level);
        this.slices = Slicing.judge(findings, level);
        Judge.Judgement alone = whole.judge(level);
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

    /** The unbiased estimate at sigma, which may be negative; empty likewise. */
    public OptionalDouble mmd2() {
        return measurement().map(m -> OptionalDouble.of(m.atSigma().mmd2())).orElse(OptionalDouble.empty());
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

    @Override
    public ObjectNode toJson() {
        Optional<Measurement> measurement = measurement();
        ObjectNode node = Json.document("drift-report").put("verdict", verdict().name());
        ArrayNode why = node.putArray("reasons");
        reasons().forEach(why::add);
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
        node.set("effect", effectJson());
        node.put("permutations", level.permutations()).put("seed", level.seed());
        node.put("n", whole.n()).put("m", whole.m()).put("d", subject.width());
        node.set("null", measurement.map(m -> Null.of(m.atSigma()).toJson()).orElse(null));
        node.set("reference", subject.referenceJson());
        node.set("current", subject.currentJson());
        Subject.putText(node, "embeddingModel", subject.origin().embeddingModel());
        node.put("method", whole.method());
        measurement.flatMap(Measurement::compatible).ifPresent(s -> node.set("alibi_detect", compatible(s)));
        if (level.isSliced()) {
            ArrayNode all = node.putArray("slices");
            slices.forEach(slice -> all.add(slice.toJson()));
        }
        Counts.write(whole, findings).ifPresent(counts -> node.set("counts", counts));
        return node;
    }

    private ObjectNode effectJson() {
        ObjectNode node = Json.object();
        number(node, "value", effect.map(Effect::value));
        number(node, "lower", effect.map(Effect::lower));
        number(node, "upper", effect.map(Effect::upper));
        if (level.tolerance().isPresent()) {
            node.put("tolerance", level.tolerance().getAsDouble());
        } else {
            node.putNull("tolerance");
        }
        number(node, "detectable", effect.map(Effect::detectable));
        return node;
    }

    private static ObjectNode compatible(Statistics s) {
        return Json.object()
                .put("bandwidth", s.bandwidth())
                .put("mmd2", s.mmd2())
                .put("p_value", (s.reaching(s.values()[0]) - 1.0) / (s.values().length - 1))
                .put("permutations", s.values().length - 1);
    }

    private static void number(ObjectNode node, String key, Optional<Double> value) {
        SliceResult.putNumber(node, key, value.orElse(Double.NaN));
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
                table.row(Judge.number(s.bandwidth()) + mark, Judge.number(s.mmd2()), Judge.number(Significance.of(s)));
            }
            table.row("together", "", Judge.number(m.pValue()));
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
                Judge.number(s.effect()),
                Judge.number(s.adjusted())));
        return table;
    }
}
