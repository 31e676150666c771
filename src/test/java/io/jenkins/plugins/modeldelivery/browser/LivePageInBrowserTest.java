package io.jenkins.plugins.modeldelivery.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.report.LiveReports;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestBuilder;

/** A page that is shown while its build runs. */
class LivePageInBrowserTest extends BrowserTest {
    private static final String FOCUSED_IN_CARD = "document.activeElement.closest('#lease1') !== null";

    @Test
    void shouldFollowARunningBuildWithoutLosingWhatItsReaderDid() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        job.getBuildersList().add(new Waiting(end));
        FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
        Random random = new Random(3);
        EvalReportAction.publish(
                build, "modelEvalGate", ShowcaseReports.gate("1.12.0", 0.9387, "PASS", Instant.now(), random));
        LiveReports.get().show(build, "lease1", "stagingTrafficGate", traffic(20));
        Page page = login(false, WIDE);
        page.navigate(jenkins.getURL() + build.getUrl() + "eval-report/");
        page.evaluate("window.sameDocument = true");
        Locator filter = page.locator("input[type=search][data-filters]").first();
        filter.fill("=fi");
        Locator slices = page.locator("#" + filter.getAttribute("data-filters") + " tbody tr:visible");
        assertThat(slices).hasCount(1);
        page.locator("#lease1 [data-chart]").scrollIntoViewIfNeeded();
        assertThat(page.locator("#lease1 canvas")).hasCount(2);
        Locator region = page.locator("#lease1 .model-delivery-scroll").first();
        region.focus();
        double top = ((Number) page.evaluate("window.scrollY")).doubleValue();
        page.evaluate("document.querySelector('#lease1 canvas').marked = true");

        LiveReports.get().show(build, "lease1", "stagingTrafficGate", traffic(30));
        assertThat(page.locator("#lease1")).containsText("28,490");
        assertThat(slices).hasCount(1);
        assertThat(filter).hasValue("=fi");
        assertThat("the focus stays", page.evaluate(FOCUSED_IN_CARD), is((Object) true));
        assertThat("charts stay", page.evaluate("document.querySelector('#lease1 canvas').marked"), is((Object) true));
        assertThat("the page stays where it was", page.evaluate("window.scrollY"), is((Object) number(page, top)));

        EvalReportAction.publish(
                build, "stagingTrafficGate", ShowcaseReports.traffic().put("verdict", "FAIL"));
        LiveReports.get().end(build, "lease1");
        assertThat(page.locator("#report-verdict[role=status]")).containsText("FAIL");
        assertThat(page.locator("#lease1")).hasCount(0);
        assertThat(filter).hasValue("=fi");
        end.countDown();
        jenkins.waitForCompletion(build);
        assertThat(page.locator("#report-running")).hasCount(0);
        assertThat("the page was not loaded anew", page.evaluate("window.sameDocument"), is((Object) true));
        assertThat(chromium.complaints(), is(empty()));
    }

    private static Object number(Page page, double value) {
        return page.evaluate("value => value", value);
    }

    /** The traffic test after some looks. */
    private static ObjectNode traffic(int looks) {
        ObjectNode report = ShowcaseReports.traffic();
        while (report.path("series").size() > looks) {
            report.withArray("series").remove(looks);
        }
        if (looks < 30) {
            report.withObject("/counts/production").put("requests", 950 * looks);
        }
        return report;
    }

    /** Runs until it is let go. */
    private static final class Waiting extends TestBuilder {
        private final transient CountDownLatch end;

        Waiting(CountDownLatch end) {
            this.end = end;
        }

        @Override
        public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
                throws InterruptedException {
            end.await();
            return true;
        }
    }
}
