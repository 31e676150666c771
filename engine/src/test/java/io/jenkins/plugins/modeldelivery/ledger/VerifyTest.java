package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    @TempDir
    Path directory;

    private Path decisions;

    @BeforeEach
    void fill() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(directory));
        ledger.versions().register(Drafts.version("1.0"));
        ledger.evidence().record(Drafts.evidence("1.0", Drafts.DIGEST, "PASS", Drafts.EVAL_SET));
        for (int i = 1; i <= 20; i++) {
            ledger.decisions().append(Drafts.promoted(i % 4 == 0 ? "staging" : "production", "1." + i));
        }
        decisions = directory.resolve("models/intent/decisions");
    }

    private LedgerVerification verify() throws Exception {
        return LedgerVerification.of(Ledger.on(DirectoryStore.open(directory)));
    }

    private static void replace(Path file, String from, String to) throws Exception {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void shouldPassWhatIsWhole() throws Exception {
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);
        assertThat(verify().toText()).containsPattern("decisions +20\n");
    }

    @Test
    void shouldNotPassNothing(@TempDir Path empty) throws Exception {
        assertThat(LedgerVerification.of(Ledger.on(DirectoryStore.open(empty))).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void shouldNameTheMissingLink() throws Exception {
        Files.delete(decisions.resolve("000000000007.json"));
        assertThat(verify().problems())
                .containsExactly("models/intent/decisions/000000000007.json is missing, but"
                        + " models/intent/decisions/000000000008.json is there");
    }

    @Test
    void shouldNoticeAMissingEnd() throws Exception {
        Files.delete(decisions.resolve("000000000020.json"));
        assertThat(verify().problems()).singleElement().asString().contains("000000000020.json is missing");
    }

    @Test
    void shouldNameTheLinkAfterAChangedDecision() throws Exception {
        replace(decisions.resolve("000000000005.json"), "alice", "mallory");
        assertThat(verify().problems()).singleElement().asString().contains("000000000006.json does not follow");
    }

    @Test
    void shouldNameAChangedEnd() throws Exception {
        replace(decisions.resolve("000000000020.json"), "alice", "mallory");
        assertThat(verify().problems()).singleElement().asString().contains("000000000020.json is not what its copy");
    }

    /** As a writer leaves it that is killed when its decision is there and the copies are not. */
    private Path killedAfter(DecisionDraft draft) throws Exception {
        Decision last = Ledger.on(DirectoryStore.open(directory))
                .decisions()
                .append(draft, Expectation.any(), draft.contentId());
        for (Chain chain : List.of(Chain.all(MODEL), new Chain(MODEL, last.environment()))) {
            Files.delete(directory.resolve(chain.key(chain.link(last).ordinal())));
        }
        return directory.resolve(Decisions.key(MODEL, last.seq()));
    }

    @Test
    void shouldNameAChangedEndWhoseWriterWasKilledBeforeItsCopy() throws Exception {
        Path last = killedAfter(Drafts.promoted("production", "2.0"));
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);
        replace(last, "alice", "mallory");
        assertThat(verify().problems())
                .containsExactly(
                        "models/intent/decisions/000000000021.json was changed: its content does not fit its id");
        Ledger reader = Ledger.on(DirectoryStore.open(directory));
        assertThatThrownBy(() -> reader.decisions().head(MODEL))
                .as("nor is it built upon")
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("was changed");
    }

    @Test
    void shouldSayOfWhichEndNothingElseVouches() throws Exception {
        assertThat(verify().notes()).isEmpty();
        Path last = killedAfter(Drafts.promoted("production", "2.0"));
        assertThat(verify().notes())
                .singleElement()
                .asString()
                .contains("000000000021.json is the newest decision of intent and has no copy");
        assertThat(verify().toText()).contains("\nnote: models/intent/");
        Files.delete(last);
        Ledger.on(DirectoryStore.open(directory)).decisions().append(Drafts.promoted("production", "2.1"));
        assertThat(verify().notes()).isEmpty();
    }

    @Test
    void shouldCountWhatOnlyALaterReleaseWritesAsContent() throws Exception {
        ObjectNode document = killedDocument();
        document.put("reviewers", 2);
        document.put("id", DecisionDocument.contentId(document));
        byte[] stored = Stored.bytes(document);
        assertThat(DecisionDocument.parse(stored, "a").seq()).isEqualTo(21);
        document.put("reviewers", 1);
        byte[] changed = Stored.bytes(document);
        assertThatThrownBy(() -> DecisionDocument.parse(changed, "a")).hasMessageContaining("does not fit its id");
    }

    private ObjectNode killedDocument() throws Exception {
        Path last = killedAfter(Drafts.promoted("production", "2.0"));
        return (ObjectNode) Json.parse(Files.readAllBytes(last), "last");
    }

    @Test
    void shouldRefuseAnIdThatReadersWouldTakeForAnotherContent() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(directory));
        DecisionDraft draft = Drafts.promoted("production", "2.0");
        String other = draft.withReason("another").contentId();
        assertThatThrownBy(() -> ledger.decisions().append(draft, Expectation.any(), other))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(draft.contentId());
    }

    @Test
    void shouldNameTheFirstOfSeveralProblems() throws Exception {
        Files.delete(decisions.resolve("000000000012.json"));
        replace(decisions.resolve("000000000005.json"), "because", "for fun");
        assertThat(verify().problems()).singleElement().asString().contains("000000000006.json does not follow");
        Files.delete(decisions.resolve("000000000003.json"));
        assertThat(verify().problems()).singleElement().asString().contains("000000000003.json is missing");
    }

    @Test
    void shouldNameChangedEvidence() throws Exception {
        Path file;
        try (Stream<Path> files = Files.list(directory.resolve("models/intent/evidence/1.0"))) {
            file = files.findFirst().orElseThrow();
        }
        replace(file, "\"rows\":500", "\"rows\":900");
        assertThat(verify().problems()).singleElement().asString().contains("was changed");
    }

    @Test
    void shouldNameAVersionThatIsNotWhatItsEvidenceIsAbout() throws Exception {
        replace(directory.resolve("models/intent/versions/1.0.json"), Drafts.DIGEST, "sha256:" + "0".repeat(64));
        assertThat(verify().problems())
                .singleElement()
                .asString()
                .contains("is about " + Drafts.DIGEST, "version 1.0 of intent is registered as sha256:0000");
    }

    @Test
    void shouldNameAVersionThatWasChangedOrDeletedAfterItWasJudged() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(directory));
        String registered = ledger.versions().sha256(MODEL, "1.0").orElseThrow();
        ledger.evidence()
                .record(Drafts.evidence("1.0", Drafts.DIGEST, "PASS", Drafts.EVAL_SET)
                        .about(registered));
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);
        Path version = directory.resolve("models/intent/versions/1.0.json");
        String text = Files.readString(version);
        Files.writeString(version, text + " ");
        assertThat(verify().problems())
                .singleElement()
                .asString()
                .startsWith("Version 1.0 of intent was changed after it was judged");
        Files.delete(version);
        assertThat(verify().problems()).anyMatch(line -> line.contains("its object was deleted"));
    }

    @Test
    void shouldNameAVersionThatWasChangedAfterItWasDecided() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(directory));
        String registered = ledger.versions().sha256(MODEL, "1.0").orElseThrow();
        DecisionDraft draft = DecisionDraft.of(
                        MODEL,
                        "production",
                        Decision.Kind.DECIDED,
                        ledger.versions().require(MODEL, "1.0").target(),
                        "alice",
                        "")
                .withDetails(DecisionDetails.NONE.withVersion(Optional.of(registered)));
        ledger.decisions().append(draft);
        assertThat(verify().verdict()).isEqualTo(Verdict.PASS);
        Path version = directory.resolve("models/intent/versions/1.0.json");
        Files.writeString(version, Files.readString(version) + " ");
        assertThat(verify().problems())
                .containsExactly(
                        "Version 1.0 of intent was changed after models/intent/decisions/000000000021.json (SHA-256 differs)");
    }

    @Test
    void shouldNotBelieveForgedCopies() throws Exception {
        List<Decision> genuine =
                Ledger.on(DirectoryStore.open(directory)).decisions().tail(MODEL, "production", 50);
        for (String chain : new String[] {"_all", "production"}) {
            try (Stream<Path> files = Files.list(directory.resolve("models/intent/segments/" + chain))) {
                for (Path file : files.toList()) {
                    replace(file, "alice", "mallory");
                }
            }
        }
        assertThat(Ledger.on(DirectoryStore.open(directory)).decisions().tail(MODEL, "production", 50))
                .isEqualTo(genuine);
        assertThat(genuine).hasSize(15);
    }

    @Test
    void shouldReadWithoutAnyCopies() throws Exception {
        List<Decision> genuine =
                Ledger.on(DirectoryStore.open(directory)).decisions().tail(MODEL, 50);
        try (Stream<Path> files = Files.walk(directory.resolve("models/intent/segments"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertThat(Ledger.on(DirectoryStore.open(directory)).decisions().tail(MODEL, 50))
                .isEqualTo(genuine);
        assertThat(Ledger.on(DirectoryStore.open(directory))
                        .decisions()
                        .append(Drafts.promoted("staging", "2.0"))
                        .seq())
                .isEqualTo(21);
    }

    @Test
    void shouldContinueALedgerThatWasReplacedBehindItsBack() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(directory));
        ledger.decisions().append(Drafts.promoted("production", "2.0"));
        try (Stream<Path> files = Files.walk(directory.resolve("models"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertThat(ledger.decisions()
                        .append(Drafts.promoted("production", "2.1"))
                        .seq())
                .isEqualTo(1);
    }
}
