package io.jenkins.plugins.modeldelivery.cluster;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.List;
import java.util.Map;

/** One workload in one cluster: looked at often, written rarely. Each call is short, so it can be made from an agent. */
public interface WorkloadAccess {
    /** @throws io.jenkins.plugins.modeldelivery.failure.BadInputException when there is no such workload */
    WorkloadSnapshot read() throws DeliveryException, InterruptedException;

    /**
     * One optimistic write of image and annotations together. Status writes of controllers since the snapshot do not
     * matter; any other change does.
     *
     * @throws io.jenkins.plugins.modeldelivery.failure.LostRaceException when template, scale or our annotations are no
     *     longer as in the snapshot; nothing was written
     */
    WorkloadSnapshot write(WorkloadSnapshot seen, String image, Map<String, String> annotations)
            throws DeliveryException, InterruptedException;

    /** Rights that are needed and missing, such as {@code update deployments.apps/scorer}; empty when all is well. */
    List<String> missingRights() throws DeliveryException, InterruptedException;
}
