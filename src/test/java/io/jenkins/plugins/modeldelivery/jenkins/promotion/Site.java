package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.cluster.Annotations;
import io.jenkins.plugins.modeldelivery.cluster.fake.FakeCluster;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.KubeconfigAccess;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.dependency.Declarations;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.recording.ModelHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jvnet.hudson.test.JenkinsRule;

/** A fake cluster whose controllers really tick, and what a site has in Jenkins and ledger to promote into it. */
public final class Site implements AutoCloseable {
    public static final String MODEL = "intent-classifier";
    public static final String SECRET = "s3cret-bearer-of-the-deployer";
    static final String PATH = FakeCluster.deployment("scorer");
    private static final String EVAL_SET = "e".repeat(64);

    public final FakeCluster cluster;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();

    public Site() throws IOException {
        this(new FakeCluster());
    }

    Site(FakeCluster cluster) {
        this.cluster = cluster;
        cluster.create(PATH, image("v1"), 2);
        clockwork.scheduleWithFixedDelay(cluster::tick, 50, 50, TimeUnit.MILLISECONDS);
    }

    public static String digest(String version) {
        return FakeCluster.digestOf("registry.example.com/models/intent:" + version);
    }

    public static String image(String version) {
        return "registry.example.com/models/intent@" + digest(version);
    }

    /** Somebody sets that version's image by hand. */
    public void serve(String version) {
        cluster.setImage(PATH, image(version));
    }

    /** The workload carries the model's last decision there, as it does where a build of before made it. */
    public void carryLastDecision() throws Exception {
        List<Decision> all = decisions();
        cluster.annotate(PATH, Annotations.DECISION, all.get(all.size() - 1).operation());
    }

    public String live() {
        return cluster.image(PATH);
    }

    public String kubeconfig() {
        return kubeconfig("token: " + SECRET);
    }

    String kubeconfig(String user) {
        return """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: k, cluster: {server: "%s"}}]
                users: [{name: u, user: {%s}}]
                contexts: [{name: here, context: {cluster: k, user: u, namespace: prod}}]
                """.formatted(cluster.api.url(), user);
    }

    /** A version that is an image. */
    public static void register(Ledger ledger, String model, String version, String image) throws Exception {
        ledger.versions()
                .register(ModelVersion.of(
                        model,
                        version,
                        Optional.empty(),
                        Optional.of(ImageReference.parse(image)),
                        Optional.empty(),
                        Map.of()));
    }

    /** Credentials {@code kubeconfig}, environment {@code production}, and versions v1 to v3 with all evidence. */
    public void setUp() throws Exception {
        setUp(kubeconfig());
    }

    /** The same where there is only the kubeconfig of a site, such as in another JVM. */
    static void setUp(String kubeconfig) throws Exception {
        globalCredentials("kubeconfig", kubeconfig);
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment("production", null)));
        try (Ledger ledger = ledger()) {
            for (String version : List.of("v1", "v2", "v3")) {
                register(ledger, MODEL, version, image(version));
                evidence(ledger, version, "schema-report", "");
                evidence(ledger, version, "drift-report", ",\"current\":{\"sha256\":\"" + EVAL_SET + "\"}");
                evidence(
                        ledger,
                        version,
                        "gate-report",
                        ",\"rules\":[{\"metric\":\"accuracy\",\"observed\":0.94,\"limit\":0.88,\"operator\":\"atLeast\","
                                + "\"verdict\":\"PASS\",\"reason\":\"\"}],\"evalSet\":{\"sha256\":\"" + EVAL_SET
                                + "\",\"rows\":500},\"counts\":{},\"policy\":{},\"judgedAt\":\"2026-11-01T00:00:00Z\"");
            }
        }
    }

    private static void evidence(Ledger ledger, String version, String schema, String more) throws Exception {
        ObjectNode report = (ObjectNode) Json.parse(
                "{\"schema\":\"model-delivery/" + schema + "/v1\",\"verdict\":\"PASS\",\"reasons\":[]" + more + "}",
                "test");
        ledger.evidence().record(Evidence.of(MODEL, version, digest(version), Instant.now(), Optional.empty(), report));
    }

    public static Ledger ledger() throws Exception {
        return ModelDeliveryConfiguration.get().open((Run<?, ?>) null);
    }

    public static EnvironmentConfiguration environment(String name, String requires) {
        EnvironmentConfiguration environment =
                new EnvironmentConfiguration(name, new KubeconfigAccess("kubeconfig"), "deployment/scorer");
        environment.setContainer("model");
        environment.setSettleSeconds(0);
        environment.setRequires(requires);
        return environment;
    }

    public static void globalCredentials(String id, String content) throws Exception {
        globalCredentials(file(id, content));
    }

    static void globalCredentials(Credentials credentials) throws Exception {
        CredentialsStore store =
                CredentialsProvider.lookupStores(Jenkins.get()).iterator().next();
        store.addCredentials(Domain.global(), credentials);
    }

    static StringCredentialsImpl token(String id, String token) {
        return new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(token));
    }

    static void folderCredentials(AbstractFolder<?> folder, String id, String content) throws Exception {
        folderCredentials(folder, file(id, content));
    }

    static void folderCredentials(AbstractFolder<?> folder, Credentials credentials) throws Exception {
        for (CredentialsStore store : CredentialsProvider.lookupStores(folder)) {
            if (store.getProvider() instanceof FolderCredentialsProvider) {
                store.addCredentials(Domain.global(), credentials);
                return;
            }
        }
        throw new IOException("no store on " + folder);
    }

    private static FileCredentialsImpl file(String id, String content) throws Exception {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                id,
                "",
                "config",
                SecretBytes.fromBytes(content.getBytes(StandardCharsets.UTF_8)));
    }

    public static WorkflowJob job(JenkinsRule jenkins, String name, String... steps) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(pipeline(steps));
        return job;
    }

    static CpsFlowDefinition pipeline(String... steps) throws Exception {
        return new CpsFlowDefinition(
                "pipeline { agent none\n stages { stage('deliver') { steps {\n" + String.join("\n", steps)
                        + "\n} } } }",
                true);
    }

    public static String promote(String version, String... more) {
        return "promoteModel environment: 'production', model: '" + MODEL + "', version: '" + version + "'"
                + (more.length == 0 ? "" : ", " + String.join(", ", more));
    }

    /** {@code DECIDED v2}, {@code PROMOTED v2}, ..., oldest first. */
    public static List<String> story() throws Exception {
        return decisions().stream().map(d -> d.kind() + " " + d.to().version()).toList();
    }

    static List<Decision> decisions() throws Exception {
        try (Ledger ledger = ledger()) {
            List<Decision> all = new ArrayList<>(ledger.decisions().tail(MODEL, "production", 50));
            Collections.reverse(all);
            return all;
        }
    }

    /** Waits for the workload to hold that version's image. */
    public void awaitLive(String version) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> live().equals(image(version)));
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        cluster.close();
    }

    /** Evidence as it would be in a ledger: with its point and its dependencies, but judged once more by nobody. */
    public static Evidence record(
            Ledger ledger,
            String model,
            String version,
            ObjectNode report,
            Instant time,
            Optional<String> buildUrl,
            Evaluated evaluated)
            throws Exception {
        Declarations.Policy policy = report.path("policy").isObject()
                ? Json.bind(report.path("policy"), Declarations.Policy.class, "the policy")
                : Declarations.Policy.SILENT;
        String digest = ledger.versions().require(model, version).digest();
        Evidence evidence = Evidence.of(model, version, digest, time, buildUrl, report)
                .about(ledger.versions().sha256(model, version).orElseThrow())
                .against(evaluated.upstream(ledger, policy));
        Declarations.take(ledger, model, version, policy, time);
        new ModelHistory(ledger, model).record(evidence);
        return evidence;
    }
}
