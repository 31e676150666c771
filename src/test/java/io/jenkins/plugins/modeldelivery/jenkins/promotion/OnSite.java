package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each test has a Jenkins of its own with a {@link Site} that is set up. */
@WithJenkins
public abstract class OnSite {
    protected JenkinsRule jenkins;
    protected Site site;

    @BeforeEach
    final void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        site = new Site();
        site.setUp();
    }

    @AfterEach
    final void stop() {
        site.close();
    }
}
