package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A traffic report together with how the test itself went: early end, restoring, course over time, raw counts. */
public final class TrafficGateReport implements Report {
    private final TrafficReport judged;
    private final TrafficCounts counts;
    private final TrafficGateState state;

    TrafficGateReport(TrafficReport judged, TrafficCounts counts, TrafficGateState state) {
        this.judged = judged;
        this.counts = counts;
        this.state = state;
    }

    /**
     * What a gate adds to the document of the judge.
     *
     * @param input what was judged
     * @param test how the test itself went
     * @param series one entry a look
     */
    private record Addition(
            TrafficCounts input, Test test, List<String> warnings, List<TrafficGateState.Point> series) {}

    private record Test(
            Phase phase,
            String lease,
            Optional<Instant> shifted,
            Optional<Instant> begin,
            Optional<Instant> end,
            Optional<Instant> restored,
            Optional<Instant> until,
            Optional<String> abort,
            Optional<String> restore,
            Optional<PodLoad> load) {}

    /**
     * What the verdict of a gate depends on beside the counts.
     *
     * @param abort why it ended before its time
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Ended(Phase phase, Optional<String> abort) {
        Verdict verdict(TrafficReport judged) {
            boolean whole = abort.isEmpty() && phase == Phase.JUDGED;
            return whole ? judged.verdict() : judged.verdict().and(Verdict.INCONCLUSIVE);
        }

        List<String> reasons(TrafficReport judged) {
            List<String> reasons = new ArrayList<>();
            abort.ifPresent(reasons::add);
            if (abort.isEmpty() && phase != Phase.JUDGED) {
                reasons.add("UNFINISHED: the test is in phase " + phase);
            }
            reasons.addAll(judged.reasons());
            return List.copyOf(reasons);
        }

        ObjectNode document(TrafficReport judged) {
            return Json.tree(judged.document().told(verdict(judged), reasons(judged)));
        }
    }

    private Ended ended() {
        return new Ended(state.phase(), state.abort());
    }

    /** The judge's verdict; but what ended early, or has not ended, is never PASS. */
    @Override
    public Verdict verdict() {
        return ended().verdict(judged);
    }

    @Override
    public List<String> reasons() {
        return ended().reasons(judged);
    }

    @Override
    public ObjectNode toJson() {
        GateTimes times = state.times();
        Test test = new Test(
                state.phase(),
                state.lease(),
                times.shifted(),
                times.begin(),
                times.end(),
                times.restored(),
                times.until(),
                state.abort(),
                state.restore(),
                load());
        ObjectNode json = ended().document(judged);
        json.setAll(
                Json.tree(new Addition(counts, test, warnings(), state.course().series())));
        return json;
    }

    /**
     * Judges again from a report's own counts: byte for byte the same report, if it was not tampered with. What tells how
     * the test went ({@code test}, {@code series}, ...) is taken over.
     *
     * @throws BadInputException when it is not the report of a traffic gate
     */
    public static ObjectNode recompute(JsonNode report) throws BadInputException {
        if (!report.path("schema").asText().equals(TrafficReport.Document.SCHEMA)
                || !report.path("input").isObject()
                || !report.path("test").isObject()) {
            throw new BadInputException(
                    "the document is not the " + TrafficReport.Document.SCHEMA + " of a traffic gate, with its counts");
        }
        TrafficCounts counts = TrafficCounts.parse(report.get("input"), "the report's input");
        Ended ended = Json.bind(report.get("test"), Ended.class, "the traffic report's test");
        ObjectNode json = ended.document(TrafficJudge.judge(counts));
        json.set("input", Json.tree(counts));
        report.properties().forEach(kept -> json.putIfAbsent(kept.getKey(), kept.getValue()));
        return json;
    }

    @Override
    public String toText() {
        return judged.toText().replaceFirst("traffic: \\w+", "traffic: " + verdict()) + extra("  ");
    }

    @Override
    public String toMarkdown() {
        return judged.toMarkdown().replaceFirst("traffic: \\w+", "traffic: " + verdict()) + extra("- ");
    }

    private Optional<PodLoad> load() {
        return PodLoad.of(state, counts);
    }

    private List<String> warnings() {
        return Stream.of(load().flatMap(PodLoad::warning), clockWarning())
                .flatMap(Optional::stream)
                .toList();
    }

    /** For whoever compares the report's times with those of other logs. */
    private Optional<String> clockWarning() {
        int seconds = state.times().clockSetBackSeconds();
        return seconds == 0
                ? Optional.empty()
                : Optional.of("CLOCK_SET_BACK: this machine's clock was set back by " + seconds
                        + " s during the test; its window was counted in full");
    }

    private String extra(String prefix) {
        StringBuilder text = new StringBuilder();
        state.abort().ifPresent(reason -> text.append(prefix).append(reason).append('\n'));
        state.restore()
                .ifPresent(outcome ->
                        text.append(prefix).append("route: ").append(outcome).append('\n'));
        warnings().forEach(line -> text.append(prefix).append(line).append('\n'));
        return text.toString();
    }
}
