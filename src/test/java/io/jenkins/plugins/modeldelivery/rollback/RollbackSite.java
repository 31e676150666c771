package io.jenkins.plugins.modeldelivery.rollback;

import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** A job whose model once served as v1 and serves as v2, a developer who may not roll back, somebody on call who may. */
final class RollbackSite {
    private static final Duration SOON = Duration.ofMinutes(2);

    private RollbackSite() {}

    /** v1 and v2 served, v2 runs, and a job had to do with the model. */
    static FreeStyleProject setUp(JenkinsRule jenkins, Site site) throws Exception {
        site.setUp();
        site.serve("v2");
        for (String version : List.of("v1", "v2")) {
            promoted(version);
        }
        FreeStyleProject job = jenkins.createFreeStyleProject("deliver");
        EvalReportAction.publish(
                jenkins.buildAndAssertSuccess(job),
                "promoteModel",
                Json.document("promotion-report").put("verdict", "PASS").put("model", Site.MODEL));
        secure(jenkins);
        return job;
    }

    static void secure(JenkinsRule jenkins) {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.BUILD)
                .everywhere()
                .to("developer", "oncall")
                .grant(ModelDeliveryPermissions.ROLLBACK)
                .everywhere()
                .to("oncall"));
    }

    private static void promoted(String version) throws Exception {
        promoted(version, List.of());
    }

    /** Promoted on a gate's report about that eval set. */
    static void judgedOn(String version, String evalSet) throws Exception {
        try (Ledger ledger = Site.ledger()) {
            ObjectNode report = Json.document("gate-report").put("verdict", "PASS");
            report.putArray("reasons");
            report.putObject("evalSet").put("sha256", evalSet);
            String id = ledger.evidence()
                    .record(Evidence.of(
                            Site.MODEL, version, Site.digest(version), Instant.now(), Optional.empty(), report));
            promoted(version, List.of(id));
        }
    }

    private static void promoted(String version, List<String> evidence) throws Exception {
        try (Ledger ledger = Site.ledger()) {
            DecisionDraft draft = DecisionDraft.of(
                            Site.MODEL,
                            "production",
                            Decision.Kind.DECIDED,
                            Target.of(version, Site.digest(version)),
                            "ada",
                            "")
                    .withEvidence(ledger.evidence().bundle(Site.MODEL, version, evidence))
                    .withDetails(DecisionDetails.NONE.withImage(Site.image(version)));
            ledger.decisions().append(draft);
            ledger.decisions().append(draft.as(Decision.Kind.PROMOTED));
        }
    }

    /** The last rollback that was asked for, once it stands so. */
    static RollbackOperation await(FreeStyleProject job, String state) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> RollbackOperations.get().last(job).get(0).getState(), is(state));
        try {
            return RollbackOperations.get().last(job).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Decision last() throws Exception {
        try (Ledger ledger = Site.ledger()) {
            return ledger.decisions().tail(Site.MODEL, "production", 1).get(0);
        }
    }

    static String query(String model, String environment, String version, String from, String reason) {
        return "?model=" + encoded(model) + "&environment=" + encoded(environment) + "&version=" + encoded(version)
                + "&from=" + encoded(from) + "&reason=" + encoded(reason);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static int status(JenkinsRule jenkins, String user, String version, String from, String reason) throws Exception {
        return start(jenkins, user, version, from, reason).getStatusCode();
    }

    static WebResponse start(JenkinsRule jenkins, String user, String version, String from, String reason)
            throws Exception {
        String query = query(Site.MODEL, "production", version, from, reason);
        return request(jenkins, user, HttpMethod.POST, "start", query);
    }

    static int post(JenkinsRule jenkins, String user, String path, String query) throws Exception {
        return request(jenkins, user, HttpMethod.POST, path, query).getStatusCode();
    }

    static WebResponse request(JenkinsRule jenkins, String user, HttpMethod method, String path, String query)
            throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.setJavaScriptEnabled(false);
            client.login(user);
            WebRequest request =
                    new WebRequest(new URL(jenkins.getURL(), "job/deliver/model-rollback/" + path + query), method);
            if (method == HttpMethod.POST) {
                client.addCrumb(request);
            }
            return client.getPage(request).getWebResponse();
        }
    }

    static String page(JenkinsRule jenkins, String user, String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            return client.login(user)
                    .goTo("job/deliver/" + path, null)
                    .getWebResponse()
                    .getContentAsString();
        }
    }
}
