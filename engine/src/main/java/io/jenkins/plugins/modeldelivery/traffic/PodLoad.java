package io.jenkins.plugins.modeldelivery.traffic;

import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import java.util.Locale;
import java.util.Optional;

/**
 * How many requests each pod of both sides had to answer. One candidate pod with 5 % of the traffic may carry far more, or
 * far less, than each of many production pods; then latencies tell of the load as much as of the model.
 *
 * @param ratio of requests a pod, candidate's over production's
 */
record PodLoad(PerPod candidate, PerPod production, double ratio) {
    /** What each of so many pods had to answer. */
    record PerPod(int pods, double requestsPerSecondAndPod) {}

    private static final double UNEVEN = 2;

    /** Empty where pods or time are unknown, or a side got nothing. */
    static Optional<PodLoad> of(TrafficGateState state, TrafficCounts counts) {
        int own = state.pods().candidatePods();
        int other = state.pods().productionPods();
        double seconds = counts.windowSeconds().orElse(0);
        double candidate = counts.candidate().requests() / (own * seconds);
        double production = counts.production().requests() / (other * seconds);
        boolean known = Double.isFinite(candidate) && Double.isFinite(production) && production > 0;
        return known
                ? Optional.of(
                        new PodLoad(new PerPod(own, candidate), new PerPod(other, production), candidate / production))
                : Optional.empty();
    }

    /** One line when the two differ by more than the factor 2. */
    Optional<String> warning() {
        return ratio > UNEVEN || ratio < 1 / UNEVEN
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "UNEVEN_LOAD: each of %d candidate pods answered %.3g requests/s, each of %d production pods"
                                + " %.3g; latencies compare loads as well as models",
                        candidate.pods(),
                        candidate.requestsPerSecondAndPod(),
                        production.pods(),
                        production.requestsPerSecondAndPod()))
                : Optional.empty();
    }
}
