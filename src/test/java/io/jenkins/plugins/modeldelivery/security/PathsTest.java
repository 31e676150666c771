package io.jenkins.plugins.modeldelivery.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import java.io.File;
import java.util.List;
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
        assertThat(log.split("REFUSED: ", -1), arrayWithSize(1 + 3 * NAMES.size()));
        String[] models = new File(jenkins.jenkins.getRootDir(), "model-delivery/models").list();
        assertThat("nothing was registered", models == null || models.length == 0, is(true));
    }

    private static String refused(String step) {
        return "try { " + step + "\n echo 'ACCEPTED' } catch (e) { echo 'REFUSED: ' + e.message }\n";
    }
}
