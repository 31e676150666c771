package io.jenkins.plugins.modeldelivery.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateEventsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private static ObjectNode report(String name, String rest) throws BadInputException {
        return (ObjectNode) Json.parse("{\"schema\":\"model-delivery/" + name + "/v1\"," + rest + "}", "test");
    }

    @Test
    void shouldTellOfAShiftBeforeThereIsAVerdict() throws Exception {
        ObjectNode early = report(
                "gate-report",
                "\"drift\":{\"verdict\":\"FAIL\",\"reasons\":[\"shifted\"],\"effect\":{\"value\":0.31}}");
        Event event = GateEvents.shift(early, NOW).orElseThrow();
        assertThat(event.kind()).isEqualTo(EventKind.SHIFT_DETECTED);
        assertThat(event.line()).isEqualTo("shifted");
        assertThat(event.details()).containsEntry("effect", "0.31");
    }

    @Test
    void shouldNotCallAnUndecidedTestAShift() throws Exception {
        ObjectNode report = report("drift-report", "\"verdict\":\"INCONCLUSIVE\",\"reasons\":[\"too few rows\"]");
        assertThat(GateEvents.shift(report, NOW)).isEmpty();
        assertThat(GateEvents.failure(report, NOW).orElseThrow().line()).isEqualTo("INCONCLUSIVE: too few rows");
    }

    @Test
    void shouldTellOnceOfAShiftTestAndNothingOfSuccess() throws Exception {
        ObjectNode shifted = report("drift-report", "\"verdict\":\"FAIL\",\"reasons\":[\"shifted\"]");
        assertThat(GateEvents.shift(shifted, NOW)).isPresent();
        assertThat(GateEvents.failure(shifted, NOW)).isEmpty();
        ObjectNode passed = report("gate-report", "\"verdict\":\"PASS\",\"drift\":{\"verdict\":\"PASS\"}");
        assertThat(GateEvents.shift(passed, NOW)).isEmpty();
        assertThat(GateEvents.failure(passed, NOW)).isEmpty();
    }

    @Test
    void shouldTellTheTrafficGateFromTheOthers() throws Exception {
        assertThat(GateEvents.failure(report("traffic-report", "\"verdict\":\"FAIL\",\"reasons\":[\"p95\"]"), NOW)
                        .orElseThrow()
                        .kind())
                .isEqualTo(EventKind.TRAFFIC_GATE_FAILED);
        assertThat(GateEvents.failure(report("gate-report", "\"verdict\":\"FAIL\",\"reasons\":[]"), NOW)
                        .orElseThrow()
                        .kind())
                .isEqualTo(EventKind.GATE_FAILED);
    }

    @Test
    void shouldTellOneTrafficTestUnderOneId() throws Exception {
        String end = "\"verdict\":\"FAIL\",\"reasons\":[\"p95\"],\"test\":{\"lease\":\"%s\"}";
        assertThat(id("traffic-report", end.formatted("a")))
                .isEqualTo(id("traffic-report", end.formatted("a")))
                .isNotEqualTo(id("traffic-report", end.formatted("b")));
        String judged = "\"verdict\":\"FAIL\",\"reasons\":[]";
        assertThat(id("gate-report", judged)).as("a gate that judges again").isNotEqualTo(id("gate-report", judged));
    }

    private static String id(String kind, String members) throws Exception {
        return GateEvents.failure(report(kind, members), NOW).orElseThrow().id();
    }

    @Test
    void shouldFitThePublishedSchema() throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Json.read(Path.of("..", "docs", "schemas", "event-v1.json")));
        for (EventKind kind : EventKind.values()) {
            Event event = Event.of(kind, NOW, "line\nwith a break " + "x".repeat(2000));
            assertThat(schema.validate(event.toJson())).isEmpty();
            Event full = event.about(Optional.of("m"), Optional.of("1"))
                    .in("production")
                    .from(Optional.of("https://jenkins.example.com/1/"))
                    .with("effect", "0.3");
            assertThat(schema.validate(full.toJson())).isEmpty();
        }
        assertThat(schema.validate(Json.document("event").put("type", "no.such")))
                .isNotEmpty();
    }

    @Test
    void shouldNameUnknownEventsAndModels() {
        assertThatThrownBy(() -> Filter.parse(List.of("gate.fail"), List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("'gate.fail' is no event; there are gate.failed, shift.detected,");
        assertThatThrownBy(() -> Filter.parse(List.of(), List.of("in*t")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("'in*t'");
    }
}
