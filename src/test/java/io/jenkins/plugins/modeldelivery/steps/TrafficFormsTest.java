package io.jenkins.plugins.modeldelivery.steps;

import io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.ProbeMetrics;
import io.jenkins.plugins.modeldelivery.configuration.PrometheusMetrics;
import io.jenkins.plugins.modeldelivery.configuration.PrometheusQueries;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Forms of the traffic gate. */
@WithJenkins
class TrafficFormsTest {
    @Test
    void shouldRoundTripEverything(JenkinsRule jenkins) throws Exception {
        StagingTrafficGateStep step = new StagingTrafficGateStep("httproute/scorer", "scorer", "staging/scorer");
        step.environment = "production";
        step.setModel("intent-classifier");
        step.setVersion("1.4.0");
        step.policy = "model-delivery.yaml";
        step.rule = "main";
        step.mirror = true;
        step.watchdogImage = "registry.example.com/tools/kubectl:1.36";
        step.watchdogAccount = "route-keeper";
        step.share = "10%";
        step.window = "10m";
        step.maxWindow = "20m";
        step.warmUp = "1m";
        step.interval = "10s";
        step.p95Increase = "20%";
        step.errorRate = "0.5%";
        step.minRequests = 500;
        step.certify = true;
        step.setOnFail("unstable");
        step.setOnInconclusive("fail");
        PrometheusMetrics metrics = new PrometheusMetrics("https://prometheus.example.com");
        metrics.setPreset("envoy");
        metrics.setCandidateWorkload("staging_scorer");
        metrics.setProductionWorkload("prod_scorer");
        step.metrics = metrics;
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldRoundTripAProbeAndADefinition(JenkinsRule jenkins) throws Exception {
        StagingTrafficGateStep step = new StagingTrafficGateStep("external", "scorer", "scorer-next");
        ProbeMetrics metrics =
                new ProbeMetrics("eval/set.jsonl", "https://next.example.com/v1", "https://scorer.example.com/v1");
        metrics.setConcurrency(4);
        metrics.setBatch(50);
        step.metrics = metrics;
        step.environment = "lab";
        ApiServerAccess access = new ApiServerAccess("https://kubernetes.example.com:6443", "");
        step.definition = new EnvironmentConfiguration("lab", access, "deployment/scorer");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldRoundTripOwnQueries(JenkinsRule jenkins) throws Exception {
        StagingTrafficGateStep step = new StagingTrafficGateStep("external", "scorer", "scorer-next");
        PrometheusMetrics metrics = new PrometheusMetrics("https://prometheus.example.com");
        PrometheusQueries queries =
                new PrometheusQueries("hits{app=\"{workload}\"}", "took_bucket{app=\"{workload}\"}");
        queries.setErrorLabel("status");
        queries.setErrorPattern("(4|5)..");
        queries.setLatencyUnit("ms");
        metrics.setQueries(queries);
        step.metrics = metrics;
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldGenerateAShortSnippet(JenkinsRule jenkins) throws Exception {
        StagingTrafficGateStep step = new StagingTrafficGateStep("httproute/scorer", "scorer", "staging/scorer");
        step.environment = "production";
        step.metrics = new PrometheusMetrics("https://prometheus.example.com");
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "stagingTrafficGate candidate: 'staging/scorer', environment: 'production', metrics:"
                                + " prometheus('https://prometheus.example.com'), production: 'scorer', route:"
                                + " 'httproute/scorer'");
    }
}
