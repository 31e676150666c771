package io.jenkins.plugins.modeldelivery.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatchException;
import io.jenkins.plugins.modeldelivery.cluster.ObjectKey;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Mode;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest.Router;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Job that puts a route back when Jenkins is gone for good. */
class WatchdogTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(600);
    private static final String JOBS = "/apis/batch/v1/namespaces/prod/jobs/";

    @TempDir
    Path directory;

    private final Ticking clock = new Ticking();
    private FakeObjects objects = new FakeObjects();
    private Ledger ledger;

    private static final class Ticking {
        private Instant now = NOW;

        void pass(Duration duration) {
            now = now.plus(duration);
        }
    }

    @BeforeEach
    void fill() throws Exception {
        Samples.fill(objects);
        ledger = Ledger.on(DirectoryStore.open(directory.resolve("ledger")));
    }

    private RouteLeases routes() throws BadInputException {
        Clock time = new Clock() {
            @Override
            public Instant instant() {
                return clock.now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        return new RouteLeases(objects, ledger.leases(), "c1", time, clock::pass)
                .guardedBy(WatchdogSettings.of("registry.example.com/kubectl:1.34", "traffic-watchdog"));
    }

    private ObjectNode job() {
        return objects.at(JOBS + WatchdogJob.name("l1")).orElseThrow();
    }

    private static String variable(JsonNode job, String name) {
        for (JsonNode variable : job.at("/spec/template/spec/containers/0/env")) {
            if (variable.path("name").asText().equals(name)) {
                return variable.path("value").asText().replace("$$", "$");
            }
        }
        throw new AssertionError(name);
    }

    private static JsonNode patch(JsonNode job, int rule) throws BadInputException {
        return Json.parse(variable(job, "PATCH").replace("@RULE@", Integer.toString(rule)), "patch");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_ROUTE,WEIGHT,1",
        "HTTP_ROUTE,MIRROR,1",
        "VIRTUAL_SERVICE,WEIGHT,0",
        "VIRTUAL_SERVICE,MIRROR,0",
        "REPLICAS,WEIGHT,0"
    })
    void shouldPutTheRouteBackExactlyByItsPatchAlone(Router router, Mode mode, int rule) throws Exception {
        RouteRequest request = Samples.request(router, mode);
        ObjectNode before = objects.at(request.key().path()).orElseThrow();
        routes().shift(request, "l1", "build 1", UNTIL);
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec")).isNotEqualTo(before.path("spec"));
        assertThat(variable(job(), "UNTIL")).isEqualTo(Long.toString(UNTIL.getEpochSecond()));

        objects.patch(request.key(), patch(job(), rule));
        ObjectNode after = objects.at(request.key().path()).orElseThrow();
        assertThat(after.path("spec")).isEqualTo(before.path("spec"));
        assertThat(after.toString()).doesNotContain("model-delivery.jenkins.io");

        clock.now = UNTIL.plusSeconds(1);
        assertThat(routes().restoreExpired())
                .singleElement()
                .extracting(RestoreResult::outcome)
                .isEqualTo(RestoreResult.Outcome.ALREADY_RESTORED);
        assertThat(objects.at(JOBS + WatchdogJob.name("l1"))).isEmpty();
        assertThat(ledger.leases().open()).isEmpty();
    }

    @Test
    void shouldNeverTakeBackWhatOthersWrote() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes().shift(request, "l1", "build 1", UNTIL);
        ObjectNode edited = objects.at(request.key().path()).orElseThrow();
        ((ObjectNode) edited.at("/spec/rules/1/backendRefs/0")).put("weight", 3);
        objects.update(request.key(), edited, false);
        JsonNode patch = patch(job(), 1);
        assertThatThrownBy(() -> objects.patch(request.key(), patch)).isInstanceOf(JsonPatchException.class);
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec")).isEqualTo(edited.path("spec"));
    }

    @Test
    void shouldGoWhenTheRouteIsBack() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes().shift(request, "l1", "build 1", UNTIL);
        assertThat(job().at("/spec/template/spec/serviceAccountName").asText()).isEqualTo("traffic-watchdog");
        routes().restore(request.key(), "l1");
        assertThat(objects.at(JOBS + WatchdogJob.name("l1"))).isEmpty();
    }

    @Test
    void shouldNotLetAnythingBeSplitBeforeItRuns() throws Exception {
        objects = new FakeObjects() {
            @Override
            protected ObjectNode started(ObjectKey key, ObjectNode object) {
                return object;
            }
        };
        Samples.fill(objects);
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        assertThatThrownBy(() -> routes().shift(request, "l1", "build 1", UNTIL))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("does not get ready", "traffic-watchdog");
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec"))
                .isEqualTo(Samples.httpRoute().path("spec"));
        assertThat(objects.at(JOBS + WatchdogJob.name("l1"))).isEmpty();
        assertThat(ledger.leases().open()).isEmpty();
    }

    @Test
    void shouldBeShownAndCheckedByADryRun() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        ObjectNode plan = routes().plan(request, UNTIL);
        assertThat(plan.at("/route/spec/rules/1/backendRefs/1/name").asText()).isEqualTo("scorer-next");
        assertThat(plan.at("/watchdog/kind").asText()).isEqualTo("Job");
        assertThat(objects.list(WatchdogJob.key(request, "l1"), "")).isEmpty();
        objects.deny("create", WatchdogJob.key(request, "l1"));
        assertThatThrownBy(() -> routes().plan(request, UNTIL))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("missing permission: create jobs");
    }

    /** The very script of the Job, run by a shell, after somebody inserted a rule in front of ours. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldRunItsScriptToTheEnd() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes().shift(request, "l1", "build 1", UNTIL);
        ObjectNode edited = objects.at(request.key().path()).orElseThrow();
        ((ArrayNode) edited.at("/spec/rules"))
                .insert(0, Samples.yaml("{name: foreign, matches: [{path: {value: /f}}]}"));
        objects.update(request.key(), edited, false);
        try (FakeApiServer server = new FakeApiServer(objects)) {
            assertThat(script(server)).isZero();
            ObjectNode expected = Samples.httpRoute();
            ((ArrayNode) expected.at("/spec/rules")).insert(0, edited.at("/spec/rules/0"));
            assertThat(objects.at(request.key().path()).orElseThrow().path("spec"))
                    .isEqualTo(expected.path("spec"));
            assertThat(directory.resolve("ready")).exists();
            assertThat(script(server)).as("again, on a route that is back").isZero();
            assertThat(directory.resolve("log")).content().contains("the route is back already");
        }
    }

    /** The ledger's copy of the lease can put such a route back; the Job knows no ledger. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldSayThatItLeavesAnEditedLeaseAlone() throws Exception {
        RouteRequest request = Samples.request(Router.HTTP_ROUTE, Mode.WEIGHT);
        routes().shift(request, "l1", "build 1", UNTIL);
        ObjectNode edited = objects.at(request.key().path()).orElseThrow();
        edited.withObject("/metadata/annotations").put(LeaseNote.ANNOTATION, "{}");
        objects.update(request.key(), edited, false);
        try (FakeApiServer server = new FakeApiServer(objects)) {
            assertThat(script(server)).isZero();
        }
        assertThat(directory.resolve("log")).content().contains("somebody edited it: left alone");
        assertThat(objects.at(request.key().path()).orElseThrow().path("spec")).isEqualTo(edited.path("spec"));
    }

    private int script(FakeApiServer server) throws Exception {
        Path kubectl = directory.resolve("kubectl");
        Files.writeString(
                kubectl,
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -Xshare:auto -XX:TieredStopAtLevel=1 -cp \"$FAKE_CLASS_PATH\" "
                        + FakeKubectl.class.getName()
                        + " \"$@\"\n");
        Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder shell = new ProcessBuilder(
                "/bin/sh",
                "-c",
                job().at("/spec/template/spec/containers/0/command/2").asText());
        job().at("/spec/template/spec/containers/0/env")
                .forEach(variable -> shell.environment()
                        .put(
                                variable.path("name").asText(),
                                variable(job(), variable.path("name").asText())));
        shell.environment().put("HOME", directory.toString());
        shell.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        shell.environment().put("FAKE_API", server.url());
        shell.environment().put("FAKE_CLASS_PATH", System.getProperty("java.class.path"));
        Process process = shell.redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS))
                .as(Files.readString(directory.resolve("log")))
                .isTrue();
        return process.exitValue();
    }
}
