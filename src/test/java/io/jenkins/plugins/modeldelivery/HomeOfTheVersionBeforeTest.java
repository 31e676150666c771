package io.jenkins.plugins.modeldelivery;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.diagnosis.OldDataMonitor;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.User;
import hudson.security.Permission;
import io.jenkins.plugins.modeldelivery.approval.Approval;
import io.jenkins.plugins.modeldelivery.approval.ApprovalAction;
import io.jenkins.plugins.modeldelivery.configuration.ApiServerAccess;
import io.jenkins.plugins.modeldelivery.configuration.DirectoryLedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.DownstreamJob;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments;
import io.jenkins.plugins.modeldelivery.configuration.KubeconfigAccess;
import io.jenkins.plugins.modeldelivery.configuration.LedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.NotificationDestination;
import io.jenkins.plugins.modeldelivery.configuration.S3LedgerLocation;
import io.jenkins.plugins.modeldelivery.configuration.SlackDestination;
import io.jenkins.plugins.modeldelivery.configuration.WebhookDestination;
import io.jenkins.plugins.modeldelivery.jenkins.traffic.TrafficLeaseAction;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.report.EvalReportAction;
import io.jenkins.plugins.modeldelivery.report.GateSummary;
import io.jenkins.plugins.modeldelivery.rollback.RollbackAction;
import io.jenkins.plugins.modeldelivery.rollback.RollbackOperation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.nodes.StepAtomNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsRule.DummySecurityRealm;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.jvnet.hudson.test.recipes.LocalData;

/**
 * A Jenkins home as the version before its packages were renamed wrote it: configured as code, with a delivery that a
 * person approved, a build of all the other steps, and a rollback. Nothing of it is lost, shown otherwise or stored otherwise.
 */
@WithJenkins
class HomeOfTheVersionBeforeTest {
    private static final List<Permission> ALL = List.of(
            ModelDeliveryPermissions.PROMOTE, ModelDeliveryPermissions.ROLLBACK, ModelDeliveryPermissions.OVERRIDE);

    private static final String CONFIGURATION = ModelDeliveryConfiguration.class.getName() + ".xml";

    private JenkinsRule jenkins;
    private Path home;

    @BeforeEach
    void login(JenkinsRule rule) {
        jenkins = rule;
        home = jenkins.jenkins.getRootDir().toPath();
        DummySecurityRealm people = jenkins.createDummySecurityRealm();
        people.addGroups("rick", "release");
        people.addGroups("olga", "operations");
        jenkins.jenkins.setSecurityRealm(people);
    }

    @Test
    @LocalData
    void shouldKeepWhatIsConfigured() throws Exception {
        ModelDeliveryConfiguration configuration = ModelDeliveryConfiguration.get();
        assertConfiguration(configuration);
        configuration.save();
        assertStoredAsIn(CONFIGURATION, CONFIGURATION);
        ModelDeliveryConfiguration again = new ModelDeliveryConfiguration();
        again.load();
        assertConfiguration(again);
    }

    private static void assertConfiguration(ModelDeliveryConfiguration configuration) {
        assertThat(((DirectoryLedgerLocation) configuration.getLedger()).getDirectory(), is(nullValue()));
        assertEnvironments(configuration.getEnvironments());
        assertNotifications(configuration.getNotifications());
    }

    private static void assertEnvironments(List<EnvironmentConfiguration> environments) {
        assertThat(
                environments.stream().map(EnvironmentConfiguration::getName).toList(),
                contains("production", "canary", "staging", "edge"));

        EnvironmentConfiguration production = environments.get(0);
        assertThat(((KubeconfigAccess) production.getConnection()).getCredentialsId(), is("kubeconfig"));
        assertThat(((KubeconfigAccess) production.getConnection()).getContext(), is(nullValue()));
        assertThat(production.getWorkload(), is("deployment/scorer"));
        assertThat(production.getSettleSeconds(), is(0));
        assertThat(production.getRolloutSeconds(), is(nullValue()));
        assertThat(production.isFromAgent(), is(false));

        EnvironmentConfiguration staging = environments.get(2);
        assertThat(((KubeconfigAccess) staging.getConnection()).getCredentialsId(), is("kubeconfig-of-staging"));
        assertThat(((KubeconfigAccess) staging.getConnection()).getContext(), is("deployer@staging"));
        assertThat(staging.getWorkload(), is("statefulset/scorer"));
        assertThat(staging.getNamespace(), is("models"));
        assertThat(staging.getContainer(), is("server"));
        assertThat(staging.getImage(), is("registry.example.com/models/intent@{digest}"));
        assertThat(staging.getConnectFrom(), is("agent"));
        assertThat(staging.getAgentLabel(), is("reaches-staging && linux"));
        assertThat(staging.getRequires(), is("schema, live-shift, eval, approval"));
        assertThat(staging.getRolloutSeconds(), is(900));
        assertThat(staging.getSettleSeconds(), is(30));
        assertThat(staging.getEvidenceDays(), is(14));
        assertThat(staging.getLiveAge(), is("12h"));
        assertThat(jobs(staging), contains("ticket-router: team/evaluate-router", "ranker: evaluate-ranker"));

        EnvironmentConfiguration edge = environments.get(3);
        ApiServerAccess access = (ApiServerAccess) edge.getConnection();
        assertThat(access.getServer(), is("https://kubernetes.example.com:6443"));
        assertThat(access.getCredentialsId(), is("edge-token"));
        assertThat(
                access.getCaCertificate(), is("-----BEGIN CERTIFICATE-----\nZXhhbXBsZQ==\n-----END CERTIFICATE-----"));
        assertThat(edge.getWorkload(), is("inferenceservice/scorer"));
        assertThat(edge.getRequires(), is("none"));
    }

    private static List<String> jobs(EnvironmentConfiguration environment) {
        return environment.getDownstreamJobs().stream()
                .map((DownstreamJob job) -> job.getModel() + ": " + job.getJob())
                .toList();
    }

    private static void assertNotifications(List<NotificationDestination> notifications) {
        assertThat(notifications, hasSize(2));
        SlackDestination slack = (SlackDestination) notifications.get(0);
        assertThat(slack.getName(), is("chat"));
        assertThat(slack.getCredentialsId(), is("chat-url"));
        assertThat(slack.getEvents(), is("version.promoted, shift.detected"));
        assertThat(slack.getModels(), is("intent-*"));
        WebhookDestination webhook = (WebhookDestination) notifications.get(1);
        assertThat(webhook.getName(), is("audit"));
        assertThat(webhook.getUrl(), is("https://hooks.example.com/model-delivery"));
        assertThat(webhook.getSecretCredentialsId(), is("audit-key"));
        assertThat(webhook.getEvents(), is("version.reverted"));
        assertThat(webhook.getModels(), is("ranker, ticket-*"));
    }

    @Test
    @LocalData
    void shouldFindTheLedgerWhereItIs() throws Exception {
        S3LedgerLocation s3 = (S3LedgerLocation) ledger("ledger-in-s3.xml");
        assertThat(s3.getBucket(), is("models"));
        assertThat(s3.getPrefix(), is("ledger"));
        assertThat(s3.getCredentialsId(), is("ledger-keys"));
        assertThat(s3.getEndpoint(), is("https://s3.example.com"));
        assertThat(s3.getRegion(), is("eu-central-1"));
        assertThat(s3.isPathStyle(), is(true));

        DirectoryLedgerLocation directory = (DirectoryLedgerLocation) ledger("ledger-in-directory.xml");
        assertThat(directory.getDirectory(), is("/srv/model-delivery"));
    }

    /** That of a configuration that was stored like that, and is stored again. */
    private LedgerLocation ledger(String file) throws Exception {
        Files.copy(StoredXml.before(file), home.resolve(CONFIGURATION), StandardCopyOption.REPLACE_EXISTING);
        ModelDeliveryConfiguration configuration = new ModelDeliveryConfiguration();
        configuration.load();
        configuration.save();
        assertStoredAsIn(file, CONFIGURATION);
        return configuration.getLedger();
    }

    @Test
    @LocalData
    void shouldKeepWhatIsGrantedAndWhatJobsAndFoldersAre() throws Exception {
        WorkflowJob deliver = jenkins.jenkins.getItemByFullName("deliver", WorkflowJob.class);
        WorkflowJob judge = jenkins.jenkins.getItemByFullName("judge", WorkflowJob.class);
        assertThat(held("root", judge), is(ALL));
        assertThat(held("ada", judge), contains(ModelDeliveryPermissions.PROMOTE));
        assertThat(held("oncall", judge), contains(ModelDeliveryPermissions.ROLLBACK));
        assertThat(held("olga", judge), contains(ModelDeliveryPermissions.ROLLBACK));
        assertThat(held("chief", judge), contains(ModelDeliveryPermissions.OVERRIDE));
        assertThat(held("bob", judge), is(empty()));
        assertThat(held("rick", judge), is(empty()));
        assertThat("on the job only", held("bob", deliver), contains(ModelDeliveryPermissions.OVERRIDE));
        assertThat("on the job only", held("rick", deliver), contains(ModelDeliveryPermissions.PROMOTE));
        assertThat(held("ada", deliver), contains(ModelDeliveryPermissions.PROMOTE));

        assertThat(
                ((CpsFlowDefinition) deliver.getDefinition()).getScript(),
                containsString("promoteModel environment: 'production', model: 'intent-classifier', version: 'v3'"));
        Folder team = jenkins.jenkins.getItemByFullName("team", Folder.class);
        List<EnvironmentConfiguration> environments =
                team.getProperties().get(FolderEnvironments.class).getEnvironments();
        assertThat(environments, hasSize(1));
        EnvironmentConfiguration staging = environments.get(0);
        assertThat(((KubeconfigAccess) staging.getConnection()).getCredentialsId(), is("kubeconfig-of-team"));
        assertThat(staging.getNamespace(), is("team"));
        assertThat(staging.getRolloutSeconds(), is(120));
        assertThat(staging.getSettleSeconds(), is(5));
        assertThat(staging.getEvidenceDays(), is(3));
        assertThat(staging.getLiveAge(), is("36h"));
        assertThat(staging.getRequires(), is("eval"));
        assertThat(jobs(staging), contains("ranker: team/evaluate-ranker"));

        jenkins.jenkins.save();
        deliver.save();
        judge.save();
        team.save();
        for (String file : List.of("jobs/deliver/config.xml", "jobs/judge/config.xml", "jobs/team/config.xml")) {
            assertStoredAsIn(file, file);
        }
        assertThat(StoredXml.grants(home.resolve("config.xml")), is(StoredXml.grants(StoredXml.before("config.xml"))));
        assertThat(StoredXml.grants(home.resolve("config.xml")), hasSize(17));
    }

    private static List<Permission> held(String user, Item item) {
        return ALL.stream()
                .filter(permission ->
                        item.getACL().hasPermission2(User.getById(user, true).impersonate2(), permission))
                .toList();
    }

    @Test
    @LocalData
    void shouldKeepWhatIsReported() throws Exception {
        WorkflowRun delivered = run("deliver", 1);
        assertPromotion(delivered.getAction(EvalReportAction.class));
        assertApproval(delivered.getAction(ApprovalAction.class).getApprovals().get(0));
        assertThat(page("job/deliver/models/"), containsString("intent-classifier"));
        assertThat(
                page("job/deliver/models/model/intent-classifier/"),
                allOf(containsString("v3"), containsString("wrong answers to refunds")));

        WorkflowRun judged = run("judge", 1);
        assertJudged(judged.getAction(EvalReportAction.class));
        assertThat(judged.getActions(TrafficLeaseAction.class), hasSize(1));

        for (WorkflowRun run : List.of(delivered, judged)) {
            String build = "jobs/" + run.getParent().getName() + "/builds/1/";
            for (GateSummary summary : summaries(run.getAction(EvalReportAction.class))) {
                assertThat(
                        data(run.getUrl() + "eval-report/data?id=" + summary.getId()),
                        is(Files.readString(
                                StoredXml.before(build + "model-delivery/" + summary.getId() + ".v1.json"))));
            }
            run.save();
            assertStoredAsIn(build + "build.xml", build + "build.xml");
        }
    }

    private void assertPromotion(EvalReportAction report) throws Exception {
        assertThat(report.getVerdictName(), is("PASS"));
        assertThat(steps(report.getGates()), contains("modelEvalGate PASS", "promoteModel PASS"));
        assertThat(
                page("job/deliver/1/eval-report/"),
                allOf(containsString("p95_latency_ms"), containsString("0.9"), containsString("PROMOTED")));
    }

    private void assertApproval(Approval approval) throws Exception {
        assertThat(approval.isApproved(), is(true));
        assertThat(approval.getUser(), is("ada"));
        assertThat(approval.getReason(), is("numbers are fine"));
        assertThat(approval.getVersion(), is("v2"));
        assertThat(approval.getEvidence(), hasSize(2));
        assertThat(page("job/deliver/1/model-approval/"), containsString("APPROVED by ada: numbers are fine"));
        // evidence that no gate wrote: its page says so, and gives the document
        assertThat(
                page("job/deliver/1/model-approval/evidence?id=" + approval.getId()),
                allOf(containsString("PASS gate-report"), containsString("Open the document to read it")));
    }

    private void assertJudged(EvalReportAction report) throws Exception {
        assertThat(report.getVerdictName(), is("FAIL"));
        assertThat(
                steps(report.getGates()),
                contains(
                        "modelEvalGate FAIL",
                        "modelSchemaGate PASS",
                        "modelDriftGate FAIL",
                        "stagingTrafficGate PASS"));
        assertThat(steps(report.getMeasurements()), contains("runModelEval "));
        assertThat(
                page("job/judge/1/eval-report/"),
                allOf(
                        containsString("accuracy: 0.7, at least 0.88 required"),
                        containsString("valid records"),
                        containsString("p = 0.005000 <= alpha 0.01000, effect 0.7039"),
                        containsString("2 rows in 0.0 s (477.9 requests a second)"),
                        containsString("0 of 3,050 requests failed")));
    }

    private static List<GateSummary> summaries(EvalReportAction action) {
        return Stream.concat(action.getGates().stream(), action.getMeasurements().stream())
                .toList();
    }

    private static List<String> steps(List<GateSummary> summaries) {
        return summaries.stream()
                .map(summary -> summary.getStep() + " " + summary.getVerdictName())
                .toList();
    }

    @Test
    @LocalData
    void shouldKnowTheStepsThatRan() throws Exception {
        assertThat(ourSteps(run("deliver", 1)), contains("modelEvalGate", "promoteModel"));
        assertThat(
                ourSteps(run("judge", 1)),
                contains(
                        "modelDriftGate",
                        "modelEvalGate",
                        "modelSchemaGate",
                        "refreshEvalSet",
                        "registerVersion",
                        "rollbackModel",
                        "runModelEval",
                        "stagingTrafficGate"));
    }

    /** The names of the steps whose descriptors are ours, as pages show them; of one that is unknown, what is stored. */
    private static Set<String> ourSteps(WorkflowRun run) {
        Set<String> names = new TreeSet<>();
        for (FlowNode node : new DepthFirstScanner().allNodes(run.getExecution())) {
            if (node instanceof StepAtomNode atom
                    && (atom.getDescriptor() == null
                            || atom.getDescriptor().clazz.getName().startsWith(StoredXml.OURS))) {
                names.add(node.getDisplayFunctionName());
            }
        }
        return names;
    }

    @Test
    @LocalData
    void shouldShowARollbackThatEnded() throws Exception {
        WorkflowJob deliver = jenkins.jenkins.getItemByFullName("deliver", WorkflowJob.class);
        List<RollbackOperation> operations =
                deliver.getAction(RollbackAction.class).getOperations();
        assertThat(operations, hasSize(1));
        RollbackOperation operation = operations.get(0);
        assertThat(operation.getState(), is("ROLLED_BACK"));
        assertThat(operation.getMessage(), is(""));
        assertThat(operation.getModel(), is("intent-classifier"));
        assertThat(operation.getEnvironment(), is("production"));
        assertThat(operation.getVersion(), is("v2"));
        assertThat(operation.getFrom(), is("v3"));
        assertThat(operation.getUser(), is("oncall"));
        assertThat(operation.getReason(), is("wrong answers to refunds"));
        assertThat(operation.isResumable(), is(false));
        assertThat(operation.getEnded() > operation.getTimestamp(), is(true));
        String path = "job/deliver/model-rollback/operation/" + operation.getId() + "/";
        assertThat(page(path), allOf(containsString("ROLLED_BACK"), containsString("wrong answers to refunds")));
        assertThat(
                data(path + "logText/progressiveText"), containsString("to v2 for oncall: wrong answers to refunds"));

        String file = "jobs/deliver/model-delivery/rollbacks/" + operation.getId() + "/record.xml";
        XmlFile record = new XmlFile(Items.XSTREAM2, home.resolve(file).toFile());
        record.write(record.read());
        assertStoredAsIn(file, file);
    }

    private WorkflowRun run(String job, int number) {
        return jenkins.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(number);
    }

    private String page(String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withJavaScriptEnabled(false)) {
            return client.login("root").goTo(path).asNormalizedText();
        }
    }

    private String data(String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().withJavaScriptEnabled(false)) {
            return client.login("root").goTo(path, null).getWebResponse().getContentAsString();
        }
    }

    @AfterEach
    void assertNothingUnread() {
        assertThat(ExtensionList.lookupSingleton(OldDataMonitor.class).getData().keySet(), is(empty()));
    }

    /** What is stored now is what the version before had stored in a file of that home. */
    private void assertStoredAsIn(String before, String now) throws Exception {
        assertThat(before, StoredXml.ours(home.resolve(now)), is(StoredXml.ours(StoredXml.before(before))));
    }
}
