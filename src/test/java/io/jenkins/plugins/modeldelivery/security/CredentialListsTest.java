package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.cloudbees.plugins.credentials.CredentialsScope;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each list of credentials in our forms, and each check of a choice, found by reflection: who may not use them learns no id. */
@WithJenkins
class CredentialListsTest {
    private static final List<String> PLACES = List.of("", "job/deliver/");
    private static final String CURRENT = Web.query(
            "credentialsId", "mine", "secretCredentialsId", "mine", "value", "nowhere", "url", "", "server", "");

    private JenkinsRule jenkins;
    private Lure lure;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        lure = new Lure();
        rule.createFreeStyleProject("deliver");
        Keyring.add("theirs", CredentialsScope.GLOBAL, lure);
        Web.secure(rule);
    }

    @AfterEach
    void stop() {
        lure.close();
    }

    @Test
    void shouldListTheCurrentValueOnlyToWhoMayNotUseThem() throws Exception {
        List<String> lists = Web.formMethods(name -> name.matches("doFill\\w*CredentialsIdItems"));
        assertThat(lists.toString(), lists, hasSize(greaterThan(6)));
        for (String user : List.of("reader", "operator")) {
            try (Web web = Web.as(jenkins, user)) {
                for (String list : lists) {
                    for (String place : PLACES) {
                        assertThat(
                                user + " " + place + list,
                                values(web.post(place + list + CURRENT)),
                                everyItem(is(in(List.of("", "mine")))));
                    }
                }
            }
        }
        try (Web admin = Web.as(jenkins, "admin")) {
            for (String list : lists) {
                List<String> all = values(admin.post(list + CURRENT));
                assertThat("there is something to hide: " + list, all, hasItem(startsWith("theirs-")));
            }
        }
    }

    @Test
    void shouldNotTellWhetherAnIdExistsToWhoMayNotUseThem() throws Exception {
        List<String> checks = Web.formMethods(name -> name.matches("doCheck\\w*CredentialsId"));
        assertThat(checks.toString(), checks, hasSize(greaterThan(4)));
        for (String user : List.of("reader", "operator")) {
            try (Web web = Web.as(jenkins, user)) {
                for (String check : checks) {
                    for (String place : PLACES) {
                        String told = web.post(place + check + CURRENT).getContentAsString();
                        assertThat(user + " " + place + check, told, not(containsString("class=\"error\"")));
                        assertThat(user + " " + place + check, told, not(containsString("class=\"warning\"")));
                    }
                }
            }
        }
        try (Web configurer = Web.as(jenkins, "configurer")) {
            for (String check : checks) {
                String told = configurer.post("job/deliver/" + check + CURRENT).getContentAsString();
                assertThat("there is something to tell: " + check, told, containsString("class=\"error\""));
            }
        }
    }

    private static List<String> values(WebResponse answer) throws Exception {
        assertThat(answer.getWebRequest().getUrl().toString(), answer.getStatusCode(), is(200));
        List<String> values = new ArrayList<>();
        Json.parse(answer.getContentAsString(), "the list")
                .path("values")
                .forEach(value -> values.add(value.path("value").asText()));
        return values;
    }
}
