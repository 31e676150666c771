package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.jvnet.hudson.test.JenkinsRule;

/** The Rollback page of a job in a browser without scripts: what the ledger offers is filled in as the page's script does. */
final class RollbackForm {
    private final JenkinsRule jenkins;
    private final String page;

    RollbackForm(JenkinsRule jenkins, String job) {
        this.jenkins = jenkins;
        this.page = "job/" + job + "/model-rollback/";
    }

    /** The versions that may come back, the one before first. */
    List<String> offered(String model, String environment) throws Exception {
        List<String> versions = new ArrayList<>();
        try (JenkinsRule.WebClient client = client()) {
            offer(client, model, environment)
                    .path("candidates")
                    .forEach(one -> versions.add(one.path("version").asText()));
        }
        return versions;
    }

    /** Chooses a version, says why, submits, and gives back the page that this leads to. */
    HtmlPage submit(String model, String environment, String version, String reason) throws Exception {
        try (JenkinsRule.WebClient client = client()) {
            JsonNode offer = offer(client, model, environment);
            HtmlPage shown = client.goTo(page);
            HtmlForm form = shown.getHtmlElementById("model-delivery-rollback");
            form.getSelectByName("model").setSelectedAttribute(model, true);
            form.getSelectByName("environment").setSelectedAttribute(environment, true);
            HtmlSelect versions = form.getSelectByName("version");
            HtmlOption option = (HtmlOption) shown.createElement("option");
            option.setValueAttribute(version);
            versions.appendOption(option);
            versions.setSelectedAttribute(option, true);
            form.getInputByName("from").setValue(offer.path("from").asText());
            form.getInputByName("reason").setValue(reason);
            HtmlButton button = shown.getHtmlElementById("rollback-submit");
            WebRequest request = form.getWebRequest(button);
            client.addCrumb(request);
            return client.getPage(request);
        }
    }

    private JsonNode offer(JenkinsRule.WebClient client, String model, String environment) throws Exception {
        String data = page + "data?model=" + model + "&environment=" + environment;
        return Json.parse(
                client.goTo(data, "application/json").getWebResponse().getContentAsString(), "the page's data");
    }

    private JenkinsRule.WebClient client() {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.setJavaScriptEnabled(false);
        return client;
    }
}
