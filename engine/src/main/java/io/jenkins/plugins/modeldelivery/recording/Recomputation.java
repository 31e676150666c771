package io.jenkins.plugins.modeldelivery.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;

/** Judges again from the raw counts in a report alone. */
@FunctionalInterface
public interface Recomputation {
    /**
     * The report as the judge would write it today.
     *
     * @param report as it was kept, with its raw counts
     * @throws DeliveryException when the report lacks what is needed
     */
    ObjectNode recompute(ObjectNode report) throws DeliveryException, InterruptedException;
}
