package io.jenkins.plugins.modeldelivery.recording;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Drafts;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may send a report decides what is in it, and not what becomes evidence. */
class RecorderTest {
    @TempDir
    Path directory;

    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = Ledger.on(DirectoryStore.open(directory));
        ledger.versions().register(Drafts.version("1.0"));
    }

    private Evidence record(String kind, ObjectNode report) throws Exception {
        Recorder.Asked asked = new Recorder.Asked(
                kind,
                MODEL,
                "1.0",
                Drafts.TIME,
                Optional.empty(),
                Evaluated.AGAINST_WHAT_SERVES,
                Provenance.COMMAND_LINE);
        return Recorder.record(ledger, asked, report);
    }

    private void assertNothing(ThrowingCallable recording, Class<? extends Exception> refused, String... why)
            throws Exception {
        assertThatThrownBy(recording)
                .isInstanceOf(refused)
                .hasMessageContainingAll(why)
                .hasMessageNotContaining("\n");
        assertThat(ledger.evidence().list(MODEL, "1.0")).isEmpty();
        assertThat(new ModelHistory(ledger, MODEL).last(10)).isEmpty();
    }

    private static ObjectNode passing() throws Exception {
        return JudgedReports.gate(Verdict.PASS, Json.object(), Optional.empty());
    }

    @Test
    void shouldWriteDownWhoRecordedIt() throws Exception {
        Evidence recorded = record(Judges.GATE, passing());
        Evidence read = ledger.evidence().get(MODEL, "1.0", recorded.id()).orElseThrow();
        assertThat(read.provenance()).contains(Provenance.COMMAND_LINE);
        assertThat(read.judge()).hasValue(Judges.all().get(Judges.GATE).version());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema\": \"model-delivery/approval/v1\", \"verdict\": \"PASS\", \"user\": \"ada\"}",
                "{\"schema\": \"model-delivery/traffic-report/v1\", \"verdict\": \"PASS\"}",
                "{\"schema\": \"model-delivery/drift-report/v1\", \"verdict\": \"PASS\"}",
                "{\"schema\": \"model-delivery/gate-report/v2\", \"verdict\": \"PASS\"}"
            })
    void shouldRecordTheOneDocumentThatWasAskedFor(String sent) throws Exception {
        ObjectNode report = (ObjectNode) Json.parse(sent, "test");
        assertNothing(
                () -> record(Judges.GATE, report),
                BadInputException.class,
                "not about 'model-delivery/gate-report/v1'");
    }

    @Test
    void shouldRefuseADocumentThatOnlyLooksLikeIt() throws Exception {
        for (String kind : List.of(Judges.GATE, Judges.SHIFT, Judges.SCHEMA, Judges.TRAFFIC)) {
            ObjectNode report = Json.document(kind).put("verdict", "PASS");
            report.putArray("reasons");
            assertNothing(() -> record(kind, report), BadInputException.class, "report");
        }
    }

    @Test
    void shouldRefuseWhatItsCountsDoNotGive() throws Exception {
        ObjectNode verdict = JudgedReports.gate(Verdict.FAIL, Json.object(), Optional.empty())
                .put("verdict", "PASS");
        assertNothing(() -> record(Judges.GATE, verdict), RefusedException.class, "says PASS", "FAIL", "verdict");
        ObjectNode figure = passing();
        ((ObjectNode) figure.withArray("rules").get(0)).put("observed", 0.99);
        assertNothing(() -> record(Judges.GATE, figure), RefusedException.class, "rules[0].observed");
    }

    @Test
    void shouldRefuseAReportAboutAnotherVersion() throws Exception {
        ObjectNode report = passing().put("version", "0.9");
        assertNothing(() -> record(Judges.GATE, report), BadInputException.class, "version '0.9', not about '1.0'");
    }
}
