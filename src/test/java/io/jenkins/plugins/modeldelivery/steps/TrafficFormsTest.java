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
        step.setEnvironment("production");
        step.setModel("intent-classifier");
        step.setVersion("1.4.0");
        step.setPolicy("model-delivery.yaml");
        step.setRule("main");
        step.setMirror(true);
        step.setWatchdogImage("registry.example.com/tools/kubectl:1.36");
        step.setWatchdogAccount("route-keeper");
        step.setShare("10%");
        step.setWindow("10m");
        step.setMaxWindow("20m");
        step.setWarmUp("1m");
        step.setInterval("10s");
        step.setP95Increase("20%");
        step.setErrorRate("0.5%");
        step.setMinRequests(500);
        step.setCertify(true);
        step.setOnFail("unstable");
        step.setOnInconclusive("fail");
        PrometheusMetrics metrics = new PrometheusMetrics("https://prometheus.example.com");
        metrics.setPreset("envoy");
        metrics.setCandidateWorkload("staging_scorer");
        metrics.setProductionWorkload("prod_scorer");
        step.setMetrics(metrics);
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldRoundTripAProbeAndADefinition(JenkinsRule jenkins) throws Exception {
        StagingTrafficGateStep step = new StagingTrafficGateStep("external", "scorer", "scorer-next");
        ProbeMetrics metrics =
                new ProbeMetrics("eval/set.jsonl", "https://next.example.com/v1", "https://scorer.example.com/v1");
        metrics.setConcurrency(4);
        metrics.setBatch(50);
        step.setMetrics(metrics);
        step.setEnvironment("lab");
        ApiServerAccess access = new ApiServerAccess("https://kubernetes.example.com:6443", "");
        step.setDefinition(new EnvironmentConfiguration("lab", access, "deployment/scorer"));
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
        step.setMetrics(metrics);
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
    }

    @Test
    void shouldGenerateAShortSnippet(JenkinsRule jenkins) throws Exception {
        StagingTrafficGateStep step = new StagingTrafficGateStep("httproute/scorer", "scorer", "staging/scorer");
        step.setEnvironment("production");
        step.setMetrics(new PrometheusMetrics("https://prometheus.example.com"));
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "stagingTrafficGate candidate: 'staging/scorer', environment: 'production', metrics:"
                                + " prometheus('https://prometheus.example.com'), production: 'scorer', route:"
                                + " 'httproute/scorer'");
    }
}
