package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.Descriptor;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.verb.POST;

/** What forms of this plugin call is called by POST with a crumb, or not at all; found by reflection, so none is forgotten. */
@WithJenkins
class CrossSiteRequestTest {
    @Test
    void shouldRefuseEveryPostWithoutACrumb(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        List<String> paths = formMethods();
        assertThat(paths, hasSize(greaterThan(15)));
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.login("admin");
            for (String path : paths) {
                assertThat("POST " + path, status(client, jenkins, HttpMethod.POST, path), is(403));
                assertThat("GET " + path, status(client, jenkins, HttpMethod.GET, path), anyOf(is(404), is(405)));
            }
        }
    }

    private static int status(JenkinsRule.WebClient client, JenkinsRule jenkins, HttpMethod method, String path)
            throws Exception {
        return client.loadWebResponse(new WebRequest(new URL(jenkins.getURL(), path), method))
                .getStatusCode();
    }

    private static List<String> formMethods() {
        List<String> paths = new ArrayList<>();
        for (Descriptor<?> descriptor : Jenkins.get().getExtensionList(Descriptor.class)) {
            if (descriptor.clazz.getName().startsWith("io.jenkins.plugins.modeldelivery.")) {
                Stream.of(descriptor.getClass().getMethods())
                        .filter(method -> method.isAnnotationPresent(POST.class))
                        .map(Method::getName)
                        .map(name -> name.substring(2, 3).toLowerCase(Locale.ROOT) + name.substring(3))
                        .map(name -> "descriptorByName/" + descriptor.clazz.getName() + "/" + name)
                        .forEach(paths::add);
            }
        }
        return paths;
    }
}
