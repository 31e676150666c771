package io.jenkins.plugins.modeldelivery.evalgate;

import static io.jenkins.plugins.modeldelivery.verdict.Verdict.INCONCLUSIVE;
import static io.jenkins.plugins.modeldelivery.verdict.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At a changeover of eval sets, numbers of the old set must not be compared with numbers of the new one. */
class SameEvalSetTest {
    private static final String RULE = "rules: [{metric: accuracy, noWorseThanBaseline: 0.02}]";

    @TempDir
    Path dir;

    private GateFiles files;
    private Path oldSet;
    private Path newSet;

    @BeforeEach
    void prepare() {
        files = new GateFiles(dir);
        oldSet = files.lines("old.jsonl", 200, i -> row("r" + i, i));
        newSet = files.lines("new.jsonl", 200, i -> row("r" + (i + 100), i));
    }

    private static String row(String id, int i) {
        return "{\"id\":\"%s\",\"input\":1,\"label\":\"%s\"}".formatted(id, i % 2 == 0 ? "yes" : "no");
    }

    /** Predictions of rows r(from) and on, all right. */
    private Path predictions(String name, int from) {
        return files.lines(name, 200, i -> GateFiles.row(i + from, true));
    }

    private GateReport judge(Path results, Path predictions, Path evalSet, Path baseline, Path baselineResults)
            throws Exception {
        GateReport report = GateFiles.judge(files.request(GateFiles.policy(RULE))
                .candidate(results, predictions, null, evalSet)
                .baseline(baseline, baselineResults, null));
        assertThat(Json.pretty(GateReport.recompute(report.toJson()).toJson())).isEqualTo(Json.pretty(report.toJson()));
        return report;
    }

    @Test
    void shouldRefuseBaselinePredictionsOfAnotherSet() throws Exception {
        Path candidate = predictions("candidate", 100);
        GateReport mixed = judge(null, candidate, newSet, predictions("before", 0), null);
        assertThat(mixed.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(mixed.reasons().get(0))
                .isEqualTo("baseline: 100 rows of the eval set have no baseline prediction and 100 baseline predictions"
                        + " are of other rows; evaluate the version in production on this eval set too");
        assertThat(judge(null, candidate, newSet, predictions("again", 100), null)
                        .verdict())
                .isEqualTo(PASS);
    }

    @Test
    void shouldRefuseResultsOfAnotherSet() throws Exception {
        Path candidate = predictions("candidate", 100);
        GateReport same = judge(results("c", newSet), candidate, newSet, null, results("b", newSet));
        assertThat(same.verdict()).as(same.toText()).isEqualTo(PASS);
        GateReport other = judge(results("c", newSet), candidate, newSet, null, results("b", oldSet));
        assertThat(other.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(other.reasons().get(0))
                .startsWith("baseline: its results are of another eval set (sha256 "
                        + Sha256.of(oldSet).substring(0, 12) + ")");
        assertThat(judge(results("c", newSet), null, null, null, results("b", oldSet))
                        .verdict())
                .isEqualTo(INCONCLUSIVE);
        GateReport foreign = judge(results("c", oldSet), candidate, newSet, null, results("b", newSet));
        assertThat(foreign.verdict()).isEqualTo(INCONCLUSIVE);
        assertThat(foreign.reasons()).anyMatch(reason -> reason.startsWith("results: they are of another eval set"));
    }

    private Path results(String name, Path evalSet) throws Exception {
        return files.text(name + evalSet.getFileName() + ".json", """
                {"schema": "model-delivery/eval-results/v1", "accuracy": 1.0, "evalSet": {"sha256": "%s"},
                 "counts": {"predictions": {"all": {"rows": 200, "correct": 200, "failed": 0, "valid": 0, "unlabelled": 0,
                 "unpredicted": 0, "typesDiffer": 0, "latency": {"n": 0, "missing": 200}}}}}
                """.formatted(Sha256.of(evalSet)));
    }
}
