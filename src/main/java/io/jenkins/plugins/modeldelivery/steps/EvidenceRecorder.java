package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.FingerprintDocument;
import io.jenkins.plugins.modeldelivery.evidence.Recorder;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.time.Instant;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Records a gate's report in the ledger as evidence about the version it judged. */
final class EvidenceRecorder {
    private EvidenceRecorder() {}

    /**
     * Records the report, and the fingerprint of the data it is about, when both model and version are given; says so in the log otherwise.
     *
     * @throws AbortException when the ledger cannot take it: a verdict whose evidence is lost must not count
     */
    static void record(
            GateStep step, ObjectNode report, Optional<String> fingerprint, Run<?, ?> run, TaskListener listener)
            throws AbortException, InterruptedException {
        if (step.getModel() == null && step.getVersion() == null) {
            listener.getLogger()
                    .println(
                            "No model and version given; this report stays with the build and is no evidence for a promotion");
            return;
        }
        if (step.getModel() == null || step.getVersion() == null) {
            throw new AbortException("give both model and version, or neither");
        }
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(run)) {
            if (fingerprint.isPresent()) {
                Recorder.keep(ledger, step.getModel(), report, parsed(fingerprint.get()));
            }
            Evidence evidence =
                    Recorder.record(ledger, step.getModel(), step.getVersion(), report, Instant.now(), buildUrl(run));
            listener.getLogger()
                    .println("Evidence " + evidence.id() + " about " + evidence.model() + " " + evidence.version()
                            + " recorded in " + ledger.describe());
        } catch (DeliveryException e) {
            throw new AbortException("The evidence could not be recorded: " + e.getMessage());
        }
    }

    /** The agent is not trusted: what it sends is parsed strictly. */
    private static Fingerprint parsed(String fingerprint) throws BadInputException {
        String source = "the agent's fingerprint";
        return FingerprintDocument.read(Json.parse(fingerprint, source), source);
    }

    /** The address of the build, where Jenkins knows its own. */
    private static Optional<String> buildUrl(Run<?, ?> run) {
        return Optional.ofNullable(Jenkins.get().getRootUrl()).map(root -> root + run.getUrl());
    }
}
