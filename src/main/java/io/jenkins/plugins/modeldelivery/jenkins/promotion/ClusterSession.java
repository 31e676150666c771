package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.configuration.ClusterAccess;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.SiteProxy;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import io.jenkins.plugins.modeldelivery.promotion.Promotion;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;

/** An open ledger and an open connection, with the credentials as they were when it was opened. */
final class ClusterSession implements AutoCloseable {
    private final Clock clock = SteadyClock.start();
    private final Environment environment;
    private final Ledger ledger;
    private final WorkloadAccess workload;

    @CheckForNull
    private final KubernetesClient client;

    private ClusterSession(
            Environment environment, Ledger ledger, WorkloadAccess workload, @CheckForNull KubernetesClient client) {
        this.environment = environment;
        this.ledger = ledger;
        this.workload = workload;
        this.client = client;
    }

    /**
     * Looks the credentials up and opens both; sends nothing to the cluster yet.
     *
     * @param run the build that it is for, null outside of any
     * @param node the agent to talk from, null for the controller
     */
    static ClusterSession open(
            EnvironmentConfiguration configuration,
            CredentialSource credentials,
            @CheckForNull Run<?, ?> run,
            @CheckForNull String node)
            throws DeliveryException {
        ClusterAccess access = configuration.getConnection();
        if (access == null) {
            throw new BadInputException("Environment '" + configuration.getName() + "' says nothing of a connection");
        }
        ClusterConnection connection = access.connection(credentials);
        Environment environment = configuration.toEngine(connection.namespace());
        Ledger ledger = ModelDeliveryConfiguration.get().open(run);
        if (node != null) {
            WorkloadAccess workload =
                    new AgentWorkload(new Agent(node), connection, environment.workload(), environment.container());
            return new ClusterSession(environment, ledger, workload, null);
        }
        try {
            KubernetesClient client = SiteProxy.applyTo(connection).open();
            WorkloadAccess workload = new WorkloadClient(client, environment.workload(), environment.container());
            return new ClusterSession(environment, ledger, workload, client);
        } catch (DeliveryException e) {
            ledger.close();
            throw e;
        }
    }

    Promotion promotion() {
        return new Promotion(environment, workload, ledger, clock);
    }

    /** The same, as if the environment required no approval: what can be checked before a person is asked. */
    Promotion promotionBeforeApproval() {
        Set<EvidenceKind> others = EnumSet.noneOf(EvidenceKind.class);
        others.addAll(environment.requires());
        others.remove(EvidenceKind.APPROVAL);
        Environment lenient = new Environment(
                environment.name(),
                environment.workload(),
                environment.container(),
                environment.image(),
                Set.copyOf(others),
                environment.timing());
        return new Promotion(lenient, workload, ledger, clock);
    }

    Environment environment() {
        return environment;
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        ledger.close();
        if (client != null) {
            client.close();
        }
    }
}
