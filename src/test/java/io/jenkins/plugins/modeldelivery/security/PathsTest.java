package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.FreeStyleBuild;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Names that would become a path. */
@WithJenkins
class PathsTest {
    private static final String IMAGE = "registry.example.com/intent@sha256:" + "ab".repeat(32);
    private static final List<String> NAMES = List.of(
            "../../../evil",
            "/etc/evil",
            "..",
            ".hidden",
            "a/b",
            "a\\\\b",
            "C:evil",
            "a\\u0000b",
            "a\\nb",
            "x".repeat(129));

    @Test
    void shouldRefuseNamesThatAreNoNames(JenkinsRule jenkins) throws Exception {
        StringBuilder script = new StringBuilder("node {\n");
        for (String name : NAMES) {
            script.append(refused("registerVersion model: '" + name + "', version: '1.0', image: '" + IMAGE + "'"));
            script.append(refused("registerVersion model: 'intent', version: '" + name + "', image: '" + IMAGE + "'"));
            script.append(refused("promoteModel environment: '" + name + "', model: 'intent', version: '1.0'"));
        }
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "names");
        job.setDefinition(new CpsFlowDefinition(script + "}", true));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.SUCCESS, job);
        jenkins.assertLogNotContains("ACCEPTED", run);
        String log = JenkinsRule.getLog(run);
        String[] refused = log.split("REFUSED: ", -1);
        assertThat(refused, arrayWithSize(1 + 3 * NAMES.size()));
        for (int i = 1; i < refused.length; i++) {
            assertThat(
                    refused[i], not(containsString(jenkins.jenkins.getRootDir().toString())));
        }
        String[] models = new File(jenkins.jenkins.getRootDir(), "model-delivery/models").list();
        assertThat("nothing was registered", models == null || models.length == 0, is(true));
    }

    /** As an id in an address, whatever a server makes of escaped characters. */
    @Test
    void shouldFindNoDocumentByAPath(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("deliver"));
        String id = EvalReportAction.publish(
                build,
                "modelEvalGate",
                Json.document("gate-report").put("verdict", "PASS").put("model", "intent"));
        Path reports = build.getRootDir().toPath().resolve("model-delivery");
        Files.writeString(reports.resolve("other.v1.json"), "{}");
        Files.createSymbolicLink(
                reports.resolve("link.v1.json"), build.getRootDir().toPath().resolve("build.xml"));
        try (Web web = Web.as(jenkins, "anybody")) {
            assertThat(web.get(build.getUrl() + "eval-report/data?id=" + id).getStatusCode(), is(200));
            for (String path : List.of(
                    "../../build",
                    "..\\..\\build",
                    "/etc/passwd",
                    "C:\\secret",
                    id + "/../" + id,
                    "./" + id,
                    id + "\0",
                    id + ".v1.json",
                    "other",
                    "link",
                    "..",
                    "")) {
                String query = Web.query("id", path);
                for (String page : List.of(
                        build.getUrl() + "eval-report/data" + query,
                        "job/deliver/models/model/intent/evidence/" + query.substring("?id=".length()) + "/data",
                        "job/deliver/models/model/" + query.substring("?id=".length()) + "/history")) {
                    WebResponse answer = web.get(page);
                    assertThat(page, answer.getStatusCode(), anyOf(is(400), is(404)));
                    assertThat(
                            page,
                            answer.getContentAsString(),
                            not(containsString(jenkins.jenkins.getRootDir().toString())));
                    assertThat(page, answer.getContentAsString(), not(containsString("hudson.model.FreeStyleBuild")));
                }
            }
        }
    }

    private static String refused(String step) {
        return "try { " + step + "\n echo 'ACCEPTED' } catch (e) { echo 'REFUSED: ' + e.message }\n";
    }
}
