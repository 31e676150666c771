package io.jenkins.plugins.modeldelivery.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A Jenkins with the {@link Showcase}, and a browser in which ada, who may roll back, looks at it. */
@WithJenkins
abstract class BrowserTest {
    static final Path SCREENSHOTS = Path.of("target", "screenshots");
    static final int WIDE = 1280;
    static final int NARROW = 420;

    JenkinsRule jenkins;
    Site site;
    Chromium chromium;
    FreeStyleProject job;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        chromium = Chromium.launch();
        PlaywrightAssertions.setDefaultAssertionTimeout(120_000);
        jenkins = rule;
        site = new Site();
        site.setUp();
        site.serve(Showcase.version(Showcase.VERSIONS));
        Showcase.ledger();
        site.carryLastDecision();
        job = rule.createFreeStyleProject("intent-classifier");
        FreeStyleBuild build = rule.buildAndAssertSuccess(job);
        ShowcaseReports.reports(build);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, ModelDeliveryPermissions.ROLLBACK)
                .everywhere()
                .to("ada")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
    }

    @AfterEach
    void stop() {
        if (site != null) {
            site.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    final Page login(boolean dark, int width) throws Exception {
        Page page = chromium.page(dark, width);
        page.navigate(jenkins.getURL() + "login");
        page.locator("#j_username").fill("ada");
        page.locator("#j_password").fill("ada");
        page.locator("button[name=Submit]").click();
        page.waitForURL(url -> !url.contains("login"));
        return page;
    }
}
