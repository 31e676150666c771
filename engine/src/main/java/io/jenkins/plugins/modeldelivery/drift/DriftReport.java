package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.kernel.Statistics;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The answer of a shift test, {@code model-delivery/drift-report/v1}. */
public final class DriftReport implements Report {
    private final Judge.Judgement judgement;
    private final Optional<Measurement> measurement;
    private final Optional<Effect> effect;
    private final Samples samples;
    private final DriftOptions options;
    private final String method;
    private final List<SliceResult> slices;

    DriftReport(
            Judge.Judgement judgement,
            Optional<Measurement> measurement,
            Optional<Effect> effect,
            Samples samples,
            DriftOptions options,
            String method,
            List<SliceResult> slices) {
        this.judgement = judgement;
        this.measurement = measurement;
        this.effect = effect;
        this.samples = samples;
        this.options = options;
        this.method = method;
        this.slices = slices;
    }

    DriftReport with(Judge.Judgement other, List<SliceResult> judgedSlices) {
        return new DriftReport(other, measurement, effect, samples, options, method, judgedSlices);
    }

    Judge.Judgement judgement() {
        return judgement;
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
        return samples.n();
    }

    /** Current rows that were compared. */
    public int currentRows() {
        return samples.m();
    }

    /** The exact p-value of the whole test; empty when nothing could be computed. */
    public OptionalDouble pValue() {
        return measurement.map(m -> OptionalDouble.of(m.pValue())).orElse(OptionalDouble.empty());
    }

    /** The unbiased estimate at sigma, which may be negative; empty likewise. */
    public OptionalDouble mmd2() {
        return measurement.map(m -> OptionalDouble.of(m.atSigma().mmd2())).orElse(OptionalDouble.empty());
    }

    /** Sigma; empty likewise. */
    public OptionalDouble bandwidth() {
        return measurement.map(m -> OptionalDouble.of(m.atSigma().bandwidth())).orElse(OptionalDouble.empty());
    }

    public Optional<Effect> effect() {
        return effect;
    }

    /** The slices in the order of their names; empty unless a slice field was given. */
    public List<SliceResult> slices() {
        return slices;
    }

    Optional<Measurement> measurement() {
        return measurement;
    }

    @Override
    public ObjectNode toJson() {
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
        node.put("alpha", options.alpha());
        node.set("effect", effectJson());
        node.put("permutations", options.permutations()).put("seed", options.seed());
        node.put("n", samples.n()).put("m", samples.m()).put("d", samples.width());
        node.set("null", measurement.map(m -> Null.of(m.atSigma()).toJson()).orElse(null));
        node.set("reference", source(samples.reference()));
        node.set("current", source(samples.current()));
        node.put("method", method);
        measurement.flatMap(Measurement::compatible).ifPresent(s -> node.set("alibi_detect", compatible(s)));
        if (options.reading().slice().isPresent()) {
            ArrayNode all = node.putArray("slices");
            slices.forEach(slice -> all.add(slice.toJson()));
        }
        return node;
    }

    private ObjectNode effectJson() {
        ObjectNode node = Json.object();
        number(node, "value", effect.map(Effect::value));
        number(node, "lower", effect.map(Effect::lower));
        number(node, "upper", effect.map(Effect::upper));
        if (options.tolerance().isPresent()) {
            node.put("tolerance", options.tolerance().getAsDouble());
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
                .put("p_value", (s.reaching(s.values()[0]) - 1.0) / (s.values().length - 1));
    }

    private static void number(ObjectNode node, String key, Optional<Double> value) {
        SliceResult.putNumber(node, key, value.orElse(Double.NaN));
    }

    private static ObjectNode source(Vectors vectors) {
        return Json.object()
                .put("sha256", vectors.source().sha256())
                .put("rows", vectors.source().rows());
    }

    @Override
    public String toText() {
        return headline("") + "\n" + table().toText()
                + (slices.isEmpty() ? "" : "\n" + sliceTable().toText());
    }

    @Override
    public String toMarkdown() {
        return headline("**") + "\n" + table().toMarkdown()
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
        measurement.ifPresent(m -> {
            for (Statistics s : m.ladder()) {
                String mark = s == m.atSigma() ? " (sigma)" : "";
                table.row(Judge.number(s.bandwidth()) + mark, Judge.number(s.mmd2()), Judge.number(Significance.of(s)));
            }
            table.row("together", "", Judge.number(m.pValue()));
        });
        table.row("rows " + samples.n() + " / " + samples.m(), "width " + samples.width(), "");
        return table.row(method, "", "");
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
