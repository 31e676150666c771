package io.jenkins.plugins.modeldelivery.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.traffic.GateState.Phase;
import io.jenkins.plugins.modeldelivery.traffic.judge.CountsDocument;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A traffic report together with how the test itself went: early end, restoring, course over time, raw counts. */
public final class GateReport implements Report {
    private final TrafficReport judged;
    private final TrafficCounts counts;
    private final GateState state;

    GateReport(TrafficReport judged, TrafficCounts counts, GateState state) {
        this.judged = judged;
        this.counts = counts;
        this.state = state;
    }

    /** The judge's verdict; but what ended early, or has not ended, is never PASS. */
    @Override
    public Verdict verdict() {
        boolean whole = state.abort().isEmpty() && state.phase() == Phase.JUDGED;
        return whole ? judged.verdict() : judged.verdict().and(Verdict.INCONCLUSIVE);
    }

    @Override
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        state.abort().ifPresent(reasons::add);
        if (state.abort().isEmpty() && state.phase() != Phase.JUDGED) {
            reasons.add("UNFINISHED: the test is in phase " + state.phase());
        }
        reasons.addAll(judged.reasons());
        return List.copyOf(reasons);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = judged.toJson();
        json.put("verdict", verdict().name());
        json.remove("reasons");
        reasons().forEach(json.putArray("reasons")::add);
        ObjectNode test =
                json.putObject("test").put("phase", state.phase().name()).put("lease", state.lease());
        for (String time : new String[] {"shifted", "begin", "end", "until"}) {
            state.time(time).ifPresent(value -> test.put(time, value.toString()));
        }
        state.abort().ifPresent(reason -> test.put("abort", reason));
        state.restore().ifPresent(outcome -> test.put("restore", outcome));
        load().ifPresent(load -> test.set("load", load.toJson()));
        warning().ifPresent(json.putArray("warnings")::add);
        json.set("series", state.series().deepCopy());
        json.set("input", CountsDocument.write(counts));
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

    private Optional<String> warning() {
        return load().flatMap(PodLoad::warning);
    }

    private String extra(String prefix) {
        StringBuilder text = new StringBuilder();
        state.abort().ifPresent(reason -> text.append(prefix).append(reason).append('\n'));
        state.restore()
                .ifPresent(outcome ->
                        text.append(prefix).append("route: ").append(outcome).append('\n'));
        warning().ifPresent(line -> text.append(prefix).append(line).append('\n'));
        return text.toString();
    }
}
