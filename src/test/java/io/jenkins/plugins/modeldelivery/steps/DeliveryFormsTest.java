package io.jenkins.plugins.modeldelivery.steps;

import io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Forms of the steps that change environments. */
@WithJenkins
class DeliveryFormsTest {
    @Test
    void shouldRoundTripThePromotion(JenkinsRule jenkins) throws Exception {
        PromoteModelStep step = new PromoteModelStep("production", "intent-classifier", "1.4.0");
        step.approval = true;
        step.image = "registry.example.com/intent@sha256:" + "a".repeat(64);
        step.override = "hotfix 42";
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldRoundTripADefinitionInTheStep(JenkinsRule jenkins) throws Exception {
        RollbackModelStep step = new RollbackModelStep("lab", "intent-classifier");
        step.setTo("1.3.0");
        step.reason = "too many timeouts";
        ApiServerAccess access = new ApiServerAccess("https://kubernetes.example.com:6443", "");
        EnvironmentConfiguration lab = new EnvironmentConfiguration("lab", access, "statefulset/intent");
        lab.setNamespace("models");
        lab.setContainer("server");
        lab.setConnectFrom("agent");
        lab.setRequires("schema, eval");
        lab.setRolloutSeconds(120);
        step.definition = lab;
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldGenerateShortSnippets(JenkinsRule jenkins) throws Exception {
        SnippetizerTester tester = new SnippetizerTester(jenkins);
        tester.assertRoundTrip(
                new PromoteModelStep("production", "intent-classifier", "1.4.0"),
                "promoteModel environment: 'production', model: 'intent-classifier', version: '1.4.0'");
        RollbackModelStep rollback = new RollbackModelStep("production", "intent-classifier");
        rollback.setTo("previous");
        rollback.reason = "too slow";
        tester.assertRoundTrip(
                rollback, "rollbackModel environment: 'production', model: 'intent-classifier', reason: 'too slow'");
    }
}
