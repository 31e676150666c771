package io.jenkins.plugins.modeldelivery.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;

import hudson.model.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A scripted Pipeline may leave mandatory parameters out, or compute nonsense; it is told where, in a line. */
@WithJenkins
class MissingParameterTest {
    private static final Map<String, String> CALLS = new LinkedHashMap<>();

    static {
        CALLS.put("modelSchemaGate records: 'r.jsonl'", "modelSchemaGate: contract is missing");
        CALLS.put("modelDriftGate current: 'c.jsonl'", "modelDriftGate: reference is missing");
        CALLS.put("modelDriftGate reference: 'r.jsonl'", "modelDriftGate: current is missing");
        CALLS.put("modelEvalGate predictions: 'p.jsonl', rules: [[atLeast: 0.9d]]", "metric");
        CALLS.put(
                "modelEvalGate predictions: 'p.jsonl', rules: [[metric: 'accuracy', atLeast: 0.0d / 0.0d]]",
                "rules[0].atLeast");
        CALLS.put("runModelEval url: 'http://127.0.0.1:9/'", "runModelEval: evalSet is missing");
        CALLS.put("refreshEvalSet rows: 5, output: 'next.jsonl'", "refreshEvalSet: logs is missing");
        CALLS.put("refreshEvalSet rows: 5, logs: 'logs'", "refreshEvalSet: output is missing");
        CALLS.put("registerVersion version: '1'", "model");
        CALLS.put("registerVersion model: 'ranker'", "version");
        CALLS.put("promoteModel model: 'ranker', version: '1'", "There is no environment");
        CALLS.put("rollbackModel model: 'ranker'", "There is no environment");
        CALLS.put("stagingTrafficGate metrics: probe(requests: 'r.jsonl')", "route");
    }

    @Test
    void shouldNameWhatIsMissing(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, String> call : CALLS.entrySet()) {
            job.setDefinition(new CpsFlowDefinition("node { " + call.getKey() + " }", true));
            String log = JenkinsRule.getLog(jenkins.buildAndAssertStatus(Result.FAILURE, job));
            if (!log.contains(call.getValue()) || log.contains("\tat ")) {
                wrong.add(call + ":\n" + log);
            }
        }
        assertThat(String.join("\n", wrong), wrong, empty());
    }
}
