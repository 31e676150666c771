package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.OutagePatience;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.ClusterSession;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliverySession;
import io.jenkins.plugins.modeldelivery.promotion.Driver;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import java.util.Locale;

/** What those who have deliveries driven in Jenkins share: how ledger and cluster are opened, and what the log is told. */
public abstract class DeliveryHost implements Driver.Host {
    private final TaskListener listener;
    private final String environment;
    private final String model;
    private boolean warned;

    protected DeliveryHost(@NonNull TaskListener listener, @NonNull String environment, @NonNull String model) {
        this.listener = listener;
        this.environment = environment;
        this.model = model;
    }

    /** @param kept state to go on from, null to begin */
    @NonNull
    protected final Driver driver(@NonNull EnvironmentConfiguration place, @CheckForNull Delivery kept) {
        Integer rollout = place.getRolloutSeconds();
        Driver.Patience patience = new Driver.Patience(
                OutagePatience.BEFORE_CHANGES,
                OutagePatience.DURING_CHANGES.plusSeconds(
                        rollout == null ? 0 : Math.min(rollout, Environment.Timing.LONGEST.toSeconds())),
                Environment.Timing.DEFAULT.poll());
        return new Driver(this, SteadyClock.start(), patience, kept);
    }

    /**
     * @param run the build that it is for, null outside of any
     * @param node the agent to talk from, null for the controller
     */
    @NonNull
    protected final DeliverySession open(
            @NonNull EnvironmentConfiguration place,
            @NonNull CredentialSource credentials,
            @CheckForNull Run<?, ?> run,
            @CheckForNull String node)
            throws DeliveryException {
        ClusterSession cluster = ClusterSession.open(place, credentials, node);
        try {
            Environment engines = place.toEngine(model, cluster.connection().namespace());
            if (!warned) { // this is opened again whenever something stayed away
                engines.warnings().forEach(this::log);
                warned = true;
            }
            Ledger ledger = ModelDeliveryConfiguration.get().open(run);
            return new DeliverySession(
                    engines,
                    new WorkloadClient(cluster.objects(), engines.workload(), engines.container()),
                    ledger,
                    SteadyClock.start(),
                    () -> {
                        ledger.close();
                        cluster.close();
                    });
        } catch (DeliveryException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    static String phase(Delivery d) {
        return d.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public final void tell(@NonNull Delivery news) {
        log(phase(news) + ": " + news.line());
    }

    @Override
    public final void log(@NonNull String line) {
        listener.getLogger().println("[" + environment + "] " + line);
    }
}
