package io.jenkins.plugins.modeldelivery.jenkins.traffic;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.Result;
import hudson.model.Run;
import hudson.util.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.modeldelivery.cluster.ClusterConnection;
import io.jenkins.plugins.modeldelivery.cluster.KubernetesObjects;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.WebhookDestination;
import io.jenkins.plugins.modeldelivery.io.Sleeper;
import io.jenkins.plugins.modeldelivery.jenkins.notification.DeliveryListener;
import io.jenkins.plugins.modeldelivery.jenkins.notification.WebhookReceiver;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.notification.Event;
import io.jenkins.plugins.modeldelivery.notification.EventKind;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteLeases;
import io.jenkins.plugins.modeldelivery.traffic.route.RouteRequest;
import io.jenkins.plugins.modeldelivery.traffic.route.Samples;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who is told when live traffic speaks against a version, and when a route was split for longer than agreed. */
@WithJenkins
class TrafficNoticesTest {
    private JenkinsRule jenkins;
    private TrafficSite site;
    private WebhookReceiver webhook;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new TrafficSite();
        site.setUp(null);
        webhook = new WebhookReceiver();
        CredentialsProvider.lookupStores(Jenkins.get())
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new StringCredentialsImpl(
                                CredentialsScope.SYSTEM,
                                "audit-key",
                                "",
                                Secret.fromString("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
        ModelDeliveryConfiguration.get()
                .setNotifications(List.of(new WebhookDestination("audit", webhook.url("/audit"), "audit-key")));
    }

    @AfterEach
    void stop() {
        site.close();
        webhook.close();
    }

    private Event told(EventKind kind) {
        List<Recorder.Told> told = Recorder.get().told;
        assertThat(told, hasSize(1));
        assertThat(told.get(0).event().kind(), is(kind));
        Awaitility.await().until(() -> webhook.bodies.size() == 1);
        assertThat(webhook.bodies.get(0), containsString('"' + kind.toString() + '"'));
        return told.get(0).event();
    }

    @Test
    void shouldTellThatLiveTrafficSpokeAgainstAVersion() throws Exception {
        site.failing(0.05);
        WorkflowRun run =
                jenkins.buildAndAssertStatus(Result.FAILURE, TrafficSite.job(jenkins, "none", site.gate("60s")));
        Event event = told(EventKind.TRAFFIC_GATE_FAILED);
        assertThat(event.line(), containsString("FAIL: ERRORS"));
        assertThat(event.model().orElse(""), is(TrafficSite.MODEL));
        assertThat(event.version().orElse(""), is("v2"));
        assertThat(event.buildUrl().orElse(""), containsString(run.getUrl()));
        assertThat(webhook.bodies.get(0), not(containsString(TrafficSite.SECRET)));
    }

    @Test
    void shouldTellNobodyOfAVersionThatPassed() throws Exception {
        jenkins.buildAndAssertStatus(Result.SUCCESS, TrafficSite.job(jenkins, "none", site.gate("3s")));
        assertThat(Recorder.get().told, hasSize(0));
    }

    @Test
    void shouldTellThatARouteWasSplitForLongerThanAgreed() throws Exception {
        Instant until = Instant.now().plusSeconds(5);
        try (Ledger ledger = TrafficSite.ledger();
                KubernetesClient client =
                        ClusterConnection.to(site.api.url()).withToken("t").open()) {
            new RouteLeases(
                            new KubernetesObjects(client),
                            ledger.leases(),
                            ClusterConnection.to(site.api.url()).name(),
                            Clock.systemUTC(),
                            Sleeper.REAL)
                    .shift(
                            Samples.request(RouteRequest.Router.HTTP_ROUTE, RouteRequest.Mode.WEIGHT),
                            "dead-jenkins",
                            "https://gone.example.com",
                            until);
        }
        LeaseSweeper sweeper = ExtensionList.lookupSingleton(LeaseSweeper.class);
        sweeper.sweep(until.minusSeconds(1));
        assertThat("nothing is late yet", Recorder.get().told, hasSize(0));
        Awaitility.await().until(() -> {
            sweeper.sweep(Instant.now());
            return !site.isSplit();
        });
        Event event = told(EventKind.ROUTE_RESTORED_LATE);
        assertThat(event.line(), containsString("exactly as before"));
        assertThat(event.environment().orElse(""), is("production"));
        assertThat(Recorder.get().told.get(0).run(), is(nullValue()));
        sweeper.sweep(Instant.now());
        assertThat("it is told once", Recorder.get().told, hasSize(1));
    }

    /** Another plugin that listens. */
    @TestExtension
    public static final class Recorder extends DeliveryListener {
        record Told(Event event, Run<?, ?> run) {}

        final List<Told> told = new CopyOnWriteArrayList<>();

        static Recorder get() {
            return Jenkins.get().getExtensionList(DeliveryListener.class).get(Recorder.class);
        }

        @Override
        public void onEvent(Event event, Run<?, ?> run) {
            told.add(new Told(event, run));
        }
    }
}
