package io.jenkins.plugins.modeldelivery.cluster;

import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** Address of its API server, with the path. */
    String server();

    /** What tells its namespace from every other one, in whatever cluster; empty where it may not, or cannot, be read. */
    Optional<String> namespaceUid() throws InterruptedException;

    /** Rights that are needed and missing, such as {@code update deployments.apps/scorer}; empty when all is well. */
    List<String> missingRights() throws DeliveryException, InterruptedException;
}
