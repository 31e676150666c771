package io.jenkins.plugins.modeldelivery.evalgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done with reports that this release did not write, or somebody changed. */
class GateReportTest {
    private static final String[] PARTS = {
        "",
        "/rules/0",
        "/rules/0/interval",
        "/evalSet",
        "/evalSet/defects/negativeLatency",
        "/contract",
        "/counts",
        "/counts/predictions",
        "/counts/predictions/all",
        "/counts/predictions/all/latency",
        "/counts/measured/0",
        "/counts/measured/0/all/candidate",
        "/counts/measured/1/values/de",
        "/counts/measured/1/values/de/difference",
        "/counts/baseline",
        "/counts/paired",
        "/counts/paired/coverage"
    };

    @TempDir
    Path dir;

    private ObjectNode report;

    @BeforeEach
    void judge() throws Exception {
        GateFiles files = new GateFiles(dir);
        files.text("contract.json", "{\"$defs\":{\"output\":{\"type\":\"object\",\"required\":[\"a\"]}}}");
        Path evalSet =
                files.lines("eval.jsonl", 200, i -> "{\"id\":\"r%d\",\"label\":\"no\",\"latency_ms\":-1}".formatted(i));
        String policy = "contract: {file: contract.json}\nrules:\n"
                + "  - {metric: accuracy, atLeast: 0.8, confidence: 0.9}\n"
                + "  - {metric: accuracy, slice: language, noWorseThanBaseline: 0.1}\n";
        GateReport judged = GateFiles.judge(files.request(GateFiles.policy(policy))
                .candidate(null, files.predictions("now", 200, 190), null, evalSet)
                .baseline(files.predictions("before", 200, 180), null, null));
        report = (ObjectNode) Json.parse(Json.compact(judged.toJson()), "report");
    }

    @Test
    void shouldKeepWhatALaterReleaseAdds() throws Exception {
        for (String part : PARTS) {
            assertThat(report.at(part).isObject()).as(part).isTrue();
            ((ObjectNode) report.at(part)).put("later", part);
        }
        ObjectNode again = GateReport.recompute(report).toJson();
        for (String part : PARTS) {
            boolean judgedAgain = part.startsWith("/rules");
            assertThat(again.at(part).has("later")).as(part).isNotEqualTo(judgedAgain);
        }
        again.put("verdict", "PASS");
        assertThat(GateReport.recompute(again).toJson().path("verdict").asText())
                .isEqualTo("FAIL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/counts/predictions/all | rows    | 'many' | 'counts.predictions.all.rows' of the gate report is not an integer",
                "/counts/predictions     | rows    | 'many' | 'counts.predictions.rows' of the gate report is not",
                "/counts/predictions/all | confusion | [[0]] | 'counts.predictions.all.confusion' of the gate report: cell 0 has 1 numbers",
                "/counts/predictions/all | confusion | [[-1,0,5]] | 'counts.predictions.all.confusion' of the gate report: -1 is no class",
                "/counts/predictions/all | correct | 900    | 'counts.predictions.all' of the gate report: counts of rows must lie between 0 and rows, 200",
                "/contract               | offenders | []   | 'contract' of the gate report: 200 records are invalid, and none is named",
                "/counts                 | results | {'f1': true} | 'counts.results.f1' of the gate report: a claim is a number or a problem",
                "/evalSet                | asOf    | 'once' | 'evalSet.asOf' of the gate report is not a time",
                "                        | counts  | []     | the document is not a model-delivery/gate-report/v1 with its counts and policy",
            })
    void shouldTellInOneLineWhatIsWrong(String part, String key, String wrong, String message) throws Exception {
        ObjectNode changed = part == null ? report : (ObjectNode) report.at(part);
        changed.set(key, Json.parse(wrong.replace('\'', '"'), "value"));
        assertThatThrownBy(() -> GateReport.recompute(report))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }
}
