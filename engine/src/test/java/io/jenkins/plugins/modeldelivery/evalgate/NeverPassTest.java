package io.jenkins.plugins.modeldelivery.evalgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No evidence, or evidence that is not what it should be, never passes, however generous the rules. */
class NeverPassTest {
    @TempDir
    Path dir;

    private static final String GENEROUS =
            "rules: [{metric: accuracy, atLeast: 0}, {metric: p95_latency_ms, atMost: 1e12}]";

    @Property(tries = 150)
    void shouldNotPassWithOneBadLineAnywhere(
            @ForAll("badLines") String bad, @ForAll @IntRange(min = 0, max = 20) int position) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lines.add(GateFiles.row(i, true));
        }
        assertThat(verdict(GENEROUS, "p.jsonl", String.join("\n", lines))).isEqualTo(Verdict.PASS);
        lines.add(position, bad);
        assertThat(verdict(GENEROUS, "p.jsonl", String.join("\n", lines))).isNotEqualTo(Verdict.PASS);
    }

    @Property(tries = 60)
    void shouldNotPassOnAResultThatIsNoFiniteNumber(@ForAll("badResults") String results) throws Exception {
        assertThat(verdict("rules: [{metric: m, atLeast: -1e300}]", "results.yaml", results))
                .isNotEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accuracy: 94           | {metric: accuracy, atLeast: 0.88}            | a share between 0 and 1",
                "f1_macro: 71           | {metric: f1_macro, noWorseThanBaseline: 0.1} | a share between 0 and 1",
                "error_rate: -0.5       | {metric: error_rate, atMost: 0.1}            | a share between 0 and 1",
                "p95_latency_ms: -1     | {metric: p95_latency_ms, atMost: 120}        | a number of at least 0",
                "p95_latency_ms: -1     | {metric: p95_latency_ms, noWorseThanBaseline: 1} | a number of at least 0"
            })
    void shouldNotPassOnAClaimThatCannotBe(String results, String rule, String told) throws Exception {
        Path claimed = Files.writeString(dir.resolve("results.yaml"), results);
        Path before = Files.writeString(dir.resolve("before.yaml"), "f1_macro: 0.7\np95_latency_ms: 100");
        GateReport report = GateFiles.judge(new GateFiles(dir)
                .request(GateFiles.policy("rules: [" + rule + "]"))
                .candidate(claimed, null, null, null)
                .baseline(null, before, null));
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.reasons().get(0)).contains(told);
    }

    /** Nor where only the estimate is asked for: what has no weight, or one group, stands for nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight: w  | \"w\":-1                      | no weight of at least 0",
                "weight: w  | \"w\":NaN                     | no weight of at least 0",
                "weight: w  | \"w\":Infinity                | no weight of at least 0",
                "weight: w  | \"w\":null                    | no weight of at least 0",
                "weight: w  | \"w\":\"2\"                   | no weight of at least 0",
                "weight: w  | \"v\":1                       | no weight of at least 0",
                "groupBy: g | \"v\":1                       | have no field 'g'",
                "groupBy: g | \"g\":null                    | have no field 'g'"
            })
    void shouldNotPassWhereOneRowHasNoWeightOrGroup(String design, String odd, String told) throws Exception {
        for (String confidence : new String[] {"", ", confidence: 0.9"}) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String own = i == 7 ? odd : "\"w\":1,\"g\":" + i % 4;
                lines.add(GateFiles.row(i, true).replace("}", "," + own + "}"));
            }
            Path file = Files.writeString(dir.resolve("p.jsonl"), String.join("\n", lines));
            GateReport report = GateFiles.judge(new GateFiles(dir)
                    .request(GateFiles.policy(design + "\nrules: [{metric: accuracy, atLeast: 0" + confidence + "},"
                            + " {metric: accuracy, noWorseThanBaseline: 1" + confidence + "}]"))
                    .candidate(null, file, null, null)
                    .baseline(file, null, null));
            assertThat(report.rules()).allMatch(rule -> rule.verdict() == Verdict.INCONCLUSIVE);
            assertThat(report.rules()).allMatch(rule -> rule.reason().contains(told));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{metric: accuracy, groupBy: one, atLeast: 0}                    | fewer than 2 groups",
                "{metric: accuracy, groupBy: one, atLeast: 0, confidence: 0.9}   | fewer than 2 groups",
                "{metric: f1_macro, groupBy: one, atLeast: 0}                    | fewer than 2 groups",
                "{metric: accuracy, groupBy: language, slice: language, atLeast: 0} | fewer than 2 groups",
                "{metric: accuracy, weight: zero, atLeast: 0}                    | the weights add up to 0"
            })
    void shouldNotPassOnFewerThanTwoGroups(String rule, String told) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add(GateFiles.row(i, true).replace("}", ",\"one\":1,\"zero\":0}"));
        }
        Path file = Files.writeString(dir.resolve("p.jsonl"), String.join("\n", lines));
        GateReport report = GateFiles.judge(new GateFiles(dir)
                .request(GateFiles.policy("rules: [" + rule + "]"))
                .candidate(null, file, null, null));
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.rules()).allMatch(outcome -> outcome.reason().contains(told));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{metric: error_rate, atMost: 5}                       | INCONCLUSIVE | 5 % is 0.05",
                "{metric: error_rate, atMost: 1.5, confidence: 0.9}    | INCONCLUSIVE | 1.5 % is 0.015",
                "{metric: accuracy, atLeast: -0.1}                     | INCONCLUSIVE | a share from 0 to 1",
                "{metric: accuracy, noWorseThanBaseline: 1}            | INCONCLUSIVE | 1 % is 0.01",
                "{metric: accuracy, slice: language, atLeast: 88}      | INCONCLUSIVE | 88 % is 0.88",
                "{metric: f1_macro, atLeast: 88, confidence: 0.9}      | INCONCLUSIVE | 88 % is 0.88",
                "{metric: accuracy, atLeast: 880}                      | INCONCLUSIVE | a share from 0 to 1"
            })
    void shouldNotPassWithALimitThatWasMeantInPercent(String rule, Verdict verdict, String told) throws Exception {
        GateFiles files = new GateFiles(dir);
        Path predictions = files.predictions("p.jsonl", 100, 95);
        Path before = files.predictions("before.jsonl", 100, 95);
        GateReport report = GateFiles.judge(files.request(GateFiles.policy("rules: [" + rule + "]"))
                .candidate(null, predictions, null, null)
                .baseline(before, null, null));
        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.reasons().get(0)).contains("the limit is wrong: ").endsWith(told);
    }

    /** Percent on both sides would hold, but nobody can tell that from a limit that was forgotten to be divided. */
    @ParameterizedTest
    @ValueSource(
            strings = {"accuracy", "test.accuracy", "'weighted avg.f1-score'", "eval_roc_auc", "'results.acc,none'"})
    void shouldNotPassOnAShareInPercentWhereverItStands(String metric) throws Exception {
        Path results = Files.writeString(
                dir.resolve("results.yaml"),
                "accuracy: 94\ntest: {accuracy: 94}\nweighted avg: {f1-score: 94}\neval_roc_auc: 94\nresults: {'acc,none': 94}");
        for (String rule : List.of("atLeast: 88", "atLeast: 0.88", "noWorseThanBaseline: 2")) {
            GateReport report = GateFiles.judge(new GateFiles(dir)
                    .request(GateFiles.policy("rules: [{metric: " + metric + ", higherIsBetter: true, " + rule + "}]"))
                    .candidate(results, null, null, null)
                    .baseline(null, results, null));
            assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(report.reasons().get(0)).contains("a share between 0 and 1");
        }
    }

    @Property(tries = 50)
    void shouldNotPassBelowMinRows(@ForAll @IntRange(min = 0, max = 49) int rows) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            lines.add(GateFiles.row(i, true));
        }
        String policy = "rules: [{metric: accuracy, atLeast: 0, minRows: 50}]";
        assertThat(verdict(policy, "p.jsonl", String.join("\n", lines))).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Provide
    Arbitrary<String> badLines() {
        return Arbitraries.of(
                "{",
                "null",
                "[]",
                "{\"id\":\"x\",\"label\":\"yes\",\"prediction\":NaN,\"latency_ms\":1}",
                "{\"id\":\"x\",\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":NaN}",
                "{\"id\":\"x\",\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":1e400}",
                "{\"id\":\"x\",\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":-1}",
                "{\"id\":\"x\",\"label\":1e99999999999,\"prediction\":1e99999999999,\"latency_ms\":1}",
                "{\"id\":\"x\",\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":\"1\"}",
                "{\"id\":\"x\",\"label\":\"yes\",\"prediction\":\"yes\"}",
                "{\"id\":\"x\",\"prediction\":\"yes\",\"latency_ms\":1}",
                "{\"id\":\"x\",\"label\":\"yes\",\"latency_ms\":1}",
                "{\"id\":\"x\",\"label\":{},\"prediction\":\"yes\",\"latency_ms\":1}",
                "{\"id\":\"r3\",\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":1}",
                "{\"id\":\"x\",\"id\":\"y\",\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":1}",
                "{\"id\":7.5,\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":1}",
                "{\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":1}",
                "{\"id\":\"x\",\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":1,\"e\":{\"a\":1,\"a\":2}}",
                "{\"id\":\"x\",\"label\":\"yes\",\"prediction\":\"yes\",\"latency_ms\":1} {}",
                "{\"e\":" + "[".repeat(5000) + "}");
    }

    @Provide
    Arbitrary<String> badResults() {
        return Arbitraries.of(
                "",
                "{}",
                "m: .nan",
                "m: .inf",
                "m: -.inf",
                "m: '0.9'",
                "m: true",
                "m: [1]",
                "m: null",
                "n: 1",
                "m: {}");
    }

    private static Verdict verdict(String policy, String name, String content) throws Exception {
        Path dir = Files.createTempDirectory("never-pass");
        try {
            Path file = Files.writeString(dir.resolve(name), content);
            boolean results = name.startsWith("results");
            return GateFiles.judge(new GateFiles(dir)
                            .request(GateFiles.policy(policy))
                            .candidate(results ? file : null, results ? null : file, null, null))
                    .verdict();
        } catch (BadInputException e) {
            return Verdict.INCONCLUSIVE; // exit 2: no verdict at all
        } finally {
            Files.deleteIfExists(dir.resolve(name));
            Files.delete(dir);
        }
    }
}
