package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.util.FormValidation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.AccessReview;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.util.List;
import java.util.stream.Collectors;

/** Tries a connection as a promotion would use it: reaches the API, asks for every right, looks at the workload. */
final class ConnectionTest {
    private ConnectionTest() {}

    static FormValidation run(
            CredentialSource credentials,
            ClusterAccess access,
            @CheckForNull String namespace,
            @CheckForNull String workload,
            @CheckForNull String connectFrom) {
        try {
            ClusterConnection connection = access.connection(credentials);
            String space = Util.fixEmptyAndTrim(namespace);
            WorkloadRef ref =
                    WorkloadRef.parse(space == null ? connection.namespace() : space, Util.fixEmptyAndTrim(workload));
            if (EnvironmentConfiguration.AGENT.equals(connectFrom)) {
                return FormValidation.warning(Messages.ConnectionTest_Agent());
            }
            return look(SiteProxy.applyTo(connection), ref);
        } catch (DeliveryException e) {
            return FormValidation.error(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FormValidation.error(Messages.ConnectionTest_Interrupted());
        }
    }

    private static FormValidation look(ClusterConnection connection, WorkloadRef ref)
            throws DeliveryException, InterruptedException {
        try (KubernetesClient client = connection.open()) {
            WorkloadClient workload = new WorkloadClient(client, ref, "");
            List<AccessReview.Right> missing = workload.missingRights();
            if (!missing.isEmpty()) {
                return FormValidation.error(Messages.ConnectionTest_MissingRights(
                        ref.describe(),
                        missing.stream().map(AccessReview.Right::toString).collect(Collectors.joining(", "))));
            }
            WorkloadSnapshot seen = workload.read();
            return FormValidation.ok(
                    Messages.ConnectionTest_Reached(ref.describe(), String.join(", ", seen.containers())));
        }
    }
}
