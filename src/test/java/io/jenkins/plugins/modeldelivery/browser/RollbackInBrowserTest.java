package io.jenkins.plugins.modeldelivery.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster.Fate;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import org.junit.jupiter.api.Test;

/** A rollback by clicks, from the sidebar to its end; and one that is stopped. */
class RollbackInBrowserTest extends BrowserTest {
    @Test
    void shouldBringAVersionBackByAFewClicks() throws Exception {
        site.cluster.fate(Site.image(Showcase.version(11)), Fate.HANGS);
        Page page = login(false, WIDE);
        page.navigate(jenkins.getURL() + job.getUrl());
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Rollback"))
                .first()
                .click();
        assertThat(page.locator("#rollback-version option")).hasCount(8);
        assertThat(page.locator("#rollback-version option").first()).containsText("the one before");
        assertThat(page.locator("#rollback-version")).containsText("was rolled back");
        assertThat(page.locator("#rollback-rows")).containsText("accuracy");
        page.locator("#rollback-submit").click(); // without a reason nothing happens
        page.locator("#rollback-reason").fill("wrong answers since 02:10");
        page.keyboard().press("Enter");
        Locator dialog = page.locator("dialog[open]");
        assertThat(dialog).containsText("1.12.0 is replaced by 1.11.0");
        dialog.getByText("Roll back", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator(".model-delivery-banner")).containsText("RUNNING");
        assertThat(page.locator("#model-delivery-log")).containsText("watching");
        page.evaluate("window.sameDocument = true");
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("rollback-running.png")));
        site.cluster.fate(Site.image(Showcase.version(11)), Fate.RUNS);
        assertThat(page.locator(".model-delivery-banner")).containsText("ROLLED_BACK");
        assertThat(page.locator("#model-delivery-log")).containsText("PASS");
        assertThat("the page was not loaded anew", page.evaluate("window.sameDocument"), is((Object) true));
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("rollback-done.png")));
        assertThat(site.live(), is(Site.image(Showcase.version(11))));
        try (Ledger ledger = Site.ledger()) {
            Decision last = ledger.decisions().tail(Site.MODEL, "production", 1).get(0);
            assertThat(last.kind(), is(Decision.Kind.ROLLED_BACK));
            assertThat(last.draft().user(), is("ada"));
            assertThat(last.draft().reason(), is("wrong answers since 02:10"));
        }
        assertThat(chromium.complaints(), is(empty()));
    }

    @Test
    void shouldStopARollbackByAFewClicksAndSayWhatThatCameTo() throws Exception {
        site.cluster.fate(Site.image(Showcase.version(11)), Fate.HANGS);
        Page page = login(false, WIDE);
        page.navigate(jenkins.getURL() + job.getUrl() + "model-rollback/");
        assertThat(page.locator("#rollback-rows tr").first()).isVisible();
        page.locator("#rollback-reason").fill("wrong answers since 02:10");
        page.locator("#rollback-submit").click();
        confirm(page, "Roll back");
        assertThat(page.locator("#model-delivery-log")).containsText("watching");
        page.locator("#rollback-stop button").click();
        assertThat(page.locator("dialog[open]")).containsText("1.12.0 is brought back");
        confirm(page, "Stop the rollback");
        assertThat(page.locator("#rollback-state")).containsText("REVERTED");
        assertThat(page.locator("#rollback-state")).containsText("Stopped by ada; version 1.12.0 serves again");
        assertThat(page.locator("#rollback-stop")).hasCount(0);
        assertThat(page.locator("#model-delivery-log")).containsText("stopped by ada");
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("rollback-stopped.png")));
        assertThat(site.live(), is(Site.image(Showcase.version(12))));
        assertThat(chromium.complaints(), is(empty()));
    }

    private static void confirm(Page page, String button) {
        page.locator("dialog[open]")
                .getByText(button, new Locator.GetByTextOptions().setExact(true))
                .click();
    }
}
