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
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.store.Workers;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a ledger promises on every store. */
public abstract class LedgerContract {
    /** A store that is empty at the start of each test. */
    protected abstract ObjectStore store() throws Exception;

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
    void shouldChainDecisions() throws Exception {
        Ledger ledger = Ledger.on(store());
        Decision first = ledger.decisions().append(promoted("staging", "1.0"));
        Decision second = ledger.decisions().append(promoted("production", "1.0"));
        Decision third = ledger.decisions().append(promoted("production", "1.1"), Expectation.last(second));
        assertThat(first.seq()).isEqualTo(1);
        assertThat(first.previous()).isEmpty();
        assertThat(third.previous()).contains(second.sha256());
        assertThat(third.ordinal()).isEqualTo(2);
        assertThat(ledger.decisions().tail(MODEL, 9)).containsExactly(third, second, first);
        assertThat(ledger.decisions().tail(MODEL, "production", 9)).containsExactly(third, second);
        assertThat(ledger.decisions().tail(MODEL, "staging", 9)).containsExactly(first);
        assertThat(ledger.decisions().tail(MODEL, "nowhere", 9)).isEmpty();
        assertThat(ledger.decisions().tail(MODEL, 1)).containsExactly(third);
        assertThat(ledger.decisions().read(MODEL, 2)).contains(second);
        assertThat(ledger.decisions().read(MODEL, 4)).isEmpty();
        assertThat(ledger.decisions().operation(MODEL, "production", third.operation()))
                .containsExactly(third);
    }

    @Test
    void shouldRefuseToDecideOnAnOldPicture() throws Exception {
        Ledger ledger = Ledger.on(store());
        Decision seen = ledger.decisions().append(promoted("production", "1.0"), Expectation.last(0));
        ledger.decisions().append(promoted("production", "1.1"));
        assertThatThrownBy(() -> ledger.decisions().append(promoted("production", "1.2"), Expectation.last(seen)))
                .isInstanceOf(LostRaceException.class)
                .hasMessageContaining("moved on");
        assertThat(ledger.decisions().head(MODEL).orElseThrow().seq()).isEqualTo(2);
        ledger.decisions().append(promoted("staging", "1.2"), Expectation.last(0));
    }

    @Test
    void shouldAppendOnceHoweverOftenAskedWithTheSameId() throws Exception {
        ObjectStore store = store();
        Decisions decisions = Ledger.on(store).decisions();
        DecisionDraft draft = promoted("production", "1.0");
        Decision first = decisions.append(draft, Expectation.last(0), "d1");
        for (int i = 0; i < 9; i++) {
            decisions.append(promoted("staging", "1." + i));
        }
        assertThat(decisions.append(draft, Expectation.last(0), "d1")).isEqualTo(first);
        assertThat(Ledger.on(store).decisions().append(draft, Expectation.last(0), "d1"))
                .isEqualTo(first);
        assertThatThrownBy(() -> decisions.append(promoted("production", "2.0"), Expectation.any(), "d1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("decision 1 of intent");
        assertThatThrownBy(() -> decisions.append(draft, Expectation.any(), "../d1"))
                .isInstanceOf(BadInputException.class);
        assertThat(decisions.head(MODEL).orElseThrow().seq()).isEqualTo(10);
        assertThat(decisions
                        .append(promoted("production", "2.0"), Expectation.any(), "d2")
                        .seq())
                .isEqualTo(11);
    }

    @Test
    void shouldTellWhatRuns() throws Exception {
        Decisions decisions = Ledger.on(store()).decisions();
        assertThat(decisions.serving(MODEL, "production")).isEmpty();
        DecisionDraft old = promoted("production", "1.0");
        decisions.append(old);
        DecisionDraft next = promoted("production", "2.0").withFrom(old.to()).as(Decision.Kind.DECIDED);
        decisions.append(next);
        assertThat(decisions.serving(MODEL, "production").orElseThrow().to().version())
                .isEqualTo("1.0");
        decisions.append(next.as(Decision.Kind.FAILED));
        Decision reverted = decisions.append(next.reverted(Decision.Kind.REVERTED));
        assertThat(decisions.serving(MODEL, "production")).contains(reverted);
        assertThat(reverted.to().version()).isEqualTo("1.0");
        assertThat(decisions.operation(MODEL, "production", next.operation()))
                .extracting(Decision::kind)
                .containsExactly(Decision.Kind.DECIDED, Decision.Kind.FAILED, Decision.Kind.REVERTED);
    }

    @Test
    void shouldReadTheSameThroughSegmentsAsOneByOne() throws Exception {
        ObjectStore store = store();
        Ledger ledger = Ledger.on(store);
        List<Decision> all = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 1; i <= 150; i++) {
            String environment = random.nextInt(10) == 0 ? "rare" : random.nextBoolean() ? "production" : "staging";
            all.add(0, ledger.decisions().append(promoted(environment, "1." + i)));
        }
        Decisions fresh = Ledger.on(store).decisions();
        assertThat(fresh.tail(MODEL, 1000)).isEqualTo(all);
        for (String environment : List.of("rare", "production", "staging")) {
            List<Decision> expected = all.stream()
                    .filter(d -> d.environment().equals(environment))
                    .toList();
            assertThat(Ledger.on(store).decisions().tail(MODEL, environment, 1000))
                    .isEqualTo(expected);
            assertThat(Ledger.on(store).decisions().tail(MODEL, environment, 50))
                    .isEqualTo(expected.subList(0, Math.min(50, expected.size())));
        }
    }

    @Test
    void shouldLoseNothingWithTwentyWriters() throws Exception {
        ObjectStore store = store();
        int writers = 20;
        int each = 3;
        try (Workers workers = new Workers(writers)) {
            workers.run(writers, i -> {
                Ledger ledger = Ledger.on(store);
                for (int k = 0; k < each; k++) {
                    ledger.decisions().append(promoted("production", "1." + i + "." + k));
                }
            });
        }
        Ledger ledger = Ledger.on(store);
        List<Decision> all = ledger.decisions().tail(MODEL, 1000);
        assertThat(all).hasSize(writers * each);
        assertThat(all.stream().map(d -> d.to().version()).distinct()).hasSize(writers * each);
        assertThat(LedgerVerification.of(ledger).problems()).isEmpty();
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
    void shouldMoveALeaseForwardsOnlyAndFreeIt() throws Exception {
        Leases leases = Ledger.on(store()).leases();
        LeaseTarget target = LeaseTarget.of("eu", "HTTPRoute", "shop", "intent");
        Lease prepared =
                leases.create(target, "a", "build 1", Drafts.TIME, Json.object().put("weight", 95));
        assertThat(leases.create(target, "a", "build 1", Drafts.TIME, Json.object()))
                .isEqualTo(prepared);
        assertThatThrownBy(() -> leases.create(target, "b", "build 2", Drafts.TIME, Json.object()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("build 1");
        leases.transition(target, "a", Lease.State.ACTIVE);
        assertThat(leases.open()).singleElement().satisfies(lease -> {
            assertThat(lease.state()).isEqualTo(Lease.State.ACTIVE);
            assertThat(lease.isOverdue(Drafts.TIME.plusSeconds(1))).isTrue();
            assertThat(lease.details().path("weight").asInt()).isEqualTo(95);
        });
        Lease restored = leases.transition(target, "a", Lease.State.RESTORED);
        assertThat(leases.transition(target, "a", Lease.State.RESTORED)).isEqualTo(restored);
        assertThatThrownBy(() -> leases.transition(target, "a", Lease.State.ACTIVE))
                .isInstanceOf(RefusedException.class);
        assertThat(leases.open()).isEmpty();
        leases.create(target, "b", "build 2", Drafts.TIME, Json.object());
        assertThatThrownBy(() -> leases.transition(target, "a", Lease.State.RESTORED))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not the last");
        leases.create(LeaseTarget.of("eu", "HTTPRoute", "shop", "other"), "c", "build 3", Drafts.TIME, Json.object());
        assertThat(leases.list()).extracting(Lease::id).containsExactly("b", "c");
        assertThat(leases.history(target))
                .extracting(lease -> lease.id() + lease.state())
                .containsExactly("aPREPARED", "aACTIVE", "aRESTORED", "bPREPARED");
    }

    @Test
    void shouldGiveALeaseToOneOfManyLedgers() throws Exception {
        ObjectStore store = store();
        LeaseTarget target = LeaseTarget.of("eu", "HTTPRoute", "shop", "intent");
        List<String> winners = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int round = 0; round < 3; round++) {
            winners.clear();
            String name = "r" + round + "-";
            try (Workers workers = new Workers(8)) {
                workers.run(8, i -> {
                    try {
                        winners.add(Ledger.on(store)
                                .leases()
                                .create(target, name + i, "build " + i, Drafts.TIME, Json.object())
                                .id());
                    } catch (LostRaceException | RefusedException e) {
                        assertThat(e).hasMessageContaining("lease");
                    }
                });
            }
            assertThat(winners).hasSize(1);
            Ledger.on(store).leases().transition(target, winners.get(0), Lease.State.RESTORED);
        }
    }

    @Test
    void shouldKeepFingerprints() throws Exception {
        Fingerprints fingerprints = Ledger.on(store()).fingerprints();
        fingerprints.record(MODEL, EVAL_SET, Json.document("fingerprint").put("rows", 3));
        fingerprints.record(MODEL, EVAL_SET, Json.document("fingerprint").put("rows", 3));
        assertThatThrownBy(() -> fingerprints.record(
                        MODEL, EVAL_SET, Json.document("fingerprint").put("rows", 4)))
                .isInstanceOf(RefusedException.class);
        assertThat(fingerprints.get(MODEL, EVAL_SET).orElseThrow().path("rows").asInt())
                .isEqualTo(3);
        assertThat(fingerprints.list(MODEL)).containsExactly(EVAL_SET);
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
