package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import hudson.model.Item;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who asks the remote API learns what the page shows, and nothing where there is no page for him. */
@WithJenkins
class RemoteApiTest {
    @Test
    void shouldTellNoMoreThanThePage(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("job"));
        ObjectNode report = Json.document("gate-report").put("verdict", "FAIL");
        report.putArray("reasons").add("accuracy is 0.71, at least 0.88 was expected");
        report.put("model", "intent-classifier").put("version", "1.5.0");
        EvalReportAction.publish(build, "modelEvalGate", report);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .to("reader"));
        String page = build.getUrl() + "eval-report/";
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            client.login("outsider");
            for (String path : List.of("", "api/json", "api/xml", "data?id=1-modelEvalGate")) {
                assertThat(path, client.goTo(page + path, null).getWebResponse().getStatusCode(), is(404));
            }
            client.login("reader");
            String shown = client.goTo(page).asNormalizedText();
            JsonNode told = Json.parse(
                    client.goTo(page + "api/json", null).getWebResponse().getContentAsString(), "the answer");
            List<String> values = new ArrayList<>();
            told.path("gates")
                    .forEach(gate -> gate.properties().forEach(entry -> {
                        if (entry.getValue().isTextual()
                                && !List.of("_class", "id", "schema").contains(entry.getKey())) {
                            values.add(entry.getValue().asText());
                        }
                    }));
            assertThat(values, hasSize(greaterThan(3)));
            values.forEach(value -> assertThat(shown, containsString(value)));
        }
    }
}
