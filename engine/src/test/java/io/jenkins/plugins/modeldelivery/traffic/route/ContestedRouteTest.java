package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.LostRaceException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others write the route between our requests. */
class ContestedRouteTest {
    private static final Consumer<ObjectNode> NOTHING = route -> {};
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(600);

    @TempDir
    Path directory;

    private final RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
    private final List<Duration> pauses = new ArrayList<>();
    private Consumer<ObjectNode> whileChecking = NOTHING;
    private Consumer<ObjectNode> beforeUpdate = NOTHING;
    private int edits;
    private final FakeObjects objects = new FakeObjects() {
        @Override
        public synchronized List<ObjectNode> list(ObjectKey key, String labelSelector) {
            edit(whileChecking);
            return super.list(key, labelSelector);
        }

        @Override
        public synchronized ObjectNode update(ObjectKey key, ObjectNode object, boolean dryRun)
                throws LostRaceException, BadInputException {
            edit(beforeUpdate);
            return super.update(key, object, dryRun);
        }
    };
    private Ledger ledger;
    private RouteLeases routes;

    @BeforeEach
    void fill() throws Exception {
        Samples.fill(objects);
        ledger = Ledger.on(DirectoryStore.open(directory));
        routes = new RouteLeases(objects, ledger.leases(), "c1", Clock.fixed(NOW, ZoneOffset.UTC), pauses::add);
    }

    private void edit(Consumer<ObjectNode> edit) {
        if (edit != NOTHING) {
            ObjectNode route = objects.at(request.key().path()).orElseThrow();
            edit.accept(route);
            objects.put(request.key().path(), route);
        }
    }

    private void annotate(ObjectNode route) {
        route.withObject("/metadata").withObject("/annotations").put("other", Integer.toString(++edits));
    }

    private JsonNode route() {
        return objects.at(request.key().path()).orElseThrow();
    }

    @Test
    void shouldNotLoseToWritersOfAnnotationsWhileItChecks() throws Exception {
        whileChecking = this::annotate;
        routes.shift(request, "l1", "build 1", UNTIL);
        assertThat(pauses).as("its first update got through").isEmpty();
        assertThat(edits).isPositive();
        assertThat(route().at("/metadata/annotations/other").asText())
                .as("theirs is kept")
                .isEqualTo(Integer.toString(edits));
        whileChecking = NOTHING;
        assertThat(routes.restore(request.key(), "l1").outcome()).isEqualTo(RestoreResult.Outcome.RESTORED);
        assertThat(route().path("spec")).isEqualTo(Samples.httpRoute().path("spec"));
    }

    @Test
    void shouldCheckAgainWhatWasChangedWhileItChecked() throws Exception {
        int[] rest = {1};
        whileChecking = route -> {
            if (rest[0]-- > 0) {
                ((ObjectNode) route.at("/spec/rules/1/backendRefs/0")).put("weight", 3);
            }
        };
        routes.shift(request, "l1", "build 1", UNTIL);
        assertThat(pauses).hasSize(1);
        assertThat(route().at("/spec/rules/1/backendRefs").findValuesAsText("weight"))
                .containsExactly("57", "3");
    }

    @Test
    void shouldGiveUpAgainstAWriterThatNeverStopsAndLeaveNothing() throws Exception {
        beforeUpdate = this::annotate;
        assertThatThrownBy(() -> routes.shift(request, "l1", "build 1", UNTIL)).isInstanceOf(LostRaceException.class);
        assertThat(pauses).isSorted().hasSize(9);
        assertThat(route().path("spec")).isEqualTo(Samples.httpRoute().path("spec"));
        assertThat(ledger.leases().open()).isEmpty();
    }

    @Test
    void shouldNotReplaceAnIngressThatSomebodyElseMade() throws Exception {
        RouteRequest canary = Samples.request(Router.INGRESS_CANARY, Mode.WEIGHT);
        objects.put(canary.key().path(), Samples.ingress());
        ObjectNode theirs = objects.at(canary.key().path()).orElseThrow();
        assertThatThrownBy(() -> routes.shift(canary, "l1", "build 1", UNTIL))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Ingress prod/scorer-candidate exists already, not made by us");
        assertThat(objects.at(canary.key().path())).hasValue(theirs);
        assertThat(ledger.leases().open()).isEmpty();
    }

    @Test
    void shouldNameWhoLeasedTheCanaryIngress() throws Exception {
        RouteRequest canary = Samples.request(Router.INGRESS_CANARY, Mode.WEIGHT);
        routes.shift(canary, "l1", "build 1", UNTIL);
        assertThatThrownBy(() -> routes.preflight(canary))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("leased until " + UNTIL + " by build 1");
    }
}
