package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.AccessReview;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadAccess;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadClient;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.configuration.ClusterAccess;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.SiteProxy;
import io.jenkins.plugins.modeldelivery.durable.Agent;
import io.jenkins.plugins.modeldelivery.durable.ClusterCall;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.promotion.Environment;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import io.jenkins.plugins.modeldelivery.promotion.Promotion;
import java.io.Serializable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** The workload as an agent reaches it. */
    private static final class AgentWorkload implements WorkloadAccess {
        private final Agent agent;
        private final ClusterConnection connection;
        private final WorkloadRef ref;
        private final String container;

        AgentWorkload(Agent agent, ClusterConnection connection, WorkloadRef ref, String container) {
            this.agent = agent;
            this.connection = connection;
            this.ref = ref;
            this.container = container;
        }

        @Override
        public WorkloadSnapshot read() throws DeliveryException, InterruptedException {
            return snapshot(call(Call.Action.READ));
        }

        @Override
        public WorkloadSnapshot write(WorkloadSnapshot seen, String image, Map<String, String> annotations)
                throws DeliveryException, InterruptedException {
            return snapshot(call(Call.Action.WRITE).writing(seen, image, annotations));
        }

        @Override
        public List<AccessReview.Right> missingRights() throws DeliveryException, InterruptedException {
            if (!(agent.ask(call(Call.Action.REVIEW)) instanceof List<?> answers)) {
                throw senseless();
            }
            List<AccessReview.Right> rights = new ArrayList<>();
            for (Object answer : answers) {
                if (!(answer instanceof String[] words) || words.length != 4) {
                    throw senseless();
                }
                rights.add(new AccessReview.Right(words[0], words[1], words[2], words[3]));
            }
            return rights;
        }

        private Call call(Call.Action action) {
            return new Call(action, connection, ref, container);
        }

        private WorkloadSnapshot snapshot(Call call) throws DeliveryException, InterruptedException {
            if (agent.ask(call) instanceof WorkloadSnapshot snapshot) {
                return snapshot;
            }
            throw senseless();
        }

        private static UnreachableException senseless() {
            return new UnreachableException("The agent gave no answer that makes sense");
        }

        /** What is asked of the workload, there. */
        private static final class Call extends ClusterCall<Serializable> {
            private static final long serialVersionUID = 1;

            enum Action {
                READ,
                WRITE,
                REVIEW
            }

            private final Action action;
            private final WorkloadRef ref;
            private final String container;
            private WorkloadSnapshot seen;
            private String image;
            private HashMap<String, String> annotations;

            Call(Action action, ClusterConnection connection, WorkloadRef ref, String container) {
                super(connection, action + " " + ref);
                this.action = action;
                this.ref = ref;
                this.container = container;
            }

            Call writing(WorkloadSnapshot before, String newImage, Map<String, String> marks) {
                this.seen = before;
                this.image = newImage;
                this.annotations = new HashMap<>(marks);
                return this;
            }

            @Override
            protected Serializable act(KubernetesClient client) throws DeliveryException, InterruptedException {
                WorkloadClient workload = new WorkloadClient(client, ref, container);
                return switch (action) {
                    case READ -> workload.read();
                    case WRITE -> workload.write(seen, image, annotations);
                    case REVIEW -> words(workload.missingRights());
                };
            }

            private static ArrayList<String[]> words(List<AccessReview.Right> rights) {
                ArrayList<String[]> words = new ArrayList<>();
                rights.forEach(
                        right -> words.add(new String[] {right.verb(), right.group(), right.resource(), right.name()}));
                return words;
            }
        }
    }
}
