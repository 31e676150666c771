package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;

/** Where the ledger is kept. */
public interface LedgerLocation extends Describable<LedgerLocation>, ExtensionPoint {
    /**
     * Opens the store; the caller closes it. May reach out to the network, so never on a thread that must not wait.
     *
     * @param run the build that needs it, for looking up and tracking credentials; null outside a build
     * @throws DeliveryException when the settings are wrong or credentials are missing
     */
    @NonNull
    ObjectStore open(@CheckForNull Run<?, ?> run) throws DeliveryException;
}
