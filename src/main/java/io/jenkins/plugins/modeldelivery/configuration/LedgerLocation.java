package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;

/** Where the ledger is kept. */
public abstract class LedgerLocation extends AbstractDescribableImpl<LedgerLocation> implements ExtensionPoint {
    /**
     * Opens the store; the caller closes it. May reach out to the network, so never on a thread that must not wait.
     *
     * @param run the build that needs it, for looking up and tracking credentials; null outside a build
     * @throws DeliveryException when the settings are wrong or credentials are missing
     */
    @NonNull
    public abstract ObjectStore open(@CheckForNull Run<?, ?> run) throws DeliveryException;
}
