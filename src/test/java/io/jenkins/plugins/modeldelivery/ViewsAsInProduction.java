package io.jenkins.plugins.modeldelivery;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.jvnet.hudson.test.JenkinsRule;
import org.kohsuke.stapler.MetaClass;

/**
 * Has every test look for a view once, as a real Jenkins does. The harness has it look in all jars each time, so that views
 * can be edited beside a running test; that was most of what a page took.
 */
public final class ViewsAsInProduction implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Class.forName(JenkinsRule.class.getName()); // switches it off when it is loaded
        MetaClass.NO_CACHE = false;
    }
}
