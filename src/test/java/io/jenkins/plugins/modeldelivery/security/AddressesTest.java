package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.util.FormValidation;
import io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess;
import io.jenkins.plugins.modeldelivery.configuration.S3LedgerLocation;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Addresses that are fetched from the controller. */
@WithJenkins
class AddressesTest {
    private static final String[] REFUSED = {
        "file:///etc/passwd",
        "ftp://files.example.com",
        "jar:https://example.com/a.jar!/b",
        "gopher://example.com:70",
        "javascript:alert(1)",
        "https://admin:pa55word@example.com",
        "https://",
        "//example.com"
    };

    @Test
    void shouldTakeHttpAndHttpsOnly(JenkinsRule jenkins) {
        ApiServerAccess.DescriptorImpl cluster =
                jenkins.jenkins.getDescriptorByType(ApiServerAccess.DescriptorImpl.class);
        S3LedgerLocation.DescriptorImpl store =
                jenkins.jenkins.getDescriptorByType(S3LedgerLocation.DescriptorImpl.class);
        for (String address : REFUSED) {
            assertRefused(address, cluster.doCheckServer(null, address));
            assertRefused(address, store.doCheckEndpoint(address));
        }
        assertThat(cluster.doCheckServer(null, "https://example.com:6443").kind, is(FormValidation.Kind.OK));
        assertThat(store.doCheckEndpoint("https://example.com").kind, is(FormValidation.Kind.OK));
    }

    private static void assertRefused(String address, FormValidation answer) {
        assertThat(address, answer.kind, is(FormValidation.Kind.ERROR));
        assertThat(answer.getMessage(), not(containsString("pa55word")));
    }
}
