package io.jenkins.plugins.modeldelivery.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.cluster.fake.VirtualTime;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.recording.JudgedReports;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.recording.Recorder;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import io.jenkins.plugins.modeldelivery.store.MemoryS3;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Several models in one ledger, each with a workload in memory that rolls out at once unless it is broken. */
final class Mesh {
    final VirtualTime time = new VirtualTime(() -> {});
    final Ledger ledger;
    final Map<String, List<Object>> dependsOn = new HashMap<>();
    final Map<String, Boolean> requireDownstreamEval = new HashMap<>();
    final Map<String, String> evalSet = new HashMap<>();
    Set<EvidenceKind> requires = Set.of();
    private final Map<String, Workload> workloads = new HashMap<>();

    Mesh(ObjectStore store) {
        ledger = Ledger.on(store, time, duration -> {}, 1);
    }

    /** A classifier that receives an extractor's outputs; version 1 of both serves. */
    static Mesh ofClassifierAndExtractor() throws Exception {
        Mesh mesh = new Mesh(new MemoryS3(method -> MemoryS3.Trouble.NONE).store())
                .model("extractor")
                .model("classifier", "extractor");
        mesh.promote("extractor", "v1");
        mesh.evaluate("classifier", "v1");
        mesh.promote("classifier", "v1");
        return mesh;
    }

    /** What an evaluation says that asked that version of the extractor. */
    static Evaluated against(String extractor) {
        return new Evaluated(Map.of("extractor", extractor), Optional.empty());
    }

    /** @param parts of the one line that says why that version of the classifier may not serve */
    void assertRefused(String version, String... parts) {
        assertThatThrownBy(() -> promote("classifier", version))
                .isInstanceOf(RefusedException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
    }

    static String digest(String model, String version) {
        return "sha256:" + Sha256.of((model + version).getBytes(StandardCharsets.UTF_8));
    }

    static String image(String model, String version) {
        return "registry.example.com/" + model + "@" + digest(model, version);
    }

    Mesh model(String model, Object... upstream) throws Exception {
        if (upstream.length > 0) {
            dependsOn.put(model, List.of(upstream));
        }
        for (int i = 1; i <= 3; i++) {
            ledger.versions()
                    .register(ModelVersion.of(
                            model,
                            "v" + i,
                            Optional.empty(),
                            Optional.of(ImageReference.parse(image(model, "v" + i))),
                            Optional.empty(),
                            Map.of()));
        }
        return this;
    }

    Workload workload(String model, String environment) {
        return workloads.computeIfAbsent(model + "/" + environment, key -> new Workload(image(model, "v0")));
    }

    private DeliverySession session(String model, String environment) throws Exception {
        return new DeliverySession(environment(environment), workload(model, environment), ledger, time, () -> {});
    }

    Promotion promotion(String model, String environment) throws Exception {
        return session(model, environment).promotion();
    }

    private Environment environment(String name) throws Exception {
        Environment.Timing timing = new Environment.Timing(
                Duration.ofSeconds(60), Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ZERO);
        return Environment.of(name, WorkloadRef.parse("prod", "deployment/model"), "model", "", requires, timing);
    }

    Delivery begin(String model, String version, String environment) throws Exception {
        time.pass(Duration.ofSeconds(1));
        return promotion(model, environment)
                .prepare(new PromotionRequest(
                        model, version, Optional.empty(), Optional.empty(), World.actor("deploy " + model)));
    }

    Delivery finish(Delivery d) throws Exception {
        String environment = d.draft().environment();
        return Driving.toItsEnd(session(d.draft().model(), environment), time, d, state -> {});
    }

    Delivery step(Delivery d) throws Exception {
        return promotion(d.draft().model(), d.draft().environment()).advance(Delivery.parse(Json.compact(d.toJson())));
    }

    Delivery promote(String model, String version) throws Exception {
        return finish(begin(model, version, "production"));
    }

    Delivery rollback(String model) throws Exception {
        time.pass(Duration.ofSeconds(1));
        return finish(promotion(model, "production")
                .prepare(new RollbackRequest(model, ServedVersion.PREVIOUS, "bad", World.actor("rollback"))));
    }

    Evidence evaluate(String model, String version) throws Exception {
        return evaluate(model, version, Verdict.PASS, Evaluated.AGAINST_WHAT_SERVES);
    }

    Evidence evaluate(String model, String version, Verdict verdict, Evaluated evaluated) throws Exception {
        time.pass(Duration.ofSeconds(1));
        ObjectNode policy = Json.object();
        if (dependsOn.containsKey(model)) {
            ArrayNode list = policy.putArray("dependsOn");
            dependsOn.get(model).forEach(list::addPOJO);
        }
        if (requireDownstreamEval.containsKey(model)) {
            policy.put("requireDownstreamEval", requireDownstreamEval.get(model));
        }
        ObjectNode report = JudgedReports.gate(verdict, policy, Optional.ofNullable(evalSet.get(model)));
        Recorder.Asked asked = new Recorder.Asked(
                Judges.GATE, model, version, time.instant(), Optional.empty(), evaluated, Provenance.COMMAND_LINE);
        return Recorder.record(ledger, asked, report);
    }

    /** One deployment with three replicas. */
    static final class Workload implements WorkloadAccess {
        /** An image that crashes; empty for none. */
        String broken = "";

        private String image;
        private Map<String, String> annotations = Map.of();
        private long generation = 1;

        Workload(String image) {
            this.image = image;
        }

        String image() {
            return image;
        }

        @Override
        public WorkloadSnapshot read() {
            boolean fails = image.equals(broken);
            WorkloadSnapshot.Pod pod = new WorkloadSnapshot.Pod(
                    "pod", !fails, false, fails ? "" : image, fails ? "CrashLoopBackOff" : "", "");
            return new WorkloadSnapshot(
                    ref(),
                    "uid",
                    Long.toString(generation),
                    image,
                    image,
                    List.of("model"),
                    annotations,
                    false,
                    false,
                    "RollingUpdate",
                    0,
                    new WorkloadSnapshot.Counts(generation, generation, 1, 1, 1, 1, 1),
                    List.of(),
                    List.of(pod));
        }

        private static WorkloadRef ref() {
            try {
                return WorkloadRef.parse("prod", "deployment/model");
            } catch (BadInputException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public WorkloadSnapshot write(WorkloadSnapshot seen, String newImage, Map<String, String> newAnnotations) {
            image = newImage;
            annotations = newAnnotations;
            generation++;
            return read();
        }

        @Override
        public String server() {
            return "https://fake.example.com";
        }

        @Override
        public Optional<String> namespaceUid() {
            return Optional.empty();
        }

        @Override
        public List<String> missingRights() {
            return List.of();
        }
    }
}
