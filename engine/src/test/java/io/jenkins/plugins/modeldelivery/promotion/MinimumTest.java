package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.evalgate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.Gate;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.evalgate.GateRequest;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.recording.Recorder;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever wants a promotion writes policy, contract and reference; what the environment demands is none of these. */
class MinimumTest {
    private static final int ROWS = 400;
    private static final String HEAD = "schema: model-delivery/policy/v1\nmodel: intent-classifier\n";
    private static final String OWN_POLICY = HEAD + """
            evalSet:
              shift: {field: embedding, reference: ref.jsonl}
            rules:
              - {metric: accuracy, atLeast: 0.88, confidence: 0.95}
            """;
    private static final String WEAK_POLICY = HEAD + "rules:\n  - {metric: rows, atLeast: 1}\n";
    private static final String RULES = """
            rules: [{metric: accuracy, atLeast: 0.88, confidence: 0.95}]
            minRows: 300
            maxAge: 31d
            """;

    @TempDir
    Path directory;

    private World world;

    @BeforeEach
    void build() throws Exception {
        world = new World(directory).running(World.image("v1"));
        rows("eval.jsonl", "2026-10-20T00:00:00Z", 1);
        rows("ref.jsonl", "2026-09-20T00:00:00Z", 2);
        predictions("good.jsonl", 0.97);
        predictions("bad.jsonl", 0.5);
        Files.writeString(directory.resolve("own.yaml"), OWN_POLICY);
        Files.writeString(directory.resolve("weak.yaml"), WEAK_POLICY);
        Files.writeString(directory.resolve("contract.json"), contract("\"label\": {\"enum\": [\"a\", \"b\"]}"));
        Files.writeString(directory.resolve("anything.json"), contract(""));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private static String contract(String properties) {
        return "{\"$defs\": {\"output\": {\"type\": \"object\", \"properties\": {" + properties + "}}}}";
    }

    private void rows(String file, String asOf, int seed) throws Exception {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>(List.of("{\"$meta\": {\"asOf\": \"" + asOf + "\"}}"));
        for (int i = 0; i < ROWS; i++) {
            lines.add("{\"id\": \"r%d\", \"input\": \"text %d\", \"label\": \"%s\", \"embedding\": [%s, %s, %s]}"
                    .formatted(
                            i,
                            i,
                            i % 2 == 0 ? "a" : "b",
                            random.nextGaussian(),
                            random.nextGaussian(),
                            random.nextGaussian()));
        }
        Files.write(directory.resolve(file), lines);
    }

    private void predictions(String file, double accuracy) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String label = i % 2 == 0 ? "a" : "b";
            String said = i < accuracy * ROWS ? label : "other";
            lines.add("{\"id\": \"r%d\", \"label\": \"%s\", \"prediction\": \"%s\", \"output\": {\"label\": \"%s\"}}"
                    .formatted(i, label, said, label));
        }
        Files.write(directory.resolve(file), lines);
    }

    private void demand(String minimum) throws Exception {
        world.environment = world.environment.demanding(Minimum.parse(minimum));
    }

    private GateReport gate(String policy, String predictions, String evalSet, String contract) throws Exception {
        return gate("v2", policy, predictions, evalSet, contract);
    }

    private GateReport gate(String version, String policy, String predictions, String evalSet, String contract)
            throws Exception {
        GateRequest request = GateRequest.of(Policy.read(directory.resolve(policy)), directory, world.time.instant())
                .named(World.MODEL, version)
                .candidate(null, file(predictions), file(contract), file(evalSet))
                .counting(world.environment.minimum().flatMap(Minimum::gate).stream()
                        .toList());
        List<Fingerprint> data = new ArrayList<>();
        GateReport report = Gate.judge(request, new DriftShiftCheck(data::add), Progress.NONE);
        for (Fingerprint fingerprint : data) {
            Recorder.keep(world.ledger, World.MODEL, report.toJson(), fingerprint);
        }
        return report;
    }

    private Path file(String name) {
        return name == null ? null : directory.resolve(name);
    }

    private void record(GateReport report, Provenance from) throws Exception {
        world.time.pass(Duration.ofSeconds(1));
        Recorder.Asked asked = new Recorder.Asked(
                Judges.GATE,
                World.MODEL,
                report.version().orElseThrow(),
                world.time.instant(),
                Optional.empty(),
                Evaluated.AGAINST_WHAT_SERVES,
                from);
        Recorder.record(world.ledger, asked, report.toJson());
    }

    private void record(GateReport report) throws Exception {
        record(report, Provenance.COMMAND_LINE);
    }

    private void assertRefused(String... why) throws Exception {
        assertThatThrownBy(() -> world.promote("v2"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(why);
        assertThat(world.live()).isEqualTo(World.image("v1"));
    }

    private void assertPromoted() throws Exception {
        assertThat(world.promote("v2").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldPromoteWhatComesUpToIt() throws Exception {
        demand(RULES);
        record(gate("own.yaml", "good.jsonl", "eval.jsonl", null));
        assertPromoted();
    }

    @Test
    void shouldJudgeByItsOwnRulesWhateverThePolicyAsksFor() throws Exception {
        demand(RULES);
        GateReport report = gate("weak.yaml", "bad.jsonl", "eval.jsonl", null);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        record(report);
        assertRefused("minimum of production", "accuracy", "0.88", "0.5");
    }

    @Test
    void shouldTakeAWeakPolicyWhoseCountsComeUpToIt() throws Exception {
        demand(RULES);
        record(gate("weak.yaml", "good.jsonl", "eval.jsonl", null));
        assertPromoted();
    }

    @Test
    void shouldRefuseWhatWasNotCounted() throws Exception {
        record(gate("weak.yaml", "good.jsonl", "eval.jsonl", null));
        demand("rules: [{metric: accuracy, atLeast: 0.88, groupBy: customer}]");
        assertRefused("accuracy", "the counts say nothing of it", "where it knows the environment");
    }

    @Test
    void shouldRefuseCountsThatLeaveFailedRowsOut() throws Exception {
        demand("rules: [{metric: 'mean(cost)', atMost: 10}]");
        Files.writeString(directory.resolve("weak.yaml"), WEAK_POLICY + "maxFailed: 0.9\n");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            lines.add("{\"id\": \"r%d\", \"label\": \"%s\", \"prediction\": \"a\", %s}"
                    .formatted(i, i % 2 == 0 ? "a" : "b", i < 40 ? "\"cost\": 1" : "\"error\": \"timeout\""));
        }
        Files.write(directory.resolve("costs.jsonl"), lines);
        record(gate("weak.yaml", "costs.jsonl", "eval.jsonl", null));
        assertRefused("mean(cost)", "the counts say nothing of it");
    }

    @Test
    void shouldRefusePredictionsOfWhichNobodyKnowsWhatIsLeftOut() throws Exception {
        demand(RULES);
        record(gate("weak.yaml", "good.jsonl", null, null));
        assertRefused("does not name its eval set");
    }

    @Test
    void shouldTellAgeByTheClockOfWhoDecides() throws Exception {
        demand(RULES);
        record(gate("own.yaml", "good.jsonl", "eval.jsonl", null));
        world.time.pass(Duration.ofDays(30));
        assertRefused("minimum of production", "freshness", "31");
    }

    @Test
    void shouldRefuseAShiftTestAgainstItself() throws Exception {
        demand("shift: {alpha: 0.01}");
        Files.writeString(directory.resolve("own.yaml"), OWN_POLICY.replace("ref.jsonl", "eval.jsonl"));
        GateReport report = gate("own.yaml", "good.jsonl", "eval.jsonl", null);
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        record(report);
        assertRefused("its shift test has the reference", "approved.references");
    }

    @Test
    void shouldTakeAnApprovedReferenceWhereNothingServesYet() throws Exception {
        GateReport report = gate("own.yaml", "good.jsonl", "eval.jsonl", null);
        demand("shift: {alpha: 0.01}\napproved: {references: ["
                + report.shift().orElseThrow().reference().sha256() + "]}");
        record(report);
        assertPromoted();
    }

    @Test
    void shouldRefuseAShiftTestThatSeesTooLittle() throws Exception {
        Files.writeString(
                directory.resolve("own.yaml"),
                OWN_POLICY.replace("ref.jsonl}", "ref.jsonl, permutations: 99, alpha: 0.01}"));
        GateReport report = gate("own.yaml", "good.jsonl", "eval.jsonl", null);
        demand("shift: {alpha: 0.01}\napproved: {references: ["
                + report.shift().orElseThrow().reference().sha256() + "]}");
        record(report);
        assertRefused("99 permutations", "999");
    }

    @Test
    void shouldHoldTheNextVersionToTheReferenceAndContractOfTheOneThatServes() throws Exception {
        GateReport first = gate("own.yaml", "good.jsonl", "eval.jsonl", "contract.json");
        demand("shift: {alpha: 0.01}\ncontract: production\napproved: {references: ["
                + first.shift().orElseThrow().reference().sha256() + "], contracts: ["
                + first.toJson().at("/inputs/contract").asText() + "]}");
        record(first);
        assertPromoted();
        demand("shift: {alpha: 0.01}\ncontract: production");
        // now v2 serves; its own eval set is what production looks like
        Files.writeString(directory.resolve("own.yaml"), OWN_POLICY.replace("ref.jsonl", "eval.jsonl"));
        rows("next.jsonl", "2026-10-30T00:00:00Z", 3);
        record(gate("v3", "own.yaml", "good.jsonl", "next.jsonl", "contract.json"));
        assertThat(world.promote("v3").outcome()).isEqualTo(Outcome.PROMOTED);
        record(gate("v3", "own.yaml", "good.jsonl", "next.jsonl", "anything.json"));
        assertThatThrownBy(() -> world.promote("v3")).hasMessageContaining("neither the one that production");
    }

    @Test
    void shouldRefuseAContractThatNobodyApproved() throws Exception {
        demand("contract: production");
        record(gate("own.yaml", "good.jsonl", "eval.jsonl", "anything.json"));
        assertRefused("its contract", "approved.contracts");
    }

    private static Provenance build(String job, Provenance.PullRequest change, boolean replayed) {
        return new Provenance(
                Provenance.Recorder.JENKINS,
                Optional.of(job),
                OptionalInt.of(7),
                Optional.empty(),
                Optional.empty(),
                Optional.of("ada"),
                List.of(),
                Optional.ofNullable(change),
                replayed,
                Map.of());
    }

    @Test
    void shouldAskWhereEvidenceComesFrom() throws Exception {
        demand("from: {jobs: ['ml/**']}\n" + RULES);
        GateReport report = gate("own.yaml", "good.jsonl", "eval.jsonl", null);
        record(report);
        assertRefused("the command line", "minimum.from");
        record(report, build("other/digits", null, false));
        assertRefused("build 7 of other/digits");
        record(report, build("ml/digits", Provenance.PullRequest.ORIGIN, false));
        assertRefused("a pull request");
        record(report, build("ml/digits", null, true));
        assertRefused("replayed");
        record(report, build("ml/digits/main", null, false));
        assertPromoted();
    }

    @Test
    void shouldNeverTakeAForksPullRequest() throws Exception {
        demand("from: {pullRequests: true}\n" + RULES);
        record(
                gate("own.yaml", "good.jsonl", "eval.jsonl", null),
                build("ml/digits", Provenance.PullRequest.FORK, false));
        assertRefused("a fork's pull request");
    }

    @Test
    void shouldRefuseEvidenceOfWhichNobodyWroteDownWhereItComesFrom() throws Exception {
        demand("from: {commandLine: true}\n" + RULES);
        ObjectNode report = gate("own.yaml", "good.jsonl", "eval.jsonl", null).toJson();
        world.ledger
                .evidence()
                .record(Evidence.of(
                        World.MODEL, "v2", World.digest("v2"), world.time.instant(), Optional.empty(), report));
        assertRefused("nobody wrote down where it came from");
    }

    private void traffic(String router, String source, double share, int seconds, double p95Increase) throws Exception {
        String side = "\"requests\": %d, \"errors\": 0, \"latencySeconds\": {\"buckets\": ["
                + "{\"le\": 0.1, \"count\": %s}, {\"le\": 0.105, \"count\": %s}, {\"le\": 0.12, \"count\": %s},"
                + "{\"le\": 0.125, \"count\": %s}, {\"le\": \"+Inf\", \"count\": %s}]}";
        // production answers 95 % of its requests within 105 ms, the candidate within 125 ms: 19 % more
        String candidate = side.formatted(2000, 1000, 1000, 1000, 1990, 2000);
        String production = side.formatted(38000, 20000, 37900, 37950, 37990, 38000);
        String input = "{\"windowSeconds\": %d, \"expectedShare\": %s, \"limits\": {\"p95Increase\": %s, "
                        .formatted(seconds, share, p95Increase)
                + "\"errorRate\": 0.5, \"minRequests\": 100}, \"candidate\": {" + candidate + "}, \"production\": {"
                + production + "}}";
        String split = "{\"router\": \"%s\", \"route\": \"prod/scorer\", \"mode\": \"weight\",".formatted(router)
                + "\"production\": \"prod/scorer\", \"candidate\": \"staging/scorer\", \"source\": \"" + source + "\"}";
        world.evidence(
                "v2",
                World.digest("v2"),
                "PASS",
                "traffic-report",
                ", \"input\": " + input + ", \"test\": {\"phase\": \"JUDGED\", \"lease\": \"l\", \"split\": " + split
                        + "}");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            external,   prometheus, 0.05, 300, 0.15, router external
            http-route, probe,      0.05, 300, 0.15, not those of users
            http-route, unknown,    0.05, 300, 0.15, not those of users
            http-route, prometheus, 0.01, 300, 0.15, at least 0.05 is demanded
            http-route, prometheus, 0.05, 60,  0.15, at least 300.0 s are demanded
            http-route, prometheus, 0.05, 300, 50,   p95
            """)
    void shouldRefuseTrafficThatIsNotWhatItDemands(
            String router, String source, double share, int seconds, double p95Increase, String why) throws Exception {
        demand("traffic: {share: 5%, window: 300s, p95Increase: 15%, errorRate: 1%}");
        traffic(router, source, share, seconds, p95Increase);
        assertRefused("minimum of production", why);
    }

    @Test
    void shouldTakeTrafficThatAnAdministratorAllows() throws Exception {
        demand("traffic: {share: 5%, window: 300s, p95Increase: 30%, errorRate: 1%, allow: [external, probe]}");
        traffic("external", "probe", 0.05, 300, 0.3);
        assertPromoted();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rules: [{metric: accuracy}]                                    | exactly one of atLeast
            rules: [{metric: test.bleu, atLeast: 0.3}]                     | computed from predictions
            rules: [{metric: accuracy, noWorseThanBaseline: 0.1}]          | with atLeast or atMost
            maxAge: soon                                                   | maxAge
            shift: {reference: mine.jsonl}                                 | approved.references
            shift: {alpha: 2}                                              | alpha is between 0 and 1
            contract: mine.json                                            | approved.contracts
            traffic: {allow: [mirror]}                                     | neither external nor probe
            traffic: {window: soon}                                        | no duration
            from: {jobs: ['ml/[']}                                         | no pattern
            accuracy: 0.9                                                  | accuracy
            """)
    void shouldSayWhatIsWrongWithIt(String minimum, String why) {
        assertThatThrownBy(() -> Minimum.parse(minimum))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("minimum")
                .hasMessageContaining(why)
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldBeReadFromAnEnvironment() throws Exception {
        String document = "{\"schema\": \"model-delivery/environment/v1\", \"name\": \"production\", \"workload\":"
                + " \"deployment/scorer\", \"container\": \"model\", \"minimum\": {\"minRows\": 500, \"traffic\":"
                + " {\"share\": 0.05}}}";
        Environment environment = Environment.parse(Json.parse(document, "test"), "production.yaml");
        assertThat(environment.requires()).containsExactlyInAnyOrder(EvidenceKind.EVAL, EvidenceKind.TRAFFIC);
        assertThat(environment.limits()).contains("minimum");
    }
}
