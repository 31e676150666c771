package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.Optional;

/** A drift report as {@code model-delivery/drift-report/v1}. */
final class DriftDocument {
    private DriftDocument() {}

    static ObjectNode toJson(DriftReport report) {
        Level level = report.level();
        Subject subject = report.subject();
        Finding whole = report.whole();
        Optional<Measurement> measurement = report.measurement();
        ObjectNode node =
                Json.document("drift-report").put("verdict", report.verdict().name());
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
                measurement.map(m -> NullDistribution.of(m.atSigma()).toJson()).orElse(null));
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
