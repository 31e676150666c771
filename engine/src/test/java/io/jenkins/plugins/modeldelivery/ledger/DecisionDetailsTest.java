package io.jenkins.plugins.modeldelivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails.LiveFinding;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionDetailsTest {
    /** As the version before wrote it: its id is made of its content, and the divergence is called drift. */
    private static final String BEFORE = json(
            "{'schema':'model-delivery/decision/v1','seq':11,'id':'3a9b2558f4f5b1b76e2f24af4a580d93','time':'2026-11-"
                    + "02T08:01:24Z','kind':'PROMOTED','model':'intent-classifier','environment':'production','operation':'82c1"
                    + "f14d-d3cf-42a1-aa26-aa4739484c6e','from':{'version':'unknown','digest':'sha256:8e38a1ea5c681c8e9a08f1af4"
                    + "65f1f07d33d931de8f71af45ecbe957751c9a86'},'to':{'version':'v2','digest':'sha256:fb04dcb6970e4c3d1873de51"
                    + "fd5a50d7bb46b3383113602665c350ec40b5f990'},'evidence':[],'user':'ada','reason':'','buildUrl':'https://je"
                    + "nkins.example.com/job/deploy/1/','details':{'action':'PROMOTE','drift':{'live':'registry.example.com/mod"
                    + "els/intent@sha256:8e38a1ea5c681c8e9a08f1af465f1f07d33d931de8f71af45ecbe957751c9a86','ledger':'sha256:3bf"
                    + "c269594ef649228e9a74bab00f042efc91d5acc6fbee31a382e80d42388fe'},'image':'registry.example.com/models/int"
                    + "ent@sha256:fb04dcb6970e4c3d1873de51fd5a50d7bb46b3383113602665c350ec40b5f990','previousImage':'registry.e"
                    + "xample.com/models/intent@sha256:8e38a1ea5c681c8e9a08f1af465f1f07d33d931de8f71af45ecbe957751c9a86','holde"
                    + "r':'deploy','until':'2026-11-02T08:12:14Z'},'previous':'2c243576366103fd908edd7198a6411bc961db2dcccfca38"
                    + "ad9f01a21fd01cc1','heads':{'production':{'seq':10,'ordinal':10,'sha256':'2c243576366103fd908edd7198a6411"
                    + "bc961db2dcccfca38ad9f01a21fd01cc1'}}}");

    /** With an edge and all other keys that every delivery has. */
    private static final String BEFORE_WITH_EDGE = json(
            "{'schema':'model-delivery/decision/v1','seq':1,'id':'97dc3a930b4f65b5e13245da829b3d8b','time':'2026-11-0"
                    + "2T08:00:05Z','kind':'DECIDED','model':'classifier','environment':'production','operation':'2e9d4b52-a960"
                    + "-41d1-9b85-b11c5740e70f','from':{'version':'unknown','digest':'sha256:93c5f8632e55907313f2643aa88b455ca0"
                    + "005212f6c185a1b107758e5ea37698'},'to':{'version':'v1','digest':'sha256:f5c14f12658d9edb526ad55354a7920d3"
                    + "58839ce60207c51ee0d4f32e76e48c5'},'evidence':[],'user':'ada','reason':'','buildUrl':'https://jenkins.exa"
                    + "mple.com/job/deploy classifier/1/','details':{'action':'PROMOTE','upstream':[{'model':'classifier','vers"
                    + "ion':'v1','upstream':{'model':'extractor','environment':'production','evaluated':{'version':'v1','digest"
                    + "':'sha256:f5e0346aa6ae74857a71a0413dd98be20efef89676d34c33ef7fe02196e0f208'},'serving':{'version':'v1','"
                    + "digest':'sha256:f5e0346aa6ae74857a71a0413dd98be20efef89676d34c33ef7fe02196e0f208'}},'state':'FRESH','lin"
                    + "e':'evaluated against extractor v1, which serves in production'}],'image':'registry.example.com/classifi"
                    + "er@sha256:f5c14f12658d9edb526ad55354a7920d358839ce60207c51ee0d4f32e76e48c5','previousImage':'registry.ex"
                    + "ample.com/classifier@sha256:93c5f8632e55907313f2643aa88b455ca0005212f6c185a1b107758e5ea37698','holder':'"
                    + "deploy classifier','until':'2026-11-02T08:08:05Z'},'heads':{}}");

    private static final Target OLD = new Target("1.0", Drafts.DIGEST);
    private static final EdgeState EDGE = EdgeState.of(
            "intent",
            "1.1",
            new Dependency("extractor", "production"),
            EdgeState.State.FRESH,
            Optional.of(OLD),
            Optional.of(OLD),
            "all is well");

    @TempDir
    Path directory;

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static Decision parse(String text) throws BadInputException {
        return DecisionDocument.parse((text + "\n").getBytes(StandardCharsets.UTF_8), "KEY");
    }

    private static LiveFinding shift(double value) {
        return new LiveFinding(
                LiveFinding.State.SHIFT,
                "shifted",
                Optional.of("cd"),
                Optional.of(new LiveFinding.Sample("ef", 500, Optional.of(Drafts.TIME))),
                OptionalDouble.of(1.0E-4),
                Optional.of(new LiveFinding.Figures(value, 0.25, 0.5, 0.125)));
    }

    @Test
    void shouldReadWhatTheVersionBeforeWroteAndShowItAsItIs() throws Exception {
        Decision decision = parse(BEFORE);
        assertThat(decision.draft().details().divergence().orElseThrow().live()).startsWith("registry.example.com/");
        assertThat(decision.draft().details().until()).contains(Instant.parse("2026-11-02T08:12:14Z"));
        assertThat(Json.compact(decision.toJson())).isEqualTo(BEFORE);
        assertThatThrownBy(() -> parse(BEFORE.replace(json("'ada'"), json("'eve'"))))
                .hasMessageContaining("was changed");
        assertThat(Json.compact(Json.tree(decision.draft().details())))
                .contains(json("'action':'PROMOTE','divergence':{'live':"))
                .doesNotContain("drift");
    }

    @Test
    void shouldGiveADecisionTheContentIdThatTheVersionBeforeGave() throws Exception {
        Decision decision = parse(BEFORE_WITH_EDGE);
        assertThat(decision.draft().details().upstream()).singleElement().matches(EdgeState::holds);
        assertThat(decision.draft().contentId()).isEqualTo(decision.id());
    }

    @Test
    void shouldCopyAndPassOnWhatOnlyAnotherReleaseKnows() throws Exception {
        String first = json("{'schema':'model-delivery/decision/v1','seq':1,'id':'a','time':'2026-11-01T12:00:00Z',"
                + "'later':[1],'kind':'DECIDED','model':'intent','environment':'production','operation':'o',"
                + "'to':{'version':'1.1','digest':'" + Drafts.DIGEST + "'},'evidence':[],'user':'ada','reason':'',"
                + "'details':{'pods':{'ready':3},'upstream':[{'model':'intent','version':'1.1','upstream':{'model':"
                + "'extractor','environment':'production'},'state':'UNMOVED','line':'l','since':1}],'action':'PROMOTE'},"
                + "'heads':{}}");
        Path decisions = Files.createDirectories(directory.resolve("models/intent/decisions"));
        Files.writeString(decisions.resolve("000000000001.json"), first + "\n");
        Ledger ledger = Ledger.on(DirectoryStore.open(directory));
        DecisionDraft draft = ledger.decisions().head("intent").orElseThrow().draft();
        assertThat(draft.details().upstream())
                .singleElement()
                .extracting(EdgeState::state)
                .isEqualTo(EdgeState.State.STALE);
        Decision failed = ledger.decisions().append(draft.as(Decision.Kind.FAILED));
        assertThat(failed.toJson().at("/details/pods/ready").asInt()).isEqualTo(3);
        assertThat(ledger.decisions().tail("intent", "production", 9)).hasSize(2);
        assertThat(Files.readString(directory.resolve(Chain.all("intent").key(2))))
                .contains(first);
        assertThat(LedgerVerification.of(ledger).problems()).isEmpty();
    }

    /** Everything that details can say. */
    static DecisionDetails full() {
        return DecisionDetails.of(DecisionDetails.Action.ROLLBACK)
                .withRefusal("cluster")
                .withDownstreamUnknown("damaged")
                .claiming("before", "job", Drafts.TIME)
                .withImage("after")
                .withDownstream(List.of(EDGE.servingIn("staging")))
                .withDivergence(new DecisionDetails.Divergence("x", "y"))
                .withLiveShift(shift(0.375))
                .withUpstream(Collections.nCopies(21, EDGE))
                .withOverride("urgent", List.of());
    }

    @Test
    void shouldWriteTheKeysInTheirOrder() throws Exception {
        DecisionDetails details = full();
        assertThat(Json.tree(details).properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(
                        "action",
                        "override",
                        "accepted",
                        "upstream",
                        "upstreamLeft",
                        "liveShift",
                        "divergence",
                        "image",
                        "previousImage",
                        "holder",
                        "until",
                        "refusedBy",
                        "downstream",
                        "downstreamUnknown");
        assertThat(Json.compact(Json.tree(details)))
                .contains(
                        json(
                                "'accepted':[],'upstream':[{'model':'intent','version':'1.1','upstream':{'model':'extractor',"
                                        + "'environment':'production','evaluated':{'version':'1.0','digest':'"
                                        + Drafts.DIGEST
                                        + "'},'serving':{"),
                        json("'state':'FRESH','line':'all is well'}],'upstreamLeft':1,'liveShift':{'state':'SHIFT',"
                                + "'line':'shifted','evalSet':'cd','live':{'sha256':'ef','rows':500,"
                                + "'time':'2026-11-01T12:00:00Z'},'p_value':"),
                        json("'effect':{'value':0.375,'lower':0.25,'upper':0.5,'detectable':0.125}},'divergence':"));
        assertThat(Json.bind(Json.tree(details), DecisionDetails.class, "d")).isEqualTo(details);
    }

    @Test
    void shouldReadBackWhatItHashed() throws Exception {
        Ledger ledger = Ledger.on(DirectoryStore.open(directory));
        for (double figure : new double[] {1.0E-4, 1.0E-9, 1.0E9, 0.1}) {
            DecisionDraft draft =
                    Drafts.promoted("production", "1.1").withDetails(DecisionDetails.NONE.withLiveShift(shift(figure)));
            Decision done = ledger.decisions().append(draft, Expectation.any(), draft.contentId());
            assertThat(Ledger.on(DirectoryStore.open(directory)).decisions().head("intent"))
                    .contains(done);
            assertThat(done.draft()).isEqualTo(draft);
        }
        assertThatThrownBy(() -> Drafts.promoted("production", "1.1")
                        .withDetails(DecisionDetails.NONE.withLiveShift(shift(Double.NaN))))
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void shouldNameAKeyThatDoesNotFit() {
        assertThatThrownBy(() -> parse(BEFORE.replace("2026-11-02T08:12:14Z", "soon")))
                .isInstanceOf(BadInputException.class)
                .hasMessage("'details.until' of KEY is not a time as in 2026-11-01T00:00:00Z");
        assertThatThrownBy(() -> Drafts.promoted("production", "1.1")
                        .withDetails(DecisionDetails.NONE.withImage("x".repeat(70_000))))
                .hasMessage("The details of a decision have more than 64 KiB");
    }
}
