package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.recording.Recorder;
import java.time.Instant;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Records a gate's report in the ledger as evidence about the version it judged. */
final class EvidenceRecorder {
    static final String NO_EVIDENCE =
            "No model and version given; this report stays with the build and is no evidence for a promotion";

    private EvidenceRecorder() {}

    /**
     * Records the report, and the fingerprint of the data it is about, when both model and version are given; says so in the log otherwise.
     *
     * @param origin of the build that judged it
     * @throws AbortException when the ledger cannot take it: a verdict whose evidence is lost must not count
     */
    static void record(
            GateStep step,
            ObjectNode report,
            Optional<String> fingerprint,
            Run<?, ?> run,
            TaskListener listener,
            Provenance origin)
            throws AbortException, InterruptedException {
        requireBothOrNeither(step.getModel(), step.getVersion());
        if (step.getModel() == null) {
            listener.getLogger().println(NO_EVIDENCE);
            return;
        }
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(run)) {
            if (fingerprint.isPresent()) {
                Recorder.keep(ledger, step.getModel(), report, parsed(fingerprint.get()));
            }
            Evaluated evaluated = step.evaluated(Instant.ofEpochMilli(run.getStartTimeInMillis()));
            Recorder.Asked asked = new Recorder.Asked(
                    step.document(),
                    step.getModel(),
                    step.getVersion(),
                    Instant.now(),
                    buildUrl(run),
                    evaluated,
                    origin);
            listener.getLogger().println(record(ledger, asked, report));
        } catch (DeliveryException e) {
            throw new AbortException("The evidence could not be recorded: " + e.getMessage());
        }
    }

    static void requireBothOrNeither(@CheckForNull String model, @CheckForNull String version) throws AbortException {
        if ((model == null) != (version == null)) {
            throw new AbortException("give both model and version, or neither");
        }
    }

    /** Records the report of live traffic about a registered version; gives back one line for the log. */
    static String record(
            String model, String version, ObjectNode report, Ledger ledger, Run<?, ?> run, Provenance origin)
            throws DeliveryException, InterruptedException {
        Recorder.Asked asked = new Recorder.Asked(
                Judges.TRAFFIC, model, version, Instant.now(), buildUrl(run), Evaluated.AGAINST_WHAT_SERVES, origin);
        return record(ledger, asked, report);
    }

    private static String record(Ledger ledger, Recorder.Asked asked, ObjectNode report)
            throws DeliveryException, InterruptedException {
        Evidence evidence = Recorder.record(ledger, asked, report);
        return "Evidence " + evidence.id() + " about " + asked.model() + " " + asked.version() + " recorded in "
                + ledger.describe();
    }

    /** The agent is not trusted: what it sends is parsed strictly. */
    private static Fingerprint parsed(String fingerprint) throws BadInputException {
        String source = "the agent's fingerprint";
        return Fingerprint.read(Json.parse(fingerprint, source), source);
    }

    /** The address of the build, where Jenkins knows its own. */
    private static Optional<String> buildUrl(Run<?, ?> run) {
        return Optional.ofNullable(Jenkins.get().getRootUrl()).map(root -> root + run.getUrl());
    }
}
