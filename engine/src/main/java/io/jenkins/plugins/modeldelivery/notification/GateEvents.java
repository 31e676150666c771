package io.jenkins.plugins.modeldelivery.notification;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.DriftSummary;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a gate's report is worth telling. */
public final class GateEvents {
    private GateEvents() {}

    /**
     * What is told of a report, whichever gate wrote it; the gates lie above this package.
     *
     * @param verdict not there yet where only the shift test has spoken
     * @param drift the shift test that a gate embedded
     * @param test of live traffic
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Told(
            Optional<String> schema,
            Optional<Verdict> verdict,
            List<String> reasons,
            Optional<DriftSummary> drift,
            Optional<TrafficTest> test) {
        @JsonIgnoreProperties(ignoreUnknown = true)
        private record TrafficTest(Optional<String> lease) {}

        static Told of(ObjectNode report) throws BadInputException {
            return Json.bind(report, Told.class, "the report");
        }

        boolean isOf(String name) {
            return schema.orElse("").contains("/" + name + "/");
        }

        boolean isShiftTest() {
            return isOf("drift-report");
        }

        String reason(String otherwise) {
            return reasons.isEmpty() || reasons.get(0) == null ? otherwise : reasons.get(0);
        }
    }

    /**
     * The shift that a report found: the report of a shift test itself, or what a gate embedded of one.
     *
     * @param report or what there is of it by the time the test has spoken
     * @throws BadInputException when it is no report
     */
    public static Optional<Event> shift(ObjectNode report, Instant time) throws BadInputException {
        Told told = Told.of(report);
        Optional<DriftSummary> drift =
                told.isShiftTest() ? Optional.of(Json.bind(report, DriftSummary.class, "the report")) : told.drift;
        return drift.filter(shift -> shift.verdict().equals(Optional.of(Verdict.FAIL)))
                .map(shift -> with(
                        with(
                                Event.of(
                                        EventKind.SHIFT_DETECTED,
                                        time,
                                        shift.reason().orElse("the eval set has shifted")),
                                "effect",
                                shift.effectSize()),
                        "p",
                        shift.pValue()));
    }

    /** In the digits of the report, without an exponent where a few zeros do. */
    private static Event with(Event event, String detail, OptionalDouble value) {
        return value.isPresent()
                ? event.with(detail, BigDecimal.valueOf(value.getAsDouble()).toString())
                : event;
    }

    /**
     * A verdict that is not PASS; not for a shift test's FAIL, of which {@link #shift} tells. That of a traffic gate is the
     * same event whenever it is told.
     *
     * @throws BadInputException when it is no report
     */
    public static Optional<Event> failure(ObjectNode report, Instant time) throws BadInputException {
        Told told = Told.of(report);
        Optional<Verdict> verdict = told.verdict;
        boolean toldAsShift = told.isShiftTest() && verdict.equals(Optional.of(Verdict.FAIL));
        if (verdict.equals(Optional.of(Verdict.PASS)) || toldAsShift) {
            return Optional.empty();
        }
        EventKind kind = told.isOf("traffic-report") ? EventKind.TRAFFIC_GATE_FAILED : EventKind.GATE_FAILED;
        String word = verdict.map(Verdict::name).orElse("");
        Event event = Event.of(kind, time, word + ": " + told.reason("no reason given"))
                .with("verdict", word);
        return Optional.of(told.test
                .flatMap(Told.TrafficTest::lease)
                .filter(lease -> !lease.isEmpty())
                .map(event::once)
                .orElse(event));
    }
}
