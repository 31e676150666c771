package io.jenkins.plugins.modeldelivery.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.drift.reading.Vectors;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftPointTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");

    private static DriftPoint point(Instant time, double shift) throws Exception {
        double[][] x = new double[12][1];
        double[][] y = new double[12][1];
        for (int i = 0; i < 12; i++) {
            x[i][0] = i;
            y[i][0] = i + shift;
        }
        DriftReport report = DriftTest.compare(Vectors.of(x), Vectors.of(y), DriftOptions.defaults(), Progress.NONE);
        return DriftPoint.of(report.toJson(), time, "2.1");
    }

    @Test
    void shouldReadBackWhatItWrote() throws Exception {
        DriftPoint later = point(NOVEMBER.plusSeconds(86_400), 20);
        DriftPoint earlier = point(NOVEMBER, 0.5);
        DriftPoint empty = DriftPoint.of(
                DriftTest.compare(
                                Vectors.of(new double[0][]),
                                Vectors.of(new double[0][]),
                                DriftOptions.defaults(),
                                Progress.NONE)
                        .toJson(),
                NOVEMBER.plusSeconds(1),
                "2.2");
        assertThat(later.nullQ99().orElseThrow())
                .as("a shift stands above what its permutations stay below")
                .isLessThan(later.mmd2().orElseThrow());
        assertThat(empty.nullQ99()).isEmpty();
        for (DriftPoint point : List.of(earlier, empty, later)) {
            SchemaCheck.assertFits("drift-history", point.toJson());
            assertThat(Json.bind(Json.parse(Json.compact(point.toJson()), "point"), DriftPoint.class, "point"))
                    .isEqualTo(point);
        }
    }

    @Test
    void shouldKeepWhatALaterReleaseWrote() throws Exception {
        ObjectNode later = point(NOVEMBER, 0.5).toJson().put("wasserstein", 0.25);
        assertThat(Json.compact(Json.bind(later, DriftPoint.class, "point"))).isEqualTo(Json.compact(later));
    }

    @Test
    void shouldNameWhereADamagedOneStands() {
        assertThatThrownBy(() ->
                        Json.bind(Json.parse("{\"schema\":\"x\"}", "point"), DriftPoint.class, "history.jsonl line 2"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("history.jsonl line 2");
    }
}
