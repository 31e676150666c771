package io.jenkins.plugins.modeldelivery.documentation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import hudson.Functions;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.modeldelivery.approval.ApprovalAction;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.KubeconfigAccess;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.pipeline.modeldefinition.parser.Converter;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Whoever copies an example gets what the page says. */
@WithJenkins
class ExamplesTest {
    private static final Path PIPELINE = Path.of("docs/pipeline.md");
    private static final Path STEPS = Path.of("docs", "steps");

    @TempDir
    Path directory;

    @Test
    void shouldBeValidPipelines(JenkinsRule jenkins) throws Exception {
        List<Example> pipelines = of("groovy", "");
        assertThat(pipelines, hasSize(greaterThan(7)));
        List<String> mistakes = new ArrayList<>();
        for (Example example : pipelines) {
            try {
                Converter.scriptToPipelineDef(example.pipeline());
            } catch (Exception e) {
                mistakes.add(example.where() + ": " + e.getMessage());
            }
        }
        assertThat(mistakes, is(empty()));
    }

    /** The validator does find what is wrong with a call of one of our steps. */
    @Test
    void shouldNoticeWhatIsNoParameter(JenkinsRule jenkins) {
        Example wrong = new Example("here", "groovy", "promoteModel environment: 'a', model: 'b', revision: 'c'\n");
        Exception refused = assertThrows(Exception.class, () -> Converter.scriptToPipelineDef(wrong.pipeline()));
        assertThat(refused.getMessage(), containsString("revision"));
    }

    @Test
    void shouldBeValidConfigurations(JenkinsRule jenkins) throws Exception {
        List<Example> configurations = of("yaml", "unclassified:");
        assertThat(configurations, hasSize(greaterThan(2)));
        for (Example example : configurations) {
            Path file = Files.writeString(directory.resolve("jenkins.yaml"), example.text());
            ConfigurationAsCode.get().configure(file.toString());
        }
        assertThat(ModelDeliveryConfiguration.get().getEnvironments(), hasSize(greaterThan(0)));
    }

    @Test
    void shouldRunTheGates(JenkinsRule jenkins) throws Exception {
        for (String step : List.of("modelSchemaGate", "modelDriftGate", "modelEvalGate", "registerVersion")) {
            WorkflowJob job = job(
                    jenkins,
                    step,
                    Example.first(STEPS.resolve(step + ".md"), "groovy").pipeline());
            ModelRepository.fill(jenkins.jenkins.getWorkspaceFor(job), """
                    schema: model-delivery/policy/v1
                    rules:
                      - {metric: accuracy, atLeast: 0.88, confidence: 0.95}
                    """);
            WorkflowRun run = jenkins.buildAndAssertSuccess(job);
            jenkins.assertLogContains(step.equals("registerVersion") ? "registered in" : "PASS", run);
        }
    }

    @Test
    void shouldPromoteAndRollBack(JenkinsRule jenkins) throws Exception {
        try (Site site = new Site()) {
            site.setUp();
            WorkflowJob promote = job(
                    jenkins,
                    "promote",
                    Example.first(STEPS.resolve("promoteModel.md"), "groovy").pipeline());
            build(jenkins, promote, "VERSION", "v1");
            build(jenkins, promote, "VERSION", "v2");
            WorkflowJob back = job(
                    jenkins,
                    "back",
                    Example.first(STEPS.resolve("rollbackModel.md"), "groovy").pipeline());
            build(jenkins, back, "REASON", "too many timeouts");
            assertThat(site.live(), is(Site.image("v1")));
            assertThat(
                    Site.story(),
                    contains("DECIDED v1", "PROMOTED v1", "DECIDED v2", "PROMOTED v2", "DECIDED v1", "ROLLED_BACK v1"));
        }
    }

    /** The Pipeline that everybody copies, to its end: the first version with a file as reference, as the page says, then as it is. */
    @Test
    void shouldRunThePipelineToCopy(JenkinsRule jenkins) throws Exception {
        assumeFalse(Functions.isWindows(), "its steps are sh");
        try (Site site = new Site();
                TrafficSite traffic = new TrafficSite();
                ModelEndpoint model = new ModelEndpoint()) {
            site.setUp();
            Site.globalCredentials("gateway", traffic.kubeconfig());
            ModelDeliveryConfiguration.get()
                    .setEnvironments(List.of(
                            Site.environment("staging", null),
                            Site.environment("production", "schema, shift, eval, traffic, approval"),
                            new EnvironmentConfiguration(
                                    "gateway", new KubeconfigAccess("gateway"), "deployment/scorer")));
            jenkins.jenkins.setLabelString("models");
            String pipeline = here(Example.first(PIPELINE, "groovy").text(), traffic);
            String policy = Example.first(PIPELINE, "yaml")
                    .text()
                    .replace("digits", Site.MODEL)
                    .replace("atMost: 120", "atMost: 5000"); // other tests keep this machine busy
            traffic.serve(Site.digest("v2"));
            deliver(
                    jenkins,
                    "first",
                    pipeline.replace("'previous'", "'eval/last-accepted.jsonl'"),
                    policy.replace("reference: previous", "reference: eval/last-accepted.jsonl"),
                    "1.0.0",
                    Site.image("v2"),
                    model);
            assertThat(site.live(), is(Site.image("v2")));
            traffic.serve(Site.digest("v3"));
            deliver(jenkins, "second", pipeline, policy, "1.1.0", Site.image("v3"), model);
            assertThat(site.live(), is(Site.image("v3")));
            assertThat(Site.story(), contains("DECIDED 1.0.0", "PROMOTED 1.0.0", "DECIDED 1.1.0", "PROMOTED 1.1.0"));
        }
    }

    /** No store here, the files are in the workspace already; gateway and Prometheus are the test's; less patience. */
    private static String here(String pipeline, TrafficSite traffic) {
        Map<String, String> ours = Map.of(
                "sh 'cp -R \"$MODEL_STORE/${VERSION:?is needed}\"/. .'", "sh 'ls model eval'",
                "'digits'", "'" + Site.MODEL + "'",
                "environment: 'production', route", "environment: 'gateway', route",
                "'staging/scorer'", "'staging/scorer-next'",
                "window: '300s'", "window: '4s', warmUp: '1s', interval: '500ms'",
                "url: env.PROMETHEUS_URL, preset: 'app', credentialsId: 'prometheus'",
                        "url: '" + traffic.prometheus() + "'");
        String changed = pipeline;
        for (Map.Entry<String, String> entry : ours.entrySet()) {
            assertThat(changed, containsString(entry.getKey()));
            changed = changed.replace(entry.getKey(), entry.getValue());
        }
        return changed;
    }

    private static WorkflowRun deliver(
            JenkinsRule jenkins,
            String name,
            String pipeline,
            String policy,
            String version,
            String image,
            ModelEndpoint model)
            throws Exception {
        WorkflowJob job = job(jenkins, name, pipeline);
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("VERSION", version)));
        ModelRepository.fill(jenkins.jenkins.getWorkspaceFor(job), policy);
        ModelRepository.write(jenkins.jenkins.getWorkspaceFor(job), "model/IMAGE", image + "\n");
        ModelRepository.write(jenkins.jenkins.getWorkspaceFor(job), "model/URL", model.url() + "\n");
        jenkins.jenkins.getWorkspaceFor(job).child("predictions.jsonl").delete(); // the Pipeline makes its own
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .until(() -> !run.isBuilding() || run.getAction(ApprovalAction.class) != null);
        if (run.isBuilding()) {
            approve(jenkins, run);
        }
        return jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
    }

    private static void approve(JenkinsRule jenkins, WorkflowRun run) throws Exception {
        ApprovalAction page = run.getAction(ApprovalAction.class);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !page.getApprovals().isEmpty());
        String id = page.getApprovals().get(0).getId();
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.getPage(new WebRequest(
                    client.createCrumbedUrl(run.getUrl() + "model-approval/approve?id=" + id + "&reason=read"),
                    HttpMethod.POST));
        }
    }

    private static void build(JenkinsRule jenkins, WorkflowJob job, String parameter, String value) throws Exception {
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition(parameter, "")));
        jenkins.assertBuildStatusSuccess(
                job.scheduleBuild2(0, new ParametersAction(new StringParameterValue(parameter, value))));
        job.removeProperty(ParametersDefinitionProperty.class);
    }

    private static WorkflowJob job(JenkinsRule jenkins, String name, String pipeline) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(pipeline, true));
        return job;
    }

    private static List<Example> of(String language, String start) throws Exception {
        return Example.all().stream()
                .filter(example ->
                        example.language().equals(language) && example.text().startsWith(start))
                .toList();
    }
}
