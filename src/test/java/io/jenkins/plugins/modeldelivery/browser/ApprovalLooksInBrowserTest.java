package io.jenkins.plugins.modeldelivery.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import io.jenkins.plugins.modeldelivery.approval.ApprovalAction;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import java.util.List;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** A question, its evidence and its answer as a browser shows them, by whatever names people and stages go. */
class ApprovalLooksInBrowserTest extends BrowserTest {
    private WorkflowRun run;

    /** Ada may promote, and is asked, by a stage and with a reason that would become markup if somebody forgot to escape. */
    @BeforeEach
    void ask() throws Exception {
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("ada")
                .grant(ModelDeliveryPermissions.PROMOTE, ModelDeliveryPermissions.ROLLBACK)
                .everywhere()
                .to("ada")
                .grant(ModelDeliveryPermissions.OVERRIDE)
                .everywhere()
                .to("ada"));
        User.getById("ada", true).setFullName(Showcase.PAYLOAD);
        String payload = Showcase.PAYLOAD.replace("'", "\\'");
        WorkflowJob delivery = jenkins.createProject(WorkflowJob.class, "delivery");
        delivery.setDefinition(new CpsFlowDefinition(
                "stage('" + payload + "') { "
                        + Site.promote(
                                Showcase.version(Showcase.VERSIONS - 1),
                                "approval: true",
                                "override: '" + payload + "'")
                        + " }",
                true));
        run = delivery.scheduleBuild2(0).waitForStart();
        Awaitility.await()
                .until(() -> run.getAction(ApprovalAction.class) != null
                        && !run.getAction(ApprovalAction.class).getApprovals().isEmpty());
    }

    @Test
    void shouldShowEvidenceWithItsChartsInEachThemeAndWidth() throws Exception {
        for (boolean dark : List.of(false, true)) {
            for (int width : List.of(WIDE, NARROW)) {
                Page page = login(dark, width);
                page.navigate(jenkins.getURL() + run.getUrl() + "model-approval/");
                assertThat(page.locator("[data-later] .model-delivery-card").first())
                        .isVisible();
                for (Locator chart : page.locator("[data-chart]").all()) {
                    chart.scrollIntoViewIfNeeded();
                }
                assertThat(page.locator("canvas").first()).isVisible();
                page.evaluate("window.scrollTo(0, 0)");
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(SCREENSHOTS.resolve(
                                "approval" + (dark ? "-dark" : "-light") + (width == WIDE ? "" : "-narrow") + ".png")));
                Object overflow =
                        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                assertThat("scrolls sideways at " + width, (int) overflow, lessThanOrEqualTo(0));
            }
        }
        assertThat(chromium.complaints(), is(empty()));
    }

    @Test
    void shouldShowHostileReasonsAndPeopleAsTextAllTheWay() throws Exception {
        Page page = login(false, WIDE);
        page.navigate(jenkins.getURL() + run.getUrl() + "model-approval/");
        page.locator("input[name=reason]").fill(Showcase.PAYLOAD);
        page.locator("button[type=submit]").first().click();
        assertThat(page.locator(".model-delivery-banner")).containsText("APPROVED");
        assertThat(page.locator("#main-panel")).containsText(Showcase.PAYLOAD);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        page.navigate(jenkins.getURL() + run.getParent().getUrl() + "model-rollback/");
        assertThat(page.locator("#rollback-rows tr").first()).isVisible();
        page.locator("#rollback-reason").fill(Showcase.PAYLOAD);
        page.locator("#rollback-submit").click();
        page.locator("dialog[open]")
                .getByText("Roll back", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator("#model-delivery-log")).containsText(Showcase.PAYLOAD);
        assertThat(page.locator(".model-delivery-banner")).containsText("ROLLED_BACK");
        for (String path : List.of(
                page.url(),
                run.getParent().getUrl() + "model-rollback/",
                run.getUrl(),
                run.getUrl() + "console",
                run.getUrl() + "model-approval/",
                run.getUrl() + "eval-report/",
                run.getParent().getUrl() + "models/model/" + Site.MODEL + "/",
                run.getParent().getUrl() + "models/model/" + Site.MODEL + "/evidence/" + evidence() + "/",
                run.getParent().getUrl())) {
            page.navigate(path.startsWith("http") ? path : jenkins.getURL() + path);
            page.locator("[data-chart]").all().forEach(Locator::scrollIntoViewIfNeeded);
            page.waitForLoadState(LoadState.NETWORKIDLE);
            assertThat(path, page.locator("img[src=x]").count(), is(0));
            assertThat(path, page.locator("a[href^='javascript']").count(), is(0));
        }
        assertThat(chromium.complaints(), is(empty()));
    }

    private static String evidence() throws Exception {
        String version = Showcase.version(Showcase.VERSIONS - 1);
        try (Ledger ledger = Site.ledger()) {
            return version + ":" + ledger.evidence().list(Site.MODEL, version).get(0);
        }
    }
}
