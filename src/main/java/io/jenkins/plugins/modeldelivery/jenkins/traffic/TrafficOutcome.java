package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What becomes of a traffic gate's report: whose evidence it is, and what its verdict does to the build. */
public interface TrafficOutcome extends Serializable {
    /**
     * Refuses early, before any traffic is shifted, what could not be recorded or take effect at the end.
     *
     * @return the digest that the candidate must serve; empty where the version has no image or none is given
     */
    @NonNull
    Optional<String> check(@NonNull Ledger ledger) throws DeliveryException, IOException, InterruptedException;

    /** Adds to the report whose evidence it is. */
    void sign(@NonNull ObjectNode report);

    /**
     * Records the signed report.
     *
     * @param node id of the Pipeline's node; null where that is gone
     * @return one line for the log
     * @throws DeliveryException when the ledger cannot take it: a verdict whose evidence is lost must not count
     */
    @NonNull
    String record(@NonNull ObjectNode report, @NonNull Ledger ledger, @NonNull Run<?, ?> run, @CheckForNull String node)
            throws DeliveryException, InterruptedException;

    /** Ends the step as the verdict asks for. */
    void take(@NonNull ObjectNode report, @NonNull Run<?, ?> run, @NonNull StepContext context)
            throws IOException, InterruptedException;
}
