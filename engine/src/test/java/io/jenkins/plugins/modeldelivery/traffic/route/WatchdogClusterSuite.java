package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.cluster.real.RealCluster;
import io.jenkins.plugins.modeldelivery.cluster.real.SkippedTests;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The watchdog Job as a cluster runs it: its own pod, service account and kubectl, in a namespace that enforces the
 * restricted Pod Security Standard. Needs {@code -DwatchdogImage=}.
 */
@Tag("cluster")
@ExtendWith(SkippedTests.class)
class WatchdogClusterSuite {
    private static final String LEASE = "l1";
    private static final Duration TERM = Duration.ofSeconds(40);
    private static final Duration AFTERWARDS = Duration.ofSeconds(60);
    private static final String RULES = """
            [{apiGroups: [gateway.networking.k8s.io], resources: [httproutes], resourceNames: [scorer], verbs: [get, update]},
             {apiGroups: [networking.istio.io], resources: [virtualservices], resourceNames: [scorer], verbs: [get, update]},
             {apiGroups: [apps], resources: [deployments], resourceNames: [scorer-next], verbs: [get, update]},
             {apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, create, update, delete]},
             {apiGroups: [batch], resources: [jobs], verbs: [create, get, delete]},
             {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list]}]""";

    @TempDir
    Path directory;

    private RealRoutes world;
    private Instant until;

    @BeforeEach
    void open() throws Exception {
        assumeThat(RealCluster.WATCHDOG_IMAGE)
                .as("no image with sh and kubectl was named; give -DwatchdogImage=IMAGE")
                .isNotEmpty();
        world = new RealRoutes(directory, RULES);
        world.cluster.client.namespaces().withName(world.cluster.namespace).edit(namespace -> {
            namespace.getMetadata().getLabels().put("pod-security.kubernetes.io/enforce", "restricted");
            return namespace;
        });
        world.cluster.create("{apiVersion: v1, kind: ServiceAccount, metadata: {name: traffic-watchdog}}");
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    /** The Role of the documentation, for this route. */
    private void allowWatchdog(RouteRequest request, String... verbs) {
        ObjectKey key = request.key();
        world.cluster.create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: traffic-watchdog}
                rules: [{apiGroups: [%s], resources: [%s], resourceNames: [%s], verbs: [%s]}]
                """.formatted(key.group(), key.plural(), key.name(), String.join(", ", verbs)));
        world.cluster.bind(world.cluster.namespace, "traffic-watchdog", "traffic-watchdog");
    }

    private RouteLeases guarded() throws Exception {
        return world.routes().guardedBy(WatchdogSettings.of(RealCluster.WATCHDOG_IMAGE, "traffic-watchdog"));
    }

    private JsonNode shifted(RouteRequest request) throws Exception {
        boolean deletes = request.router() == Router.INGRESS_CANARY;
        allowWatchdog(request, "get", deletes ? "delete" : "patch");
        JsonNode before = world.route(request);
        until = Instant.now().plus(TERM);
        guarded().shift(request, LEASE, "build <1> & \"co\"", until);
        assertThat(until).as("the watchdog was there before the lease was over").isAfter(Instant.now());
        return before;
    }

    private ConditionFactory later() {
        return Awaitility.await()
                .pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.between(Instant.now(), until).plus(AFTERWARDS));
    }

    private int succeeded(RouteRequest request) throws Exception {
        return world.read(WatchdogJob.key(request, LEASE))
                .at("/status/succeeded")
                .asInt();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_ROUTE, WEIGHT",
        "HTTP_ROUTE, MIRROR",
        "VIRTUAL_SERVICE, WEIGHT",
        "VIRTUAL_SERVICE, MIRROR",
        "INGRESS_CANARY, WEIGHT",
        "REPLICAS, WEIGHT"
    })
    void shouldPutTheRouteBackWhenNobodyElseDoes(Router router, Mode mode) throws Exception {
        RouteRequest request = world.request(router, mode);
        if (router == Router.REPLICAS) {
            request = world.threePods(request);
        }
        ObjectKey key = request.key();
        JsonNode before = shifted(request);
        assertThat(RealRoutes.isMarked(world.read(key))).isTrue();
        if (router == Router.INGRESS_CANARY) {
            later().until(() -> world.asAdmin().get(key).isEmpty());
        } else {
            later().until(() -> !RealRoutes.isMarked(world.read(key)));
            assertThat(Json.compact(world.read(key).path("spec"))).isEqualTo(Json.compact(before.path("spec")));
        }
        assertThat(Instant.now()).as("not before the lease is over").isAfterOrEqualTo(until.minusSeconds(1));
        RouteRequest done = request;
        later().until(() -> succeeded(done) == 1);
        assertThat(world.routes().restoreExpired())
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isIn(RestoreResult.Outcome.ALREADY_RESTORED, RestoreResult.Outcome.GONE);
        assertThat(world.asAdmin().get(WatchdogJob.key(request, LEASE))).isEmpty();
        assertThat(world.ledger.leases().open()).isEmpty();
    }

    @Test
    void shouldLeaveARouteAloneThatTheGatePutBack() throws Exception {
        RouteRequest request = world.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        shifted(request);
        // as a gate that puts the route back and dies before it can remove the Job
        new LeaseSweep.RouteRestorer(world.asDeployer(), duration -> {})
                .restore(request.key(), LEASE, Json.object(), () -> false);
        JsonNode back = world.read(request.key());
        later().until(() -> succeeded(request) == 1);
        assertThat(world.read(request.key())).isEqualTo(back);
        assertThat(Instant.now()).isAfterOrEqualTo(until.minusSeconds(1));
    }

    @Test
    void shouldFindItsRuleWhereOthersMovedItAndKeepTheirs() throws Exception {
        RouteRequest request = world.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        JsonNode before = shifted(request);
        ObjectNode edited = world.read(request.key());
        ((ArrayNode) edited.at("/spec/rules"))
                .insert(
                        0,
                        Samples.yaml(
                                "{matches: [{path: {type: PathPrefix, value: /f}}], backendRefs: [{name: f, port: 1}]}"));
        world.asAdmin().update(request.key(), edited, false);
        JsonNode foreign = world.read(request.key()).at("/spec/rules/0");
        later().until(() -> !RealRoutes.isMarked(world.read(request.key())));
        ArrayNode expected = ((ArrayNode) before.at("/spec/rules")).insert(0, foreign);
        assertThat(Json.compact(world.read(request.key()).at("/spec/rules"))).isEqualTo(Json.compact(expected));
    }

    @Test
    void shouldNotTakeBackWhatOthersWroteButLeaveThatToTheLedger() throws Exception {
        RouteRequest request = world.request(Router.VIRTUAL_SERVICE, Mode.WEIGHT);
        shifted(request);
        ObjectNode edited = world.read(request.key());
        ((ObjectNode) edited.at("/spec/http/0/retries")).put("attempts", 7);
        world.asAdmin().update(request.key(), edited, false);
        JsonNode theirs = world.read(request.key()).path("spec");
        Instant tried = until.plusSeconds(15);
        later().until(() -> Instant.now().isAfter(tried));
        assertThat(world.read(request.key()).path("spec")).isEqualTo(theirs);
        assertThat(world.routes().restoreExpired()).hasSize(1);
        JsonNode rule = world.read(request.key()).at("/spec/http/0");
        assertThat(rule.at("/retries/attempts").asInt()).isEqualTo(7);
        assertThat(Json.compact(rule)).doesNotContain(RealRoutes.NEXT);
        assertThat(world.asAdmin().get(WatchdogJob.key(request, LEASE))).isEmpty();
    }

    @Test
    void shouldNotLetAnythingBeSplitByAWatchdogWithoutRights() throws Exception {
        RouteRequest request = world.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        allowWatchdog(request, "get");
        JsonNode before = world.route(request);
        assertThatThrownBy(() ->
                        guarded().shift(request, LEASE, "build 1", Instant.now().plusSeconds(600)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("traffic-watchdog")
                .message()
                .hasLineCount(1);
        assertThat(world.read(request.key())).isEqualTo(before);
        assertThat(world.asAdmin().get(WatchdogJob.key(request, LEASE))).isEmpty();
        assertThat(List.copyOf(world.ledger.leases().open())).isEmpty();
    }
}
