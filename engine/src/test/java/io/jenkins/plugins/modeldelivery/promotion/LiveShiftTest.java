package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprinting;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails.LiveFinding;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.recording.References;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A promotion demands that the eval set behind its evidence still looks like live requests. */
class LiveShiftTest {
    private static final int ROWS = 300;

    @TempDir
    Path directory;

    private Mesh mesh;
    private References references;

    @BeforeEach
    void start() throws Exception {
        mesh = new Mesh(new MemoryS3(method -> MemoryS3.Trouble.NONE).store()).model("intent");
        mesh.requires = Set.of(EvidenceKind.LIVE_SHIFT, EvidenceKind.EVAL);
        references = new References(mesh.ledger, "intent");
    }

    private Fingerprint fingerprint(String name, String embeddingModel, int rows, double shift, int seed)
            throws Exception {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"id\":\"%s%d\",\"embedding\":[%.6f,%.6f,%.6f]}",
                    name,
                    i,
                    random.nextGaussian() + shift,
                    random.nextGaussian(),
                    random.nextGaussian()));
        }
        Path file = Files.write(directory.resolve(name + ".jsonl"), lines);
        return Fingerprinting.create(
                file, ReadOptions.defaults(), embeddingModel, OptionalDouble.empty(), Progress.NONE);
    }

    private Fingerprint evaluated(String name) throws Exception {
        Fingerprint set = fingerprint(name, "e5", ROWS, 0, 1);
        references.keep(set);
        mesh.evalSet.put("intent", set.sha256());
        mesh.evaluate("intent", "v1");
        return set;
    }

    private void live(String name, double shift, int seed) throws Exception {
        mesh.time.pass(Duration.ofHours(1));
        references.keepLive(fingerprint(name, "e5", ROWS, shift, seed), "v0", mesh.time.instant());
    }

    private RefusedException refused(String... parts) {
        RefusedException refusal = catchThrowableOfType(RefusedException.class, () -> mesh.promote("intent", "v1"));
        assertThat(refusal).isNotNull();
        assertThat(refusal.getMessage())
                .startsWith("Version v1 may not go to production: ")
                .contains(parts);
        return refusal;
    }

    private void unknown(String why) {
        RefusedException refusal = refused("live-shift is UNKNOWN: ", why);
        assertThat(DeliveryEvents.of(refusal, "intent", "v1", "production", Instant.EPOCH))
                .isEmpty();
    }

    @Test
    void shouldPromoteWhileTheEvalSetLooksLikeLiveRequestsAndKeepTheFigures() throws Exception {
        Fingerprint set = evaluated("eval");
        live("live", 0, 2);
        Delivery done = mesh.promote("intent", "v1");
        assertThat(done.outcome()).isEqualTo(Outcome.PROMOTED);
        assertThat(done.toText())
                .contains("the eval set still looks like the sample of live requests recorded at 2026");
        LiveFinding kept = mesh.ledger
                .decisions()
                .head("intent")
                .orElseThrow()
                .draft()
                .details()
                .liveShift()
                .orElseThrow();
        assertThat(kept.state()).isEqualTo(LiveFinding.State.NONE);
        assertThat(kept.evalSet()).contains(set.sha256());
        assertThat(kept.live().orElseThrow().rows()).isEqualTo(ROWS);
        assertThat(kept.pValue().orElseThrow()).isGreaterThan(0.01);
    }

    @Test
    void shouldCallTheEvalSetStaleAndSayHowFarAndSinceWhen() throws Exception {
        evaluated("eval");
        live("monday", 0, 2);
        live("tuesday", 2, 3);
        String since = mesh.time.instant().toString();
        live("wednesday", 2, 4);
        RefusedException refusal = refused(
                "EVAL_SET_STALE: the eval set ",
                " no longer looks like the sample of live requests recorded at " + mesh.time.instant(),
                ", since the sample of " + since + " at the latest",
                "refresh the eval set");
        assertThat(refusal.getMessage()).doesNotContain("\n");
        assertThat(DeliveryEvents.of(refusal, "intent", "v1", "production", Instant.EPOCH)
                        .orElseThrow()
                        .kind())
                .isEqualTo(EventKind.SHIFT_DETECTED);
        // refreshed: the new set looks like what is asked now
        Fingerprint fresh = fingerprint("fresh", "e5", ROWS, 2, 9);
        references.keep(fresh);
        mesh.evalSet.put("intent", fresh.sha256());
        mesh.evaluate("intent", "v1");
        assertThat(mesh.promote("intent", "v1").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldNeverPromoteOnWhatCannotBeTold() throws Exception {
        mesh.evaluate("intent", "v1");
        unknown("no evidence names its eval set");
        mesh.evalSet.put("intent", "a".repeat(64));
        mesh.evaluate("intent", "v1");
        unknown("the ledger keeps no fingerprint of the eval set " + "a".repeat(64));
        evaluated("eval");
        unknown("there is no sample of live requests");
        references.keepLive(fingerprint("other", "bge", ROWS, 0, 2), "v0", mesh.time.instant());
        unknown("not comparable");
        mesh.time.pass(Duration.ofHours(1));
        references.keepLive(fingerprint("few", "e5", 30, 0, 2), "v0", mesh.time.instant());
        unknown("too few rows to see a shift: 300 of the eval set, 30 live; at least 200 of each are needed");
        live("live", 0, 2);
        mesh.time.pass(Duration.ofDays(8));
        unknown("older than 168 h; record a new one");
        references.keepLive(
                fingerprint("ahead", "e5", ROWS, 0, 4),
                "v0",
                mesh.time.instant().plus(Duration.ofDays(30)));
        unknown("dated in the future");
        live("again", 0, 3);
        assertThat(mesh.promote("intent", "v1").outcome()).isEqualTo(Outcome.PROMOTED);
    }

    @Test
    void shouldTakeASampleThatIsGiven() throws Exception {
        evaluated("eval");
        live("live", 2, 2);
        PromotionRequest given = new PromotionRequest(
                "intent",
                "v1",
                Optional.empty(),
                Optional.empty(),
                Optional.of(fingerprint("now", "e5", ROWS, 0, 7)),
                World.actor("deploy"));
        Delivery done = mesh.finish(mesh.promotion("intent", "production").prepare(given));
        assertThat(done.liveShift().orElseThrow()).contains("given with the promotion");
    }

    @Test
    void shouldLogAnOverrideOfIt() throws Exception {
        evaluated("eval");
        live("live", 2, 2);
        PromotionRequest request = new PromotionRequest(
                "intent", "v1", Optional.empty(), Optional.of("incident 4711"), World.actor("deploy"));
        Delivery done = mesh.finish(mesh.promotion("intent", "production").prepare(request));
        DecisionDetails details = done.draft().details();
        assertThat(details.accepted().toString()).contains("EVAL_SET_STALE");
        assertThat(details.liveShift().orElseThrow().state()).isEqualTo(LiveFinding.State.SHIFT);
    }

    @Test
    void shouldBeAskedForByTheEnvironment() throws Exception {
        String yaml =
                "{\"schema\":\"model-delivery/environment/v1\",\"name\":\"production\",\"workload\":\"deployment/x\","
                        + "\"container\":\"model\",\"requires\":[\"eval\",\"live-shift\"],\"timing\":{\"liveAge\":\"2d\"}}";
        Environment environment = Environment.parse(Json.parse(yaml, "test"), "test");
        assertThat(environment.requires()).contains(EvidenceKind.LIVE_SHIFT);
        assertThat(environment.timing().liveAge()).isEqualTo(Duration.ofDays(2));
        assertThat(Environment.Timing.DEFAULT.liveAge()).isEqualTo(Duration.ofDays(7));
        assertThatThrownBy(() -> EvidenceKind.parse("live_shift")).hasMessageContaining("or live-shift");
    }
}
