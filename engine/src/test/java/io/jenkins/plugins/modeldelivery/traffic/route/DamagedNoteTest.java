package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Lease;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RestoreResult.Outcome;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody edited the lease annotation of a split route: the ledger has a copy of it, which is used on what is still ours. */
class DamagedNoteTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(600);

    @TempDir
    Path directory;

    private final FakeObjects objects = new FakeObjects();
    private RouteRequest request;
    private Optional<ObjectNode> before;

    private RouteLeases at(Instant time) throws Exception {
        return new RouteLeases(
                objects,
                Ledger.on(DirectoryStore.open(directory)).leases(),
                "c1",
                Clock.fixed(time, ZoneOffset.UTC),
                duration -> {});
    }

    private void split(Router router, Mode mode) throws Exception {
        Samples.fill(objects);
        request = Samples.request(router, mode);
        before = objects.at(request.key().path());
        at(NOW).shift(request, "l1", "build 1", UNTIL);
    }

    private void edit(Consumer<ObjectNode> edit) throws Exception {
        ObjectNode object = objects.get(request.key()).orElseThrow();
        edit.accept(object);
        objects.update(request.key(), object, false);
    }

    private void damage(String annotation) throws Exception {
        edit(object -> object.withObject("/metadata").withObject("/annotations").put(LeaseNote.ANNOTATION, annotation));
    }

    private JsonNode backends() {
        return objects.at(request.key().path()).orElseThrow().at("/spec/rules/1/backendRefs");
    }

    private void assertAsBefore() throws Exception {
        if (before.isEmpty()) {
            assertThat(objects.at(request.key().path())).isEmpty();
            return;
        }
        ObjectNode now = objects.at(request.key().path()).orElseThrow();
        assertThat(now.path("spec")).isEqualTo(before.get().path("spec"));
        assertThat(now.toString()).doesNotContain("model-delivery.jenkins.io");
    }

    private Lease newest() throws Exception {
        return Ledger.on(DirectoryStore.open(directory)).leases().list().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_ROUTE,WEIGHT",
        "HTTP_ROUTE,MIRROR",
        "VIRTUAL_SERVICE,WEIGHT",
        "VIRTUAL_SERVICE,MIRROR",
        "REPLICAS,WEIGHT",
        "INGRESS_CANARY,WEIGHT"
    })
    void shouldGoBackByTheLedgersCopy(Router router, Mode mode) throws Exception {
        split(router, mode);
        damage("{\"v\":1,\"id\":\"l1");
        RestoreResult result = at(NOW).restore(request.key(), "l1");
        assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.RESTORED);
        assertAsBefore();
        assertThat(newest().isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "see ticket 4711",
                "{}",
                "{\"v\":1}",
                "{\"v\":2,\"id\":\"l1\",\"change\":{}}",
                "{\"v\":1,\"change\":{},\"until\":\"2026-11-01T00:00:00Z\",\"router\":\"HTTP_ROUTE\"}",
                "{\"v\":1,\"id\":\"l1\",\"change\":{},\"until\":\"soon\",\"router\":\"HTTP_ROUTE\"}",
                "{\"v\":1,\"id\":\"l1\",\"change\":{},\"until\":\"2026-11-01T00:00:00Z\",\"router\":\"REPLICAS\"}"
            })
    void shouldBeSweptWhateverBecameOfIt(String annotation) throws Exception {
        split(Router.HTTP_ROUTE, Mode.WEIGHT);
        damage(annotation);
        assertThat(at(UNTIL.plusSeconds(1)).restoreExpired())
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isEqualTo(Outcome.RESTORED);
        assertAsBefore();
    }

    @Test
    void shouldKeepWhatOthersChangedBesideOurWeights() throws Exception {
        split(Router.HTTP_ROUTE, Mode.WEIGHT);
        damage("{");
        edit(route -> route.withObject("/spec").putArray("hostnames").add("new.example.com"));
        assertThat(at(NOW).restoreLease("l1"))
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isEqualTo(Outcome.RESTORED_WITH_FOREIGN_CHANGES);
        assertThat(backends()).isEqualTo(Samples.httpRoute().at("/spec/rules/1/backendRefs"));
        assertThat(objects.at(request.key().path())
                        .orElseThrow()
                        .at("/spec/hostnames/0")
                        .asText())
                .isEqualTo("new.example.com");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldTouchNothingWhereAWeightIsNotOursAnyMore(int backend) throws Exception {
        split(Router.HTTP_ROUTE, Mode.WEIGHT);
        damage("{");
        edit(route -> ((ObjectNode) route.at("/spec/rules/1/backendRefs/" + backend)).put("weight", 7));
        Optional<ObjectNode> edited = objects.at(request.key().path());
        RestoreResult result = at(NOW).restore(request.key(), "l1");
        assertThat(result.outcome()).isEqualTo(Outcome.FOREIGN_SPLIT);
        assertThat(result.isClean()).isFalse();
        assertThat(result.message())
                .hasLineCount(1)
                .startsWith("the lease annotation of HTTPRoute prod/scorer")
                .contains("its weights are not those that were set", "by hand");
        assertThat(objects.at(request.key().path())).isEqualTo(edited);
    }

    @Test
    void shouldTouchNothingWhereTheLedgerDoesNotKnowWhatWasSet() throws Exception {
        split(Router.HTTP_ROUTE, Mode.WEIGHT);
        damage("{");
        Optional<ObjectNode> edited = objects.at(request.key().path());
        Path active = directory.resolve("leases/c1/HTTPRoute/prod/scorer/000000000002.json");
        java.nio.file.Files.delete(active); // died between the split and ACTIVE
        RestoreResult result = at(NOW).restore(request.key(), "l1");
        assertThat(result.outcome()).isEqualTo(Outcome.FOREIGN_SPLIT);
        assertThat(result.message()).contains("the ledger does not know what was set");
        assertThat(objects.at(request.key().path())).isEqualTo(edited);
    }

    @Test
    void shouldNotTakeAnothersLeaseForADamagedOne() throws Exception {
        split(Router.HTTP_ROUTE, Mode.WEIGHT);
        ObjectNode other = (ObjectNode) Json.parse(
                objects.at(request.key().path())
                        .orElseThrow()
                        .at("/metadata/annotations")
                        .path(LeaseNote.ANNOTATION)
                        .asText(),
                "test");
        damage(Json.compact(other.put("id", "l2").put("holder", "build 2")));
        Optional<ObjectNode> edited = objects.at(request.key().path());
        assertThat(at(NOW).restore(request.key(), "l1").outcome()).isEqualTo(Outcome.NOT_OURS);
        assertThat(objects.at(request.key().path())).isEqualTo(edited);
    }

    /** Whoever edits weights in a note that can be read would have them written into the route. */
    @Test
    void shouldTrustTheLedgerMoreThanANoteThatCanBeRead() throws Exception {
        split(Router.HTTP_ROUTE, Mode.WEIGHT);
        String note = objects.at(request.key().path())
                .orElseThrow()
                .at("/metadata/annotations")
                .path(LeaseNote.ANNOTATION)
                .asText();
        damage(note.replace("\"orig\":null", "\"orig\":99"));
        assertThat(at(NOW).restore(request.key(), "l1").outcome()).isEqualTo(Outcome.RESTORED);
        assertAsBefore();
    }

    @Test
    void shouldBeSeenWhileTheTestIsRunning() throws Exception {
        split(Router.HTTP_ROUTE, Mode.WEIGHT);
        damage("{");
        assertThat(at(NOW).endedBefore(request, "l1", UNTIL).orElseThrow())
                .startsWith("the lease annotation of HTTPRoute prod/scorer is not valid JSON")
                .hasLineCount(1);
    }
}
