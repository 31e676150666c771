package io.jenkins.plugins.modeldelivery.ledger;

import static io.jenkins.plugins.modeldelivery.ledger.Drafts.DIGEST;
import static io.jenkins.plugins.modeldelivery.ledger.Drafts.EVAL_SET;
import static io.jenkins.plugins.modeldelivery.ledger.Drafts.MODEL;
import static io.jenkins.plugins.modeldelivery.ledger.Drafts.promoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a ledger promises on every store. */
public abstract class LedgerContract implements DecisionsContract, LeasesContract {
    /** A store that is empty at the start of each test. */
    @Override
    public abstract ObjectStore store() throws Exception;

    @Test
    void shouldRegisterAVersionOnce() throws Exception {
        Ledger ledger = Ledger.on(store());
        assertThat(ledger.versions().register(Drafts.version("1.0"))).isTrue();
        assertThat(ledger.versions().register(Drafts.version("1.0"))).isFalse();
        assertThat(ledger.versions().register(Drafts.version("1.1"))).isTrue();
        assertThat(ledger.versions().get(MODEL, "1.0")).contains(Drafts.version("1.0"));
        assertThat(ledger.versions().get(MODEL, "2.0")).isEmpty();
        assertThat(ledger.versions().list(MODEL)).containsExactly("1.0", "1.1");
        assertThat(ledger.models()).containsExactly(MODEL);
    }

    @Test
    void shouldNameTheFieldInWhichAVersionDiffers() throws Exception {
        Ledger ledger = Ledger.on(store());
        ledger.versions().register(Drafts.version("1.0"));
        ModelVersion other = ModelVersion.of(
                MODEL,
                "1.0",
                Optional.of(Artifact.of("s3://models.example.com/intent.onnx", Digest.sha256("ef".repeat(32)), 9)),
                Optional.of(ImageReference.parse("registry.example.com/intent:1.0@" + DIGEST)),
                Optional.of("0123456789abcdef"),
                Map.of("epochs", "4"));
        assertThatThrownBy(() -> ledger.versions().register(other))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("artifact.size, parameters.epochs")
                .message()
                .hasLineCount(1);
        assertThat(ledger.versions().get(MODEL, "1.0")).contains(Drafts.version("1.0"));
    }

    @Test
    void shouldKeepEvidenceAndRequireWhatADecisionNames() throws Exception {
        Ledger ledger = Ledger.on(store());
        Evidence evidence = Drafts.evidence("1.0", DIGEST, "PASS", EVAL_SET);
        String id = ledger.evidence().record(evidence);
        assertThat(ledger.evidence().record(evidence)).isEqualTo(id);
        assertThat(ledger.evidence().get(MODEL, "1.0", id)).contains(evidence);
        assertThat(ledger.evidence().list(MODEL, "1.0")).containsExactly(id);
        Bundle bundle = ledger.evidence().bundle(MODEL, "1.0", List.of(id));
        assertThat(bundle.verdict()).isEqualTo(Verdict.PASS);
        assertThat(bundle.drift()).contains(Verdict.PASS);
        DecisionDraft decided =
                promoted("production", "1.0").as(Decision.Kind.DECIDED).withEvidence(bundle);
        assertThat(decided.evalSet()).contains(EVAL_SET);
        assertThat(ledger.decisions().append(decided).evidence()).containsExactly(id);
        DecisionDraft otherDigest = DecisionDraft.of(
                        MODEL,
                        "production",
                        Decision.Kind.DECIDED,
                        Target.of("1.0", "sha256:" + "0".repeat(64)),
                        "bob",
                        "")
                .withEvidence(bundle);
        assertThatThrownBy(() -> ledger.decisions().append(otherDigest))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("The evidence is about");
        Bundle unknown = Bundle.of(List.of(Drafts.evidence("1.0", DIGEST, "FAIL", EVAL_SET)));
        DecisionDraft withoutRecord =
                promoted("production", "1.0").as(Decision.Kind.DECIDED).withEvidence(unknown);
        assertThatThrownBy(() -> ledger.decisions().append(withoutRecord))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("There is no evidence");
        assertThat(ledger.decisions().tail(MODEL, 9)).hasSize(1);
    }

    @Test
    void shouldKeepFingerprints() throws Exception {
        Fingerprints fingerprints = Ledger.on(store()).fingerprints();
        fingerprints.record(MODEL, EVAL_SET, "e5", Json.document("fingerprint").put("rows", 3));
        fingerprints.record(MODEL, EVAL_SET, "e5", Json.document("fingerprint").put("rows", 3));
        assertThatThrownBy(() -> fingerprints.record(
                        MODEL, EVAL_SET, "e5", Json.document("fingerprint").put("rows", 4)))
                .isInstanceOf(RefusedException.class);
        assertThat(fingerprints.of(MODEL, EVAL_SET).get(0).path("rows").asInt()).isEqualTo(3);
        fingerprints.record(
                MODEL, EVAL_SET, "e5-misspelt", Json.document("fingerprint").put("rows", 4));
        assertThat(fingerprints.of(MODEL, EVAL_SET)).as("beside each other").hasSize(2);
        assertThat(fingerprints.list(MODEL)).hasSize(2).allMatch(name -> name.startsWith(EVAL_SET + "-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/b", ".hidden", "a b", "ä", "a\u0000", "a\nb", "_all"})
    void shouldRefuseWhatIsNoName(String name) throws Exception {
        ObjectStore store = store();
        Ledger ledger = Ledger.on(store);
        assertThatThrownBy(() -> promoted(name, "1.0")).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> promoted("production", name)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ledger.versions().get(name, "1.0")).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ledger.decisions().tail(name, 1)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ledger.decisions().tail(MODEL, name, 1)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ledger.evidence().get(MODEL, "1.0", name)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> LeaseTarget.of("eu", "HTTPRoute", name, "x")).isInstanceOf(BadInputException.class);
        assertThat(store.list("", "", 9)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"schema\":\"other/v1\"}", "{\"schema\":\"model-delivery/decision/v1\"}"})
    void shouldNameForeignOrDamagedObjects(String content) throws Exception {
        ObjectStore store = store();
        Ledger ledger = Ledger.on(store);
        ledger.decisions().append(promoted("production", "1.0"));
        store.create("models/intent/decisions/000000000002.json", content.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> ledger.decisions().append(promoted("production", "1.1")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("models/intent/decisions/000000000002.json")
                .message()
                .hasLineCount(1);
        assertThat(store.list("models/intent/decisions/", "", 9)).hasSize(2);
        assertThat(LedgerVerification.of(ledger).problems())
                .singleElement()
                .asString()
                .contains("000000000002.json");
    }
}
