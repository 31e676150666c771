package io.jenkins.plugins.modeldelivery.demo;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.configuration.DownstreamJob;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.KubeconfigAccess;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprinting;
import io.jenkins.plugins.modeldelivery.drift.reading.ReadOptions;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.Site;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.recording.References;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** The site's Jenkins: environments in a cluster, and a job for each thing that the team of the digits does. */
final class DigitJobs {
    static final String MODEL = "digits";
    private static final String SCANNER = FakeCluster.deployment("scanner");

    private final JenkinsRule jenkins;
    private final Site site;

    DigitJobs(JenkinsRule jenkins, Site site, Path repository) throws Exception {
        this.jenkins = jenkins;
        this.site = site;
        site.cluster.create(SCANNER, Site.image("s0"), 2);
        Site.globalCredentials("kubeconfig", site.kubeconfig());
        EnvironmentConfiguration scanning =
                new EnvironmentConfiguration("scanning", new KubeconfigAccess("kubeconfig"), "deployment/scanner");
        scanning.setContainer("model");
        scanning.setSettleSeconds(0);
        scanning.setRequires("none");
        scanning.setDownstreamJobs(List.of(new DownstreamJob(MODEL, "evaluate-digits")));
        ModelDeliveryConfiguration.get()
                .setEnvironments(List.of(Site.environment("production", "eval, live-shift"), scanning));
        job("evaluate-digits", repository, """
                script { env.URL = readFile("versions/${params.VERSION}/URL") }
                registerVersion model: 'digits', version: params.VERSION,
                  image: readFile("versions/${params.VERSION}/IMAGE")
                runModelEval evalSet: 'eval.jsonl', url: env.URL, template: 'template.json',
                  contract: 'contract.json', concurrency: 4
                modelEvalGate predictions: 'predictions.jsonl', results: 'results.json', evalSet: 'eval.jsonl',
                  model: 'digits', version: params.VERSION
                """);
        job(
                "promote-digits",
                repository,
                "promoteModel environment: 'production', model: 'digits', version: params.VERSION");
        job("promote-scanner", repository, """
                registerVersion model: 'scanner', version: params.VERSION,
                  image: readFile("versions/${params.VERSION}/IMAGE")
                promoteModel environment: 'scanning', model: 'scanner', version: params.VERSION, startDownstream: true
                """);
        job("refresh", repository, """
                refreshEvalSet logs: 'logs', labels: 'labels.jsonl', rows: 300, output: 'eval.jsonl',
                  embeddingModel: 'blocks'
                """);
        for (String version : List.of("v2", "v3", "v4", "v5", "s1", "s2")) {
            Path folder = Files.createDirectories(repository.resolve("versions").resolve(version));
            Files.writeString(folder.resolve("IMAGE"), Site.image(version));
        }
    }

    private void job(String name, Path directory, String steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition("""
                pipeline { agent any
                  parameters { string(name: 'VERSION') }
                  stages { stage('all') { steps { dir('%s') {
                    %s
                  } } } }
                }
                """.formatted(directory, steps), true));
        // the parameter is known to Jenkins from the first build on, or from here
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("VERSION", "")));
    }

    /** Runs a job about a version to its end. */
    WorkflowRun run(Result expected, String job, String version) throws Exception {
        WorkflowJob found = jenkins.jenkins.getItemByFullName(job, WorkflowJob.class);
        return jenkins.assertBuildStatus(
                expected, found.scheduleBuild2(0, new ParametersAction(new StringParameterValue("VERSION", version))));
    }

    /** The last build of a job, whoever started it, when nothing runs any more. */
    WorkflowRun last(String job) throws Exception {
        jenkins.waitUntilNoActivity();
        return jenkins.jenkins.getItemByFullName(job, WorkflowJob.class).getLastBuild();
    }

    /** The site's collector leaves the fingerprint of a sample of live requests in the ledger, as the command line does. */
    void recordLive(Path requests) throws Exception {
        try (Ledger ledger = Site.ledger()) {
            new References(ledger, MODEL)
                    .keepLive(
                            Fingerprinting.create(
                                    requests, ReadOptions.defaults(), "blocks", OptionalDouble.empty(), Progress.NONE),
                            "",
                            Instant.now());
        }
    }

    /** The document of a build's step of that name, as it lies beside {@code build.xml}. */
    static JsonNode report(WorkflowRun run, String step) throws Exception {
        Path folder = run.getRootDir().toPath().resolve("model-delivery");
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(one -> one.getFileName().toString().endsWith("-" + step + ".v1.json"))
                    .findFirst()
                    .orElseThrow();
            return Json.read(file);
        }
    }

    /** {@code PROMOTED v2}, ..., what became of the model in production, oldest first. */
    static List<String> outcomes() throws Exception {
        try (Ledger ledger = Site.ledger()) {
            List<String> outcomes = new ArrayList<>(ledger.decisions().tail(MODEL, "production", 50).stream()
                    .filter(decision -> decision.kind().serves())
                    .map(decision -> decision.kind() + " " + decision.to().version())
                    .toList());
            Collections.reverse(outcomes);
            return outcomes;
        }
    }

    /** The image in production. */
    String live() {
        return site.live();
    }
}
