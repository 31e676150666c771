package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import java.util.Locale;
import java.util.Optional;

/**
 * How many requests each pod of both sides had to answer. One candidate pod with 5 % of the traffic may carry far more, or
 * far less, than each of many production pods; then latencies tell of the load as much as of the model.
 *
 * @param ratio of requests a pod, candidate's over production's
 */
record PodLoad(int candidatePods, int productionPods, double candidate, double production, double ratio) {
    private static final double UNEVEN = 2;

    /** Empty where pods or time are unknown, or a side got nothing. */
    static Optional<PodLoad> of(GateState state, TrafficCounts counts) {
        int own = state.number("candidatePods");
        int other = state.number("productionPods");
        double seconds = counts.windowSeconds().orElse(0);
        double candidate = counts.candidate().requests() / (own * seconds);
        double production = counts.production().requests() / (other * seconds);
        boolean known = Double.isFinite(candidate) && Double.isFinite(production) && production > 0;
        return known
                ? Optional.of(new PodLoad(own, other, candidate, production, candidate / production))
                : Optional.empty();
    }

    /** One line when the two differ by more than the factor 2. */
    Optional<String> warning() {
        return ratio > UNEVEN || ratio < 1 / UNEVEN
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "UNEVEN_LOAD: each of %d candidate pods answered %.3g requests/s, each of %d production pods"
                                + " %.3g; latencies compare loads as well as models",
                        candidatePods,
                        candidate,
                        productionPods,
                        production))
                : Optional.empty();
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.putObject("candidate").put("pods", candidatePods).put("requestsPerSecondAndPod", candidate);
        json.putObject("production").put("pods", productionPods).put("requestsPerSecondAndPod", production);
        return json.put("ratio", ratio);
    }
}
