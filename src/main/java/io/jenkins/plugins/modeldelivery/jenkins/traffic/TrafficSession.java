package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.TrafficMetrics;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.io.SteadyClock;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.Agent;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.AgentAnswer;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.ClusterSession;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.TrafficGate;
import io.jenkins.plugins.modeldelivery.traffic.metrics.MetricsCursor;
import io.jenkins.plugins.modeldelivery.traffic.metrics.TrafficSource;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.ServedDigest;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import jenkins.model.Jenkins;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** An open ledger, an open connection and a way to the counts, with the credentials as they were when it was opened. */
final class TrafficSession implements AutoCloseable {
    private final Ledger ledger;
    private final RouteRequest route;
    private final Optional<RouteLeases> leases;
    private final Optional<ServedDigest> pods;
    private final Clock clock;

    @CheckForNull
    private final ClusterSession cluster;

    private TrafficSession(
            Ledger ledger,
            RouteRequest route,
            Optional<RouteLeases> leases,
            Optional<ServedDigest> pods,
            Clock clock,
            @CheckForNull ClusterSession cluster) {
        this.ledger = ledger;
        this.route = route;
        this.leases = leases;
        this.pods = pods;
        this.clock = clock;
        this.cluster = cluster;
    }

    /**
     * Looks the credentials up and opens what is needed; sends nothing to the cluster yet.
     *
     * @param environment null where somebody else splits
     * @param model whose candidate it is, null where nobody says
     * @param node the agent to talk from, null for the controller
     */
    static TrafficSession open(
            TrafficPlan plan,
            @CheckForNull EnvironmentConfiguration environment,
            @CheckForNull String model,
            Run<?, ?> run,
            @CheckForNull String node)
            throws DeliveryException {
        Clock clock = SteadyClock.start();
        if (environment == null) {
            return new TrafficSession(
                    ledger(run), plan.request("default"), Optional.empty(), Optional.empty(), clock, null);
        }
        ClusterSession cluster = ClusterSession.open(environment, CredentialSource.of(run), node);
        try {
            ClusterConnection connection = cluster.connection();
            RouteRequest route = plan.request(environment.namespace(model, connection.namespace()));
            Ledger ledger = ledger(run);
            RouteLeases plain = new RouteLeases(
                    cluster.objects(),
                    ledger.leases(),
                    connection.name(),
                    connection.formerName(),
                    clock,
                    Sleeper.REAL);
            RouteLeases leases = plan.watchdog().map(plain::guardedBy).orElse(plain);
            return new TrafficSession(
                    ledger,
                    route,
                    plan.isExternal() ? Optional.empty() : Optional.of(leases),
                    Optional.of(new ServedDigest(cluster.objects())),
                    clock,
                    cluster);
        } catch (DeliveryException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static Ledger ledger(Run<?, ?> run) throws DeliveryException {
        return ModelDeliveryConfiguration.get().open(run);
    }

    /** The gate; its source of counts lies where the cluster is reached from. */
    TrafficGate gate(
            TrafficPlan plan, TrafficMetrics metrics, Run<?, ?> run, @CheckForNull String node, StepContext context)
            throws DeliveryException {
        LazySource source = new LazySource(metrics.kind(), () -> {
            FilePath workspace = metrics.isFromWorkspace() ? context.get(FilePath.class) : null;
            TrafficMetrics.Plan how = metrics.plan(CredentialSource.of(run), route, workspace);
            String from = workspace == null ? node : agent(workspace);
            return from == null ? how.open() : new AgentSource(new Agent(from), how);
        });
        return new TrafficGate(plan.settings(route, metrics, holder(run)), leases, source, clock);
    }

    /** What a Pipeline sends anywhere by a file of its workspace, it sends from its agent. */
    private static String agent(FilePath workspace) throws BadInputException {
        String name = Agent.nodeOf(workspace, "what the metrics are counted by");
        if (name.isEmpty()) {
            throw new BadInputException("metrics: a probe sends its requests from an agent, never from the controller;"
                    + " run this step inside a node block of an agent");
        }
        return name;
    }

    private static String holder(Run<?, ?> run) {
        String root = Jenkins.get().getRootUrl();
        return root == null ? run.getExternalizableId() : root + run.getUrl();
    }

    Ledger ledger() {
        return ledger;
    }

    /** Empty where nothing in a cluster is changed. */
    Optional<RouteLeases> leases() {
        return leases;
    }

    /** Refuses a candidate that serves another version; where no cluster is given nobody can tell. */
    void requireCandidate(String digest) throws DeliveryException, InterruptedException {
        if (pods.isPresent()) {
            pods.get().require(route.candidate(), digest);
        }
    }

    @Override
    public void close() {
        ledger.close();
        if (cluster != null) {
            cluster.close();
        }
    }

    /**
     * A source that is opened when it is first looked at. Files, agents and credentials may be away by then; that is a look
     * without counts, which the gate judges, and it never stands in the way of putting a route back.
     */
    private static final class LazySource implements TrafficSource {
        /** Opens the source, or fails in whatever way. */
        interface Opening {
            TrafficSource open() throws DeliveryException, IOException, InterruptedException;
        }

        private final String kind;
        private final Opening opening;

        @CheckForNull
        private TrafficSource opened;

        LazySource(String kind, Opening opening) {
            this.kind = kind;
            this.opening = opening;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public Observation observe(MetricsCursor cursor) throws DeliveryException, InterruptedException {
            if (opened == null) {
                try {
                    opened = opening.open();
                } catch (IOException e) {
                    throw new UnreachableException("The metrics cannot be opened: " + e.getMessage(), e);
                }
            }
            return opened.observe(cursor);
        }
    }

    /** Counts as an agent sees them: each look is one short call. */
    private static final class AgentSource implements TrafficSource {
        private final Agent agent;
        private final TrafficMetrics.Plan plan;

        AgentSource(Agent agent, TrafficMetrics.Plan plan) {
            this.agent = agent;
            this.plan = plan;
        }

        @Override
        public Observation observe(MetricsCursor cursor) throws DeliveryException, InterruptedException {
            String answer = agent.ask(new Look(plan, Json.compact(cursor)));
            String source = "the agent's counts";
            try {
                return Json.bind(Json.parse(answer == null ? "{}" : answer, source), Observation.class, source);
            } catch (BadInputException e) {
                throw new UnreachableException("The agent gave no counts that make sense", e);
            }
        }

        /** One look, there. */
        private static final class Look extends MasterToSlaveCallable<AgentAnswer<String>, InterruptedException> {
            private static final long serialVersionUID = 1;

            private final TrafficMetrics.Plan plan;
            private final String cursor;

            Look(TrafficMetrics.Plan plan, String cursor) {
                this.plan = plan;
                this.cursor = cursor;
            }

            @Override
            public AgentAnswer<String> call() throws InterruptedException {
                return AgentAnswer.to(() -> {
                    String source = "the cursor";
                    MetricsCursor from = Json.bind(Json.parse(cursor, source), MetricsCursor.class, source);
                    return Json.compact(plan.open().observe(from));
                });
            }

            @Override
            public String toString() {
                return "look at the metrics";
            }
        }
    }
}
