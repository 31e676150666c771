package io.jenkins.plugins.modeldelivery.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** What a gate's report is worth telling. */
public final class GateEvents {
    private GateEvents() {}

    /**
     * The shift that a report found: the report of a shift test itself, or what a gate embedded of one.
     *
     * @param report or what there is of it by the time the test has spoken
     */
    public static Optional<Event> shift(ObjectNode report, Instant time) {
        JsonNode drift = isShiftTest(report) ? report : report.path("drift");
        if (!drift.path("verdict").asText().equals("FAIL")) {
            return Optional.empty();
        }
        Event event = Event.of(EventKind.SHIFT_DETECTED, time, reason(drift, "the eval set has shifted"));
        JsonNode effect = drift.path("effect").path("value");
        event = effect.isNumber() ? event.with("effect", effect.asText()) : event;
        JsonNode p = drift.path("p_value");
        return Optional.of(p.isNumber() ? event.with("p", p.asText()) : event);
    }

    /**
     * A verdict that is not PASS; not for a shift test's FAIL, of which {@link #shift} tells. That of a traffic gate is the
     * same event whenever it is told.
     */
    public static Optional<Event> failure(ObjectNode report, Instant time) {
        String verdict = report.path("verdict").asText();
        boolean told = isShiftTest(report) && verdict.equals("FAIL");
        if (verdict.equals("PASS") || told) {
            return Optional.empty();
        }
        boolean traffic = report.path("schema").asText().contains("/traffic-report/");
        EventKind kind = traffic ? EventKind.TRAFFIC_GATE_FAILED : EventKind.GATE_FAILED;
        Event event = Event.of(kind, time, verdict + ": " + reason(report, "no reason given"))
                .with("verdict", verdict);
        String lease = report.at("/test/lease").asText();
        return Optional.of(lease.isEmpty() ? event : event.once(lease));
    }

    private static boolean isShiftTest(ObjectNode report) {
        return report.path("schema").asText().contains("/drift-report/");
    }

    private static String reason(JsonNode report, String otherwise) {
        return report.path("reasons").path(0).asText(otherwise);
    }
}
