package io.jenkins.plugins.modeldelivery.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

/** The question stands at once; the evidence comes after it, or the page says that it does not. */
class ApprovalInBrowserTest extends BrowserTest {
    @Test
    void shouldShowTheEvidenceAfterTheQuestion() throws Exception {
        WorkflowRun run = Site.job(jenkins, "deliver", Site.promote("v2", "approval: true", "override: 'to be seen'"))
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("Promote or reject", run);
        Page page = login(false, WIDE);
        page.navigate(jenkins.getURL() + run.getUrl() + "model-approval/");
        assertThat(page.locator("[data-later] .model-delivery-card")).hasCount(3);
        assertThat(page.getByText("accuracy").first()).isVisible();
        page.route(url -> url.contains("evidence?id="), Route::abort);
        page.reload();
        assertThat(page.getByText("The evidence could not be read")).isVisible();
        run.getExecutor().interrupt();
        jenkins.waitForCompletion(run);
    }
}
