package io.jenkins.plugins.modeldelivery.steps;

import java.util.List;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Forms keep what was entered, and the Snippet Generator writes the shortest call that means the same. */
@WithJenkins
class GateFormsTest {
    @Test
    void shouldRoundTripTheEvalGate(JenkinsRule jenkins) throws Exception {
        ModelEvalGateStep step = new ModelEvalGateStep();
        step.predictions = "predictions.jsonl";
        step.setModel("intent-classifier");
        step.setVersion("1.4.0");
        step.setOnFail("unstable");
        InlineRule rule = new InlineRule("accuracy");
        rule.setSlice("language");
        rule.atLeast = 0.88;
        rule.minRows = 50;
        step.setRules(List.of(rule));
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldRoundTripTheSchemaGate(JenkinsRule jenkins) throws Exception {
        ModelSchemaGateStep step = new ModelSchemaGateStep("eval/contract.json");
        step.records = "predictions.jsonl";
        step.setCompliance(0.995);
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldRoundTripTheDriftGate(JenkinsRule jenkins) throws Exception {
        ModelDriftGateStep step = new ModelDriftGateStep("reference.npy", "current.npy");
        step.alpha = 0.05;
        step.setEnvironment("staging");
        step.embeddingModel = "e5";
        step.tolerance = 0.1;
        step.fields = "embedding, scores";
        step.text = "/input/text";
        step.scale = "robust";
        step.seed = 7L;
        step.setOnInconclusive("unstable");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldGenerateShortSnippets(JenkinsRule jenkins) throws Exception {
        SnippetizerTester tester = new SnippetizerTester(jenkins);
        ModelEvalGateStep eval = new ModelEvalGateStep();
        eval.predictions = "predictions.jsonl";
        eval.setPolicy("model-delivery.yaml");
        eval.setOnFail("fail");
        tester.assertRoundTrip(eval, "modelEvalGate predictions: 'predictions.jsonl'");

        ModelSchemaGateStep schema = new ModelSchemaGateStep("contract.json");
        schema.records = "requests.jsonl";
        schema.setCompliance(1.0);
        tester.assertRoundTrip(schema, "modelSchemaGate contract: 'contract.json', records: 'requests.jsonl'");

        ModelDriftGateStep drift = new ModelDriftGateStep("last-month.jsonl", "eval-set.jsonl");
        tester.assertRoundTrip(drift, "modelDriftGate current: 'eval-set.jsonl', reference: 'last-month.jsonl'");

        ModelDriftGateStep views = new ModelDriftGateStep("last-month.jsonl", "eval-set.jsonl");
        views.fields = "embedding, scores";
        views.scale = "robust";
        tester.assertRoundTrip(
                views,
                "modelDriftGate current: 'eval-set.jsonl', fields: 'embedding, scores', reference: 'last-month.jsonl',"
                        + " scale: 'robust'");
    }

    @Test
    void shouldSayNothingOfWhatAFormLeavesBlank(JenkinsRule jenkins) throws Exception {
        String form = "{'stapler-class': '" + ModelDriftGateStep.class.getName()
                + "', 'reference': 'a.jsonl', 'current': 'b.jsonl', 'field': '', 'fields': '', 'text': '', 'scale': '', 'groupBy': ' ', 'alpha': '',"
                + " 'environment': 'production', 'onFail': 'fail', 'onInconclusive': ''}";
        new SnippetizerTester(jenkins)
                .assertGenerateSnippet(form, "modelDriftGate current: 'b.jsonl', reference: 'a.jsonl'", null);
    }
}
