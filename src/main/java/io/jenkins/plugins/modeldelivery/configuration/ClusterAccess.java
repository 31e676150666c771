package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.promotion.EnvironmentModels;
import java.io.Serializable;
import java.util.List;

/** How a cluster's API server is reached. Holds ids of credentials, never what they protect. */
public abstract class ClusterAccess implements Describable<ClusterAccess>, ExtensionPoint, Serializable {
    private static final long serialVersionUID = 1;

    /**
     * The connection with its credentials; sends nothing yet.
     *
     * @throws DeliveryException when credentials are missing, or hold what we do not accept
     */
    @NonNull
    public abstract ClusterConnection connection(@NonNull CredentialSource credentials) throws DeliveryException;

    /** What all ways of access share: the button that tries a connection. */
    public abstract static class ClusterAccessDescriptor extends Descriptor<ClusterAccess> {
        /**
         * Tries it as a promotion would use it: reaches the API, asks for every right, looks at the workload. The caller of this has
         * checked nothing yet.
         */
        static FormValidation test(
                @CheckForNull Item item,
                ClusterAccess access,
                @CheckForNull String namespace,
                @CheckForNull String workload,
                @CheckForNull String connectFrom) {
            FormGuard.requireConfigure(item);
            try {
                ClusterConnection connection = access.connection(CredentialSource.of(item));
                if (EnvironmentModels.isTemplate(Util.fixNull(namespace) + Util.fixNull(workload))) {
                    return FormValidation.warning(Messages.ClusterAccess_EachModel());
                }
                String space = Util.fixEmptyAndTrim(namespace);
                WorkloadRef ref = WorkloadRef.parse(
                        space == null ? connection.namespace() : space, Util.fixEmptyAndTrim(workload));
                if (EnvironmentConfiguration.AGENT.equals(connectFrom)) {
                    return FormValidation.warning(Messages.ClusterAccess_Agent());
                }
                return look(SiteProxy.applyTo(connection), ref);
            } catch (DeliveryException e) {
                return FormValidation.error(e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FormValidation.error(Messages.ClusterAccess_Interrupted());
            }
        }

        private static FormValidation look(ClusterConnection connection, WorkloadRef ref)
                throws DeliveryException, InterruptedException {
            try (KubernetesClient client = connection.open()) {
                WorkloadClient workload = new WorkloadClient(new KubernetesObjects(client), ref, "");
                List<String> missing = workload.missingRights();
                if (!missing.isEmpty()) {
                    return FormValidation.error(
                            Messages.ClusterAccess_MissingRights(ref.describe(), String.join(", ", missing)));
                }
                WorkloadSnapshot seen = workload.read();
                return FormValidation.ok(
                        Messages.ClusterAccess_Reached(ref.describe(), String.join(", ", seen.containers())));
            }
        }
    }
}
