package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.model.Result;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.configuration.ClusterAccess;
import io.jenkins.plugins.modeldelivery.configuration.CredentialSource;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** No restart leaves a route split, and none starts the measuring anew. */
class TrafficRestartTest {
    /** Whose store of credentials fails. */
    public static final class Broken extends ClusterAccess {
        private static final long serialVersionUID = 1;

        @NonNull
        @Override
        public ClusterConnection connection(@NonNull CredentialSource credentials) {
            throw new IllegalStateException("the store of credentials does not answer");
        }

        @TestExtension
        public static final class DescriptorImpl extends ClusterAccessDescriptor {}
    }

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private TrafficSite site;
    private JsonNode before;

    @BeforeEach
    void start() throws IOException {
        site = new TrafficSite();
        before = site.spec();
    }

    @AfterEach
    void stop() {
        assertThat("the route is exactly as before", site.spec(), is(before));
        site.close();
    }

    @Test
    void shouldGoOnObservingAfterARestart() throws Throwable {
        sessions.then(jenkins -> {
            site.setUp(null);
            WorkflowJob job = TrafficSite.job(jenkins, "none", site.gate("20s"));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("[traffic] observing", run);
        });
        assertThat("nobody restores while Jenkins is down and the lease runs", site.isSplit(), is(true));
        String generation = site.route().path("metadata").path("generation").asText();
        sessions.then(jenkins -> {
            WorkflowRun run =
                    jenkins.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild();
            assertThat(site.route().path("metadata").path("generation").asText(), is(generation));
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            assertThat(site.isSplit(), is(false));
        });
    }

    @Test
    void shouldSweepUpAfterAnotherJenkinsThatDied() throws Throwable {
        sessions.then(jenkins -> {
            site.setUp(null);
            Instant until = Instant.now().plusSeconds(5);
            try (Ledger ledger = TrafficSite.ledger();
                    KubernetesClient client =
                            ClusterConnection.to(site.api.url()).withToken("t").open()) {
                RouteRequest request = Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT);
                new RouteLeases(
                                new KubernetesObjects(client),
                                ledger.leases(),
                                ClusterConnection.to(site.api.url()).name(),
                                Clock.systemUTC(),
                                Sleeper.REAL)
                        .shift(request, "dead-jenkins", "https://gone.example.com", until);
            }
            ModelDeliveryConfiguration configuration = ModelDeliveryConfiguration.get();
            List<EnvironmentConfiguration> environments = new ArrayList<>(configuration.getEnvironments());
            environments.add(0, new EnvironmentConfiguration("broken", new Broken(), "deployment/scorer"));
            configuration.setEnvironments(environments);
            LeaseSweeper sweeper = ExtensionList.lookupSingleton(LeaseSweeper.class);
            sweeper.sweep(until.minusSeconds(1));
            assertThat("not before its time", site.isSplit(), is(true));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                sweeper.sweep(Instant.now());
                return !site.isSplit();
            });
            try (Ledger ledger = TrafficSite.ledger()) {
                assertThat(ledger.leases().open(), is(empty()));
            }
        });
    }
}
