package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.List;
import org.htmlunit.HttpMethod;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What forms of this plugin call is called by POST with a crumb, or not at all; found by reflection, so none is forgotten. */
@WithJenkins
class CrossSiteRequestTest {
    @Test
    void shouldRefuseEveryPostWithoutACrumb(JenkinsRule jenkins) throws Exception {
        Web.secure(jenkins);
        List<String> paths = Web.formMethods(name -> true);
        assertThat(paths, hasSize(greaterThan(15)));
        try (Web admin = Web.as(jenkins, "admin")) {
            for (String path : paths) {
                assertThat("POST " + path, admin.status(HttpMethod.POST, path), is(403));
                assertThat("GET " + path, admin.status(HttpMethod.GET, path), anyOf(is(404), is(405)));
                assertThat(
                        "it is there: " + path,
                        admin.post(path).getStatusCode(),
                        not(anyOf(is(403), is(404), is(405))));
            }
        }
    }
}
