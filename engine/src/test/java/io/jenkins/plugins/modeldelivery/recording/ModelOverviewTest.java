package io.jenkins.plugins.modeldelivery.recording;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelOverviewTest {
    private static final String EVAL_SET = "cd".repeat(32);

    @TempDir
    Path directory;

    private final AtomicInteger reads = new AtomicInteger();
    private final FigureReader figures = new FigureReader(100);
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = Ledger.on(counting(DirectoryStore.open(directory)));
    }

    @Test
    void shouldBeEmptyForAModelTheLedgerDoesNotKnow() throws Exception {
        ModelOverview overview = ModelOverview.read(ledger, figures, "nobody", 50);
        assertThat(overview.environments()).isEmpty();
        assertThat(overview.decisions()).isEmpty();
        assertThat(overview.more()).isFalse();
        RollbackChoice choice = RollbackChoice.read(ledger, figures, "nobody", "production");
        assertThat(choice.current()).isEmpty();
        assertThat(choice.candidates()).isEmpty();
    }

    @Test
    void shouldTellWhatRunsWhereWithTheFiguresOfItsEvidence() throws Exception {
        promote("staging", "v1", gate("v1", 0.91));
        promote("production", "v1", gate("v1", 0.91));
        promote("staging", "v2", gate("v2", 0.93));
        ModelOverview overview = ModelOverview.read(ledger, figures, MODEL, 50);
        assertThat(overview.environments())
                .extracting(place -> place.history().name() + " "
                        + place.history().serving().orElseThrow().version() + " "
                        + place.figures().metrics())
                .containsExactly("production v1 {accuracy=0.91}", "staging v2 {accuracy=0.93}");
        VersionFigures production = overview.environments().get(0).figures();
        assertThat(production.shift()).contains(Verdict.PASS);
        assertThat(production.mmd2()).hasValue(0.002);
        assertThat(production.asOf()).contains(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(overview.decisions()).extracting(Decision::seq).containsExactly(3L, 2L, 1L);
    }

    @Test
    void shouldKnowNothingOfEvidenceThatIsGone() throws Exception {
        Decision decision = ledger.decisions().append(draft("production", "v1", Decision.Kind.PROMOTED));
        assertThat(figures.read(ledger, MODEL, "v1", List.of("20261101T000000Z-0123456789abcdef")))
                .isEqualTo(VersionFigures.NONE);
        assertThat(decision.evidence()).isEmpty();
    }

    @Test
    void shouldOfferTheVersionsBeforeWithTheirFigures() throws Exception {
        promote("production", "v1", gate("v1", 0.91));
        promote("production", "v2", gate("v2", 0.93));
        RollbackChoice choice = RollbackChoice.read(ledger, figures, MODEL, "production");
        assertThat(choice.current().orElseThrow().figures().metrics()).containsEntry("accuracy", 0.93);
        assertThat(choice.candidates())
                .singleElement()
                .satisfies(option -> assertThat(option.figures().metrics()).containsEntry("accuracy", 0.91))
                .satisfies(option -> assertThat(option.served().previous()).isTrue());
    }

    @Test
    void shouldReadEvidenceOnceOnly() throws Exception {
        promote("production", "v1", gate("v1", 0.91));
        RollbackChoice.read(ledger, figures, MODEL, "production");
        int first = reads.get();
        RollbackChoice.read(ledger, figures, MODEL, "production");
        assertThat(reads.get() - first).isLessThan(first);
    }

    @Test
    void shouldReadALongLedgerInFewRequestsAndPageThroughIt() throws Exception {
        for (int i = 1; i <= 300; i++) {
            ledger.decisions().append(draft(i % 3 == 0 ? "production" : "staging", "v" + i, Decision.Kind.PROMOTED));
        }
        Ledger fresh = Ledger.on(counting(DirectoryStore.open(directory)));
        reads.set(0);
        ModelOverview overview = ModelOverview.read(fresh, figures, MODEL, 50);
        assertThat(overview.more()).isTrue();
        assertThat(overview.decisions()).hasSize(50);
        assertThat(reads.get()).as("requests").isLessThan(40);
        List<Decision> next = fresh.decisions().before(MODEL, 251, 50);
        assertThat(next)
                .extracting(Decision::seq)
                .startsWith(250L)
                .endsWith(201L)
                .hasSize(50);
        assertThat(fresh.decisions().before(MODEL, 1, 50)).isEmpty();
        assertThat(fresh.decisions().before(MODEL, 999, 50)).isEmpty();
    }

    private void promote(String environment, String version, Evidence evidence) throws Exception {
        ledger.evidence().record(evidence);
        DecisionDraft draft = draft(environment, version, Decision.Kind.PROMOTED)
                .withEvidence(ledger.evidence().bundle(MODEL, version, List.of(evidence.id())));
        ledger.decisions().append(draft);
    }

    private static DecisionDraft draft(String environment, String version, Decision.Kind kind) throws Exception {
        return DecisionDraft.of(MODEL, environment, kind, Target.of(version, digest(version)), "ada", "because");
    }

    private static Evidence gate(String version, double accuracy) throws Exception {
        ObjectNode report = Json.document("gate-report").put("verdict", "PASS");
        report.putArray("rules").addObject().put("metric", "accuracy").put("observed", accuracy);
        report.withArray("rules")
                .addObject()
                .put("metric", "accuracy")
                .put("slice", "language")
                .put("observed", 0.5);
        report.putObject("evalSet").put("sha256", EVAL_SET).put("rows", 500).put("asOf", "2026-11-01T00:00:00Z");
        report.putObject("drift")
                .put("verdict", "PASS")
                .put("mmd2", 0.002)
                .put("p_value", 0.4)
                .putObject("effect")
                .put("value", 0.045);
        return Evidence.of(MODEL, version, digest(version), Instant.now(), Optional.empty(), report);
    }

    private static String digest(String version) {
        return "sha256:" + Sha256.of(version.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectStore counting(ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    reads.incrementAndGet();
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
