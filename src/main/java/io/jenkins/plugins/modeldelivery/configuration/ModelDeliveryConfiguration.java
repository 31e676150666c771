package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.BulkChange;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Descriptor.FormException;
import hudson.model.PersistentDescriptor;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The section "Model Delivery" of the system configuration; {@code unclassified: modelDelivery:} as code. */
@Extension
@Symbol("modelDelivery")
public final class ModelDeliveryConfiguration extends GlobalConfiguration implements PersistentDescriptor {
    private LedgerLocation ledger;
    private List<EnvironmentConfiguration> environments;
    private List<NotificationDestination> notifications;
    private Boolean localProbes;
    private Boolean definitionsRefused;

    @NonNull
    public static ModelDeliveryConfiguration get() {
        return ExtensionList.lookupSingleton(ModelDeliveryConfiguration.class);
    }

    /** Where the ledger is; a directory below JENKINS_HOME unless configured otherwise. */
    @NonNull
    public LedgerLocation getLedger() {
        return ledger == null ? new DirectoryLedgerLocation() : ledger;
    }

    @DataBoundSetter
    public void setLedger(@CheckForNull LedgerLocation ledger) {
        this.ledger = ledger;
        save();
    }

    /** The environments that every job sees, unless a folder has another of the same name. */
    @NonNull
    public List<EnvironmentConfiguration> getEnvironments() {
        return environments == null ? List.of() : List.copyOf(environments);
    }

    @DataBoundSetter
    public void setEnvironments(@CheckForNull List<EnvironmentConfiguration> environments) {
        this.environments = environments == null ? null : new ArrayList<>(environments);
        save();
    }

    /** Who is told what happens to models. */
    @NonNull
    public List<NotificationDestination> getNotifications() {
        return notifications == null ? List.of() : List.copyOf(notifications);
    }

    @DataBoundSetter
    public void setNotifications(@CheckForNull List<NotificationDestination> notifications) {
        this.notifications = notifications == null ? null : new ArrayList<>(notifications);
        save();
    }

    /** Whether a Pipeline may define an environment that is configured nowhere ({@code definition}); it may by default. */
    public boolean isDefinitionsAllowed() {
        return definitionsRefused == null || !definitionsRefused;
    }

    @DataBoundSetter
    public void setDefinitionsAllowed(boolean definitionsAllowed) {
        this.definitionsRefused = definitionsAllowed ? null : Boolean.TRUE;
        save();
    }

    /** Whether probes may send to addresses of the agent itself and of its link; never to anything from the controller. */
    public boolean isLocalProbes() {
        return localProbes != null && localProbes;
    }

    @DataBoundSetter
    public void setLocalProbes(boolean localProbes) {
        this.localProbes = localProbes ? Boolean.TRUE : null;
        save();
    }

    /** Opens the configured ledger for a build, or outside of any when null; the caller closes it. */
    @NonNull
    public Ledger open(@CheckForNull Run<?, ?> run) throws DeliveryException {
        return Ledger.on(getLedger().open(run));
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        LedgerLocation ledgerBefore = ledger;
        List<EnvironmentConfiguration> environmentsBefore = environments;
        List<NotificationDestination> notificationsBefore = notifications;
        Boolean localProbesBefore = localProbes;
        Boolean refusedBefore = definitionsRefused;
        boolean bound = false;
        try (BulkChange change = new BulkChange(this)) {
            for (String list : List.of("environments", "notifications")) {
                if (!json.has(list)) {
                    json.put(list, new JSONArray()); // an emptied list is not sent by the form
                }
            }
            request.bindJSON(this, json);
            change.commit();
            bound = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!bound) { // all or nothing: a job may define an environment that is not configured
                ledger = ledgerBefore;
                environments = environmentsBefore;
                notifications = notificationsBefore;
                localProbes = localProbesBefore;
                definitionsRefused = refusedBefore;
            }
        }
        return true;
    }
}
