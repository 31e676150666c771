package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Versions, evidence and drafts for tests. */
public final class Drafts {
    public static final String MODEL = "intent";
    public static final String DIGEST = "sha256:" + "ab".repeat(32);
    public static final String EVAL_SET = "cd".repeat(32);
    public static final Instant TIME = Instant.parse("2026-11-01T12:00:00Z");

    private Drafts() {}

    public static DecisionDraft promoted(String environment, String version) throws BadInputException {
        return promoted(MODEL, environment, version);
    }

    public static DecisionDraft promoted(String model, String environment, String version) throws BadInputException {
        return DecisionDraft.of(
                        model, environment, Decision.Kind.PROMOTED, Target.of(version, DIGEST), "alice", "because")
                .withBuildUrl("https://ci.example.com/job/deliver/12/");
    }

    public static ModelVersion version(String name) throws BadInputException {
        return ModelVersion.of(
                MODEL,
                name,
                Optional.of(Artifact.of("s3://models.example.com/intent.onnx", Digest.sha256("ef".repeat(32)), 1234)),
                Optional.of(ImageReference.parse("registry.example.com/intent:" + name + "@" + DIGEST)),
                Optional.of("0123456789abcdef"),
                Map.of("epochs", "3"));
    }

    public static ObjectNode report(String verdict, String evalSet) {
        ObjectNode report = Json.document("gate-report").put("verdict", verdict);
        report.putObject("evalSet").put("sha256", evalSet).put("rows", 500);
        report.putObject("drift").put("verdict", "PASS").put("p_value", 0.31);
        return report;
    }

    public static Evidence evidence(String version, String digest, String verdict, String evalSet)
            throws BadInputException {
        return Evidence.of(
                MODEL, version, digest, TIME, Optional.of("https://ci.example.com/job/x/1/"), report(verdict, evalSet));
    }
}
