package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.modeldelivery.dependency.DependencyGraph;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Dependency;
import io.jenkins.plugins.modeldelivery.ledger.EdgeState;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.LedgerVerification;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.recording.EnvironmentDecisions;
import io.jenkins.plugins.modeldelivery.recording.ModelHistory;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What evidence, decisions, the graph and events say of models that depend on models, and what may be declared. */
class DependencyRecordTest {
    private Mesh mesh;

    @BeforeEach
    void start() throws Exception {
        mesh = Mesh.ofClassifierAndExtractor();
    }

    @Test
    void shouldKeepTheUpstreamDigestInTheEvidenceAndInTheDecision() throws Exception {
        Evidence evidence = mesh.evaluate("classifier", "v1");
        assertThat(evidence.upstream()).hasSize(1);
        assertThat(evidence.upstream().get(0).target().orElseThrow().digest())
                .isEqualTo(Mesh.digest("extractor", "v1"));
        EdgeState edge = mesh.ledger
                .decisions()
                .head("classifier")
                .orElseThrow()
                .draft()
                .details()
                .upstream()
                .get(0);
        assertThat(edge.state()).isEqualTo(EdgeState.State.FRESH);
        assertThat(edge.serving().orElseThrow().version()).isEqualTo("v1");
    }

    @Test
    void shouldNotForgetADependencyThatAPolicyLeavesOut() throws Exception {
        mesh.dependsOn.remove("classifier");
        mesh.evaluate("classifier", "v2");
        mesh.assertRefused("v2", "classifier v2 was never evaluated against extractor, which serves v1 in production");
        mesh.dependsOn.put("classifier", List.of());
        mesh.evaluate("classifier", "v2");
        assertThat(mesh.promote("classifier", "v2").outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(mesh.promote("extractor", "v2").consequences()).isEmpty();
    }

    @Test
    void shouldCompareWithTheNamedEnvironment() throws Exception {
        mesh.model("router", Map.of("model", "extractor", "environment", "shared"));
        mesh.evaluate("router", "v1");
        assertThatThrownBy(() -> mesh.promote("router", "v1")).hasMessageContaining("serves nothing in shared");
        mesh.finish(mesh.begin("extractor", "v3", "shared"));
        mesh.evaluate("router", "v1");
        mesh.promote("router", "v1");
        assertThat(mesh.promote("extractor", "v2").consequences()).noneMatch(line -> line.contains("router"));
        assertThat(mesh.finish(mesh.begin("extractor", "v1", "shared")).consequences())
                .singleElement()
                .asString()
                .contains("router v1 in production");
    }

    @Test
    void shouldRefuseEvidenceWhoseUpstreamChangedMeanwhile() throws Exception {
        Instant began = mesh.time.instant();
        mesh.promote("extractor", "v2");
        assertThatThrownBy(() -> mesh.evaluate("classifier", "v2", Verdict.PASS, Evaluated.since(began)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("extractor changed in production at")
                .hasMessageContaining("evaluate again");
        mesh.evaluate("classifier", "v2", Verdict.PASS, Evaluated.since(mesh.time.instant()));
        assertThatThrownBy(() -> mesh.evaluate("classifier", "v2", Verdict.PASS, Mesh.against("v9")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("v9");
        assertThatThrownBy(() -> mesh.evaluate(
                        "classifier", "v2", Verdict.PASS, Evaluated.against(List.of("other=v1"), Optional.empty())))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("does not name other");
    }

    @Test
    void shouldRefuseCirclesAndNameThem() throws Exception {
        mesh.dependsOn.put("extractor", List.of("classifier"));
        assertThatThrownBy(() -> mesh.evaluate("extractor", "v1"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("closes a circle: extractor -> classifier -> extractor;");
        mesh.dependsOn.put("extractor", List.of("extractor"));
        assertThatThrownBy(() -> mesh.evaluate("extractor", "v1")).hasMessageContaining("extractor -> extractor;");
        mesh.model("third", "classifier").model("fourth", "third");
        mesh.evaluate("third", "v1");
        mesh.evaluate("fourth", "v1");
        mesh.dependsOn.put("extractor", List.of("fourth"));
        assertThatThrownBy(() -> mesh.evaluate("extractor", "v1"))
                .hasMessageContaining("extractor -> fourth -> third -> classifier -> extractor;");
        assertThat(mesh.ledger.dependencies().of("extractor")).isEmpty();
        mesh.dependsOn.put("extractor", List.of("other", Map.of("model", "other")));
        assertThatThrownBy(() -> mesh.evaluate("extractor", "v1")).hasMessageContaining("names other twice");
    }

    @Test
    void shouldReadWhatEarlierVersionsRecordedOfOutputsAndCallTheEdgeStale() throws Exception {
        mesh.dependsOn.put("classifier", List.of(Map.of("model", "extractor", "outputTolerance", 0.05)));
        assertThat(Dependency.parse(Json.parse("{\"model\":\"extractor\",\"outputTolerance\":0.05}", "stored")))
                .isEqualTo(new Dependency("extractor", "production"));
        Evidence evaluated = mesh.evaluate("classifier", "v2");
        assertThat(evaluated.report().at("/policy/dependsOn/0/outputTolerance").asDouble())
                .isEqualTo(0.05);
        ObjectNode alike = Json.document("output-report").put("verdict", "PASS").put("tolerance", 0.05);
        alike.putObject("against").put("version", "v1").put("digest", Mesh.digest("extractor", "v1"));
        ObjectNode settled = (ObjectNode) Json.parse(Json.compact(alike), "test");
        new ModelHistory(mesh.ledger, "extractor")
                .record(Evidence.of(
                        "extractor",
                        "v2",
                        Mesh.digest("extractor", "v2"),
                        mesh.time.instant(),
                        Optional.empty(),
                        settled));
        mesh.promote("extractor", "v2");
        mesh.assertRefused("v2", "evaluate it again");
        assertThat(DependencyGraph.read(mesh.ledger).edges())
                .extracting(EdgeState::state)
                .containsExactly(EdgeState.State.STALE);
        assertThat(LedgerVerification.of(mesh.ledger).problems()).isEmpty();
    }

    @Test
    void shouldTakeAnUnmovedEdgeOfAStoredDeliveryAsStale() throws Exception {
        ObjectNode stored = mesh.promote("extractor", "v2").toJson();
        String text = Json.compact(stored).replace("\"state\":\"STALE\"", "\"state\":\"UNMOVED\"");
        assertThat(text).contains("UNMOVED");
        Delivery done = Delivery.parse(text);
        assertThat(done.consequences()).singleElement().asString().startsWith("needs a new evaluation: classifier v1");
        assertThat(DeliveryEvents.of(done, mesh.time.instant()))
                .extracting(Event::kind)
                .contains(EventKind.EDGE_STALE);
    }

    @Test
    void shouldShowTheGraph() throws Exception {
        assertThat(DependencyGraph.read(mesh.ledger).verdict()).isEqualTo(Verdict.PASS);
        mesh.promote("extractor", "v2");
        DependencyGraph graph = DependencyGraph.read(mesh.ledger);
        assertThat(graph.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(graph.toText())
                .startsWith("FAIL: 0 of 1 edges hold\n")
                .containsPattern("STALE +classifier +v1 +production +extractor +production +v1 +v2");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Json.read(Path.of("..", "docs", "schemas", "dependency-graph-v1.json")))
                        .validate(Json.parse(Json.compact(graph.toJson()), "graph")))
                .isEmpty();
        mesh.step(mesh.begin("extractor", "v3", "production"));
        assertThat(DependencyGraph.read(mesh.ledger).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(LedgerVerification.of(mesh.ledger).problems()).isEmpty();
        assertThat(DependencyGraph.read(Ledger.on(new MemoryS3(m -> MemoryS3.Trouble.NONE).store()))
                        .toText())
                .isEqualTo("PASS: no version that serves depends on another model\n");
    }

    @Test
    void shouldTellOfOutcomesAndStaleEdges() throws Exception {
        Delivery done = mesh.promote("extractor", "v2");
        List<Event> events = DeliveryEvents.of(done, mesh.time.instant());
        assertThat(events).extracting(Event::kind).containsExactly(EventKind.PROMOTED, EventKind.EDGE_STALE);
        assertThat(events.get(0).line()).isEqualTo("v2 runs instead of v1");
        assertThat(events.get(1).model()).contains("classifier");
        assertThat(DeliveryEvents.of(mesh.rollback("extractor"), mesh.time.instant()))
                .extracting(Event::kind)
                .containsExactly(EventKind.ROLLED_BACK);
        mesh.workload("extractor", "production").broken = Mesh.image("extractor", "v3");
        assertThat(DeliveryEvents.of(mesh.promote("extractor", "v3"), mesh.time.instant()))
                .singleElement()
                .satisfies(e -> assertThat(e.kind()).isEqualTo(EventKind.REVERTED))
                .satisfies(e -> assertThat(e.line()).contains("CrashLoopBackOff"));
        assertThat(DeliveryEvents.of(mesh.begin("extractor", "v1", "production"), mesh.time.instant()))
                .isEmpty();
    }

    /** Whoever takes over after a crash tells the end again, later; receivers drop what has an id they know. */
    @Test
    void shouldTellTheSameEndUnderTheSameIds() throws Exception {
        Delivery first = mesh.promote("extractor", "v2");
        List<String> ids = ids(first, mesh.time.instant());
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
        assertThat(ids(
                        Delivery.parse(Json.compact(first.toJson())),
                        mesh.time.instant().plusSeconds(60)))
                .isEqualTo(ids);
        mesh.rollback("extractor");
        new EnvironmentDecisions(mesh.ledger, mesh.time)
                .release("extractor", "production", "v2", "ada", "it was not it");
        assertThat(ids(mesh.promote("extractor", "v2"), mesh.time.instant()))
                .hasSize(2)
                .doesNotContainAnyElementsOf(ids);
    }

    private static List<String> ids(Delivery d, Instant time) {
        return DeliveryEvents.of(d, time).stream().map(Event::id).toList();
    }
}
