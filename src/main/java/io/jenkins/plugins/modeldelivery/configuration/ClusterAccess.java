package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import java.io.Serializable;

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
        /** Tries it; the caller of this has checked nothing yet. */
        static FormValidation test(
                @CheckForNull Item item,
                ClusterAccess access,
                @CheckForNull String namespace,
                @CheckForNull String workload,
                @CheckForNull String connectFrom) {
            FormGuard.requireConfigure(item);
            return ConnectionTest.run(CredentialSource.of(item), access, namespace, workload, connectFrom);
        }
    }
}
