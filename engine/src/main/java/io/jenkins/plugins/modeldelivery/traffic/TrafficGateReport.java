package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.traffic.GateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.judge.CountsDocument;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A traffic report together with how the test itself went: early end, restoring, course over time, raw counts. */
public final class TrafficGateReport implements Report {
    private final TrafficReport judged;
    private final TrafficCounts counts;
    private final GateState state;

    TrafficGateReport(TrafficReport judged, TrafficCounts counts, GateState state) {
        this.judged = judged;
        this.counts = counts;
        this.state = state;
    }

    /** The judge's verdict; but what ended early, or has not ended, is never PASS. */
    @Override
    public Verdict verdict() {
        return verdict(judged, state.phase(), state.abort());
    }

    private static Verdict verdict(TrafficReport judged, Phase phase, Optional<String> abort) {
        boolean whole = abort.isEmpty() && phase == Phase.JUDGED;
        return whole ? judged.verdict() : judged.verdict().and(Verdict.INCONCLUSIVE);
    }

    @Override
    public List<String> reasons() {
        return reasons(judged, state.phase(), state.abort());
    }

    private static List<String> reasons(TrafficReport judged, Phase phase, Optional<String> abort) {
        List<String> reasons = new ArrayList<>();
        abort.ifPresent(reasons::add);
        if (abort.isEmpty() && phase != Phase.JUDGED) {
            reasons.add("UNFINISHED: the test is in phase " + phase);
        }
        reasons.addAll(judged.reasons());
        return List.copyOf(reasons);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = verdict(judged, counts, state.phase(), state.abort());
        ObjectNode test =
                json.putObject("test").put("phase", state.phase().name()).put("lease", state.lease());
        for (String time : new String[] {"shifted", "begin", "end", "restored", "until"}) {
            state.time(time).ifPresent(value -> test.put(time, value.toString()));
        }
        state.abort().ifPresent(reason -> test.put("abort", reason));
        state.restore().ifPresent(outcome -> test.put("restore", outcome));
        load().ifPresent(load -> test.set("load", load.toJson()));
        warnings().forEach(json.putArray("warnings")::add);
        json.set("series", state.series().deepCopy());
        return json;
    }

    /** The part of the document that is computed from the counts. */
    private static ObjectNode verdict(TrafficReport judged, TrafficCounts counts, Phase phase, Optional<String> abort) {
        ObjectNode json = judged.toJson();
        json.put("verdict", verdict(judged, phase, abort).name());
        json.remove("reasons");
        reasons(judged, phase, abort).forEach(json.putArray("reasons")::add);
        json.set("input", CountsDocument.write(counts));
        return json;
    }

    /**
     * Judges again from a report's own counts: byte for byte the same report, if it was not tampered with. What tells how
     * the test went ({@code test}, {@code series}, ...) is taken over.
     *
     * @throws BadInputException when it is not the report of a traffic gate
     */
    public static ObjectNode recompute(JsonNode report) throws BadInputException {
        JsonNode test = report.path("test");
        if (!report.path("schema").asText().equals("model-delivery/traffic-report/v1")
                || !report.path("input").isObject()
                || !test.isObject()) {
            throw new BadInputException(
                    "the document is not the model-delivery/traffic-report/v1 of a traffic gate, with its counts");
        }
        TrafficCounts counts = CountsDocument.parse(report.get("input"), "the report's input");
        try {
            Phase phase = Phase.valueOf(test.path("phase").asText());
            Optional<String> abort = Optional.ofNullable(test.path("abort").textValue());
            ObjectNode json = verdict(TrafficJudge.judge(counts), counts, phase, abort);
            report.properties().forEach(kept -> json.putIfAbsent(kept.getKey(), kept.getValue()));
            return json;
        } catch (IllegalArgumentException e) {
            throw new BadInputException("the traffic report does not say in which phase the test ended", e);
        }
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
        return Stream.of(load().flatMap(PodLoad::warning), ClockWatch.warning(state))
                .flatMap(Optional::stream)
                .toList();
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
