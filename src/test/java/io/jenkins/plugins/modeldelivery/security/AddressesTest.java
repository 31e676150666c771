package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Result;
import hudson.util.FormValidation;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.PrometheusMetrics;
import io.jenkins.plugins.modeldelivery.configuration.S3LedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.WebhookDestination;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Addresses that are fetched from the controller or an agent, however they come in. */
@WithJenkins
class AddressesTest {
    private static final List<String> REFUSED = List.of(
            "file:///etc/passwd",
            "ftp://files.example.com",
            "jar:https://example.com/a.jar!/b",
            "gopher://example.com:70",
            "javascript:alert(1)",
            "https://admin:pa55word@example.com",
            "https://",
            "//example.com");

    @TempDir
    Path directory;

    @Test
    void shouldTakeHttpAndHttpsOnly(JenkinsRule jenkins) {
        for (String address : REFUSED) {
            for (FormValidation answer : checks(jenkins, address)) {
                assertThat(address, answer.kind, is(FormValidation.Kind.ERROR));
                assertThat(answer.getMessage(), not(containsString("pa55word")));
            }
        }
        for (FormValidation answer : checks(jenkins, "https://example.com:6443")) {
            assertThat(answer.kind, is(FormValidation.Kind.OK));
        }
    }

    private static List<FormValidation> checks(JenkinsRule jenkins, String address) {
        return List.of(
                jenkins.jenkins
                        .getDescriptorByType(ApiServerAccess.DescriptorImpl.class)
                        .doCheckServer(null, address),
                jenkins.jenkins
                        .getDescriptorByType(S3LedgerLocation.DescriptorImpl.class)
                        .doCheckEndpoint(address),
                jenkins.jenkins
                        .getDescriptorByType(PrometheusMetrics.DescriptorImpl.class)
                        .doCheckUrl(null, address),
                jenkins.jenkins
                        .getDescriptorByType(WebhookDestination.DescriptorImpl.class)
                        .doCheckUrl(address));
    }

    /** A Pipeline sees no form. */
    @Test
    void shouldRefuseOthersInEachStep(JenkinsRule jenkins) throws Exception {
        StringBuilder script = new StringBuilder(
                "node {\n writeFile file: 'e.jsonl', text: '{\"id\": \"a\", \"input\": 1, \"label\": 1}'\n");
        int count = 0;
        for (String address : REFUSED) {
            String external = "stagingTrafficGate route: 'external', production: 'p', candidate: 'c', warmUp: '0s',"
                    + " window: '1s', maxWindow: '1s', metrics: ";
            for (String step : List.of(
                    "runModelEval evalSet: 'e.jsonl', url: '" + address + "'",
                    external + "prometheus(url: '" + address + "', preset: 'app')",
                    external + "probe(requests: 'e.jsonl', candidateUrl: '" + address
                            + "', productionUrl: 'https://example.com')")) {
                script.append("try { ")
                        .append(step)
                        .append("\n echo 'ACCEPTED' } catch (e) { echo 'REFUSED: ' + e.message }\n");
                count++;
            }
        }
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "addresses");
        job.setDefinition(new CpsFlowDefinition(script + "}", true));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.SUCCESS, job);
        jenkins.assertLogNotContains("ACCEPTED", run);
        jenkins.assertLogNotContains("root:", run);
        String[] refused = JenkinsRule.getLog(run).split("REFUSED: ", -1);
        assertThat(refused, arrayWithSize(1 + count));
        for (int i = 1; i <= count; i++) {
            String line = refused[i].lines().findFirst().orElse("");
            assertThat(line, containsString("http"));
            assertThat(line, not(containsString("pa55word")));
        }
    }

    /** Neither does who posts a configuration file, or configures as code; what was stored is refused when it is used. */
    @Test
    void shouldRefuseWhatCameAroundTheForms(JenkinsRule jenkins) throws Exception {
        Web.secure(jenkins);
        jenkins.createProject(Folder.class, "team");
        try (Web configurer = Web.as(jenkins, "configurer")) {
            String xml = configurer.get("job/team/config.xml").getContentAsString();
            String environment = """
                    <io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments>
                      <environments><io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration>
                        <name>lab</name><workload>deployment/scorer</workload><requires>none</requires>
                        <connection class="io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess">
                          <server>javascript:alert(1)</server><credentialsId>none</credentialsId></connection>
                      </io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration></environments>
                    </io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments></properties>
                    """;
            String posted =
                    xml.replace("<properties/>", "<properties></properties>").replace("</properties>", environment);
            assertThat(configurer.postXml("job/team/config.xml", posted).getStatusCode(), is(200));
            assertThat(
                    configurer.get("job/team/config.xml").getContentAsString(), containsString("javascript:alert(1)"));
            assertThat(
                    configurer.get("job/team/configure").getContentAsString(),
                    not(containsString("href=\"javascript:alert")));
        }
        Folder team = jenkins.jenkins.getItemByFullName("team", Folder.class);
        WorkflowJob job = team.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(new CpsFlowDefinition(
                "node { registerVersion model: 'intent', version: '1.0', image: 'registry.example.com/intent@sha256:"
                        + "ab".repeat(32) + "'\n promoteModel environment: 'lab', model: 'intent', version: '1.0' }",
                true));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("server: 'javascript:alert(1)' is not https://host[:port]", run);
        jenkins.assertLogNotContains("\tat ", run);

        Path yaml = Files.writeString(directory.resolve("jenkins.yaml"), """
                unclassified:
                  modelDelivery:
                    ledger:
                      s3: {bucket: "ledgers", endpoint: "javascript:alert(1)", pathStyle: true}
                """);
        ConfigurationAsCode.get().configure(yaml.toString());
        BadInputException refused = assertThrows(
                BadInputException.class,
                () -> ModelDeliveryConfiguration.get().getLedger().open(null));
        assertThat(refused.getMessage(), containsString("http or https"));
    }
}
