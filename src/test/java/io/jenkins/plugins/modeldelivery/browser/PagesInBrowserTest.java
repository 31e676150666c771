package io.jenkins.plugins.modeldelivery.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import hudson.model.FreeStyleBuild;
import hudson.model.User;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import jenkins.model.experimentalflags.NewBuildPageUserExperimentalFlag;
import jenkins.model.experimentalflags.UserExperimentalFlagsProperty;
import org.junit.jupiter.api.Test;

/** The pages as a browser shows them: looks, clicks, keyboard, Content-Security-Policy. */
class PagesInBrowserTest extends BrowserTest {
    private static final int MAX_PAGE_BYTES = 300_000;

    /** The page itself, our scripts and styles, and what they fetched. */
    private static final String WEIGHT = """
            () => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
              .filter(e => e.entryType === 'navigation' || e.name.includes('modeldelivery') || e.name.includes('model-delivery') || e.initiatorType === 'fetch')
              .reduce((sum, e) => sum + e.decodedBodySize, 0)
            """;

    @Test
    void shouldShowEachPageInLightAndDarkWideAndNarrow() throws Exception {
        Map<String, String> pages = Map.of(
                "eval-report", job.getUrl() + "1/eval-report/",
                "model", job.getUrl() + "models/model/" + Site.MODEL + "/",
                "rollback", job.getUrl() + "model-rollback/");
        for (boolean dark : List.of(false, true)) {
            for (int width : List.of(WIDE, NARROW)) {
                Page page = login(dark, width);
                for (Map.Entry<String, String> one : pages.entrySet()) {
                    page.navigate(jenkins.getURL() + one.getValue());
                    settle(page, one.getKey());
                    page.screenshot(new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(SCREENSHOTS.resolve(one.getKey() + (dark ? "-dark" : "-light")
                                    + (width == WIDE ? "" : "-narrow") + ".png")));
                    Object overflow = page.evaluate(
                            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
                    assertThat(one.getKey() + " scrolls sideways at " + width, (int) overflow, lessThanOrEqualTo(0));
                    int bytes = ((Number) page.evaluate(WEIGHT)).intValue();
                    System.out.println(one.getKey() + ": " + bytes + " bytes besides core and ECharts");
                    assertThat(bytes, lessThan(MAX_PAGE_BYTES));
                }
            }
        }
        assertThat(chromium.complaints(), is(empty()));
    }

    /** Scrolls charts into view, so that they are drawn. */
    private static void settle(Page page, String name) {
        if (name.equals("rollback")) {
            assertThat(page.locator("#rollback-rows tr").first()).isVisible();
            return;
        }
        for (Locator chart : page.locator("[data-chart]").all()) {
            chart.scrollIntoViewIfNeeded();
        }
        assertThat(page.locator("canvas")).hasCount(4);
        page.evaluate("window.scrollTo(0, 0)");
    }

    @Test
    void shouldShowHostileNamesAsTextOnly() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        ObjectNode report = ShowcaseReports.gate("x", 0.9, "FAIL", Instant.now(), new Random(1));
        report.put("model", Showcase.PAYLOAD).put("version", Showcase.PAYLOAD);
        ((ObjectNode) report.path("rules").path(0))
                .put("metric", Showcase.PAYLOAD)
                .put("reason", Showcase.PAYLOAD);
        ((ObjectNode) report.path("rules").path(3))
                .put("value", Showcase.PAYLOAD)
                .put("slice", Showcase.PAYLOAD);
        report.withArray("reasons").insert(0, Showcase.PAYLOAD);
        EvalReportAction.publish(build, Showcase.PAYLOAD.replaceAll("[^A-Za-z]", ""), report);
        job.setDisplayName(Showcase.PAYLOAD);
        User.getById("ada", true).setFullName(Showcase.PAYLOAD);
        hostileDecision();
        Page page = login(false, WIDE);
        for (String path : List.of("", "2/", "2/eval-report/", "models/model/" + Site.MODEL + "/", "model-rollback/")) {
            page.navigate(jenkins.getURL() + job.getUrl() + path);
            settleQuietly(page);
            assertThat(path, page.locator("img[src=x]").count(), is(0));
        }
        page.navigate(jenkins.getURL() + job.getUrl() + "models/model/" + Site.MODEL + "/");
        assertThat(page.locator("table").last()).containsText(Showcase.PAYLOAD);
        assertThat(page.locator("a[href^='javascript']").count(), is(0));
        assertThat(chromium.complaints(), is(empty()));
    }

    private static void settleQuietly(Page page) {
        page.locator("[data-chart]").all().forEach(Locator::scrollIntoViewIfNeeded);
        page.waitForLoadState(LoadState.NETWORKIDLE);
    }

    private static void hostileDecision() throws Exception {
        try (Ledger ledger = Site.ledger()) {
            Decision last = ledger.decisions().tail(Site.MODEL, "production", 1).get(0);
            ledger.decisions()
                    .append(last.draft()
                            .withReason(Showcase.PAYLOAD)
                            .withBuildUrl("javascript:alert(1)")
                            .withDetails(DecisionDetails.NONE.withImage(Showcase.PAYLOAD)));
        }
    }

    @Test
    void shouldWorkInBothLayoutsOfABuildPage() throws Exception {
        UserExperimentalFlagsProperty flags =
                new UserExperimentalFlagsProperty(Map.of(new NewBuildPageUserExperimentalFlag().getFlagKey(), "true"));
        User.getById("ada", true).addProperty(flags);
        Page page = login(false, WIDE);
        page.navigate(jenkins.getURL() + job.getUrl() + "1/eval-report/");
        assertThat(page.locator(".app-build-bar")).isVisible();
        assertThat(page.locator(".model-delivery-banner")).containsText("PASS");
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("eval-report-new-layout.png")));
        assertThat(chromium.complaints(), is(empty()));
    }

    @Test
    void shouldFilterSlicesAndBeReachableByKeyboard() throws Exception {
        Page page = login(false, WIDE);
        page.navigate(jenkins.getURL() + job.getUrl() + "1/eval-report/");
        Locator filter =
                page.locator("input[type=search][aria-label*='Slices']").first();
        filter.focus();
        page.keyboard().type("=fi");
        Locator table = page.locator("#" + filter.getAttribute("data-filters") + " tbody tr:visible");
        assertThat(table).hasCount(1);
        page.keyboard().press("Tab");
        String focused = (String) page.evaluate("document.activeElement.getAttribute('aria-label')");
        assertThat(focused, containsString("Slices"));
    }
}
