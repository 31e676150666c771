package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.References;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/**
 * The reference of a shift check on its way from the ledger to the agent: a fingerprint of a few MB, or why there is none.
 * The agent never reaches the ledger.
 */
record ReferenceForAgent(
        @CheckForNull String document,
        String name,
        String version,
        @CheckForNull String missing) implements Serializable {
    /** The step names a file, or asks for no shift check. */
    private static final ReferenceForAgent NONE = new ReferenceForAgent(null, "", "", null);

    /** Looks up what the step, or the policy in the workspace, asks the ledger for. */
    static ReferenceForAgent find(GateStep step, FilePath workspace, Run<?, ?> run)
            throws IOException, InterruptedException {
        Optional<String> wanted = Reference.inLedger(step.wantedReference(workspace));
        if (wanted.isEmpty()) {
            return NONE;
        }
        String model = step.getModel();
        if (model == null) {
            return of(new Reference.Missing("the reference '" + wanted.get()
                    + "' is looked up in the ledger; give model and version to the step, or name a file"));
        }
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(run)) {
            return of(new References(ledger, model, Optional.of(step.comparedEmbedding()))
                    .named(wanted.get(), step.servingEnvironment()));
        } catch (DeliveryException e) {
            throw new AbortException("The reference '" + wanted.get() + "' could not be looked up: " + e.getMessage());
        }
    }

    private static ReferenceForAgent of(Reference reference) {
        if (reference instanceof Reference.Kept kept) {
            return new ReferenceForAgent(Json.compact(kept.fingerprint().toJson()), kept.name(), kept.version(), null);
        }
        return reference instanceof Reference.Missing none ? new ReferenceForAgent(null, "", "", none.reason()) : NONE;
    }

    /** The data that a report compares with, in a shift gate's own place and in that of an eval gate. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Compared(Optional<DriftReport.DataSet> reference, Optional<Compared> drift) {}

    /**
     * Whether a report compares with what was handed out.
     *
     * @throws BadInputException naming both
     */
    void requireIn(ObjectNode report) throws BadInputException {
        if (document == null) {
            return;
        }
        Compared compared = Json.bind(report, Compared.class, "the agent's report");
        Optional<String> used = compared.reference()
                .or(() -> compared.drift().flatMap(Compared::reference))
                .map(DriftReport.DataSet::sha256);
        String handed = Fingerprint.read(Json.parse(document, name), name).sha256();
        if (used.isPresent() && !used.get().equals(handed)) {
            throw new BadInputException("The agent's report compares with " + used.get() + ", not with the reference "
                    + handed + " that it was given");
        }
    }

    /** What was found; empty where nothing was asked for. */
    Optional<Reference> reference() throws BadInputException {
        if (missing != null) {
            return Optional.of(new Reference.Missing(missing));
        }
        if (document == null) {
            return Optional.empty();
        }
        String source = "the fingerprint from the ledger";
        return Optional.of(new Reference.Kept(Fingerprint.read(Json.parse(document, source), source), name, version));
    }
}
