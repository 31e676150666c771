package io.jenkins.plugins.modeldelivery.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficCounts;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficJudge;
import io.jenkins.plugins.modeldelivery.traffic.judge.TrafficReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficSchemaTest {
    static void assertValid(String schema, JsonNode document) throws Exception {
        String text = Files.readString(Path.of("../docs/schemas/" + schema));
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
        assertThat(compiled.validate(Json.compact(document), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1500,1", "1500,100", "100,0"})
    void shouldPublishWhatItReallyWrites(int requests, int errors) throws Exception {
        String own = String.join(",", Collections.nCopies(requests, "0.05"));
        JsonNode counts = Json.parse(
                "{\"schema\":\"model-delivery/traffic-counts/v1\",\"windowSeconds\":300,\"candidate\":{\"requests\":"
                        + requests + ",\"errors\":" + errors + ",\"latencySeconds\":{\"samples\":[" + own
                        + "]}},\"production\":{\"requests\":28500,\"errors\":9,\"latencySeconds\":{\"buckets\":"
                        + "[{\"le\":0.05,\"count\":12},{\"le\":\"+Inf\",\"count\":28500}]}}}",
                "counts");
        assertValid("traffic-counts-v1.json", counts);
        TrafficCounts parsed = TrafficCounts.parse(counts, "counts");
        JsonNode written = Json.tree(parsed);
        assertValid("traffic-counts-v1.json", written);
        JsonNode report = TrafficJudge.judge(parsed).toJson();
        assertValid("traffic-report-v1.json", report);
        assertThat(Json.bind(report, TrafficReport.Document.class, "report"))
                .isEqualTo(TrafficJudge.judge(parsed).document());
        // the verdict can be recomputed from what was written, byte for byte
        assertThat(Json.compact(TrafficJudge.judge(TrafficCounts.parse(Json.parse(Json.compact(written), "x"), "x"))
                        .toJson()))
                .isEqualTo(Json.compact(report));
    }
}
