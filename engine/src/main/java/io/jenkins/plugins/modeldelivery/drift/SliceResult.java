package io.jenkins.plugins.modeldelivery.drift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One slice of the data, tested for itself.
 *
 * @param slice the value of the slice field
 * @param n reference rows
 * @param m current rows
 * @param pValue of its own test; NaN where there was none
 * @param adjusted p-value after Holm's correction over all slices (Holm 1979); NaN likewise
 * @param effect root of MMD²; NaN likewise
 * @param verdict of the adjusted p-value
 * @param reason for the verdict
 */
public record SliceResult(
        String slice, int n, int m, double pValue, double adjusted, double effect, Verdict verdict, String reason) {

    /** Holm's step-down adjustment, in the order given; NaN stays NaN but counts as a test. */
    static List<Double> holm(List<Double> pValues) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < pValues.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(pValues::get));
        Double[] adjusted = new Double[pValues.size()];
        double running = 0;
        for (int i = 0; i < order.size(); i++) {
            double p = pValues.get(order.get(i));
            running = Math.max(running, Math.min(1, (order.size() - i) * p));
            adjusted[order.get(i)] = Double.isNaN(p) ? p : running;
        }
        return List.of(adjusted);
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object()
                .put("slice", slice)
                .put("verdict", verdict.name())
                .put("reason", reason)
                .put("n", n)
                .put("m", m);
        putNumber(node, "p_value", pValue);
        putNumber(node, "p_adjusted", adjusted);
        putNumber(node, "effect", effect);
        return node;
    }

    static void putNumber(ObjectNode node, String key, double value) {
        if (Double.isFinite(value)) {
            node.put(key, value);
        } else {
            node.putNull(key);
        }
    }
}
