package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.cloudbees.hudson.plugins.folder.Folder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.FolderEnvironments;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.Provenance;
import java.util.List;
import java.util.Map;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** What an environment demands is out of reach of whoever wants the promotion. */
class EnvironmentMinimumTest extends OnSite {
    private static final String MINIMUM = "rules: [{metric: accuracy, atLeast: 0.88}]\nminRows: 10\n";

    /** A gate whose own rule always holds, over 20 rows of which so many are right. */
    private static String gate(int right) {
        return """
                def rows = (0..<20).collect { '{"id": "r' + it + '", "label": "a", "input": "x"}' }.join('\\n')
                def answers = (0..<20).collect {
                  '{"id": "r' + it + '", "label": "a", "prediction": "' + (it < %d ? 'a' : 'b') + '"}' }.join('\\n')
                writeFile file: 'eval.jsonl', text: rows
                writeFile file: 'p.jsonl', text: answers
                modelEvalGate predictions: 'p.jsonl', evalSet: 'eval.jsonl', model: '%s', version: 'v2',
                  rules: [[metric: 'rows', atLeast: 1]]
                """.formatted(right, Site.MODEL);
    }

    private WorkflowJob deliver(int right) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "deliver-" + right);
        job.setDefinition(script(right));
        return job;
    }

    private static CpsFlowDefinition script(int right) throws Exception {
        return new CpsFlowDefinition("node {\n" + gate(right) + "}\n" + Site.promote("v2"), true);
    }

    private static EnvironmentConfiguration demanding(String minimum) throws Exception {
        EnvironmentConfiguration environment = Site.environment("production", "eval");
        environment.setMinimum(minimum);
        ModelDeliveryConfiguration.get().setEnvironments(List.of(environment));
        return environment;
    }

    @Test
    void shouldJudgeByItWhateverTheStepsOwnRulesSay() throws Exception {
        demanding(MINIMUM);
        WorkflowRun refused = jenkins.buildAndAssertStatus(Result.FAILURE, deliver(10));
        jenkins.assertLogContains("does not come up to the minimum of production", refused);
        jenkins.assertLogContains("0.88", refused);
        assertThat(Site.story(), is(empty()));
        jenkins.buildAndAssertSuccess(deliver(19));
        assertThat(site.live(), is(Site.image("v2")));
    }

    @Test
    void shouldWriteDownWhereEvidenceComesFrom() throws Exception {
        demanding(MINIMUM + "from: {jobs: ['deliver-*']}");
        WorkflowRun run = jenkins.buildAndAssertSuccess(deliver(19));
        try (Ledger ledger = Site.ledger()) {
            Evidence evidence = null;
            for (String id : ledger.evidence().list(Site.MODEL, "v2")) {
                Evidence one = ledger.evidence().get(Site.MODEL, "v2", id).orElseThrow();
                evidence = one.provenance().isPresent() ? one : evidence;
            }
            Provenance origin = evidence.provenance().orElseThrow();
            assertThat(origin.describe(), is("build " + run.getNumber() + " of deliver-19"));
            assertThat(origin.step().isPresent(), is(true));
        }
    }

    @Test
    void shouldTakeEvidenceOnlyFromTheJobsItNames() throws Exception {
        demanding(MINIMUM + "from: {jobs: ['ml/**']}");
        WorkflowRun refused = jenkins.buildAndAssertStatus(Result.FAILURE, deliver(19));
        jenkins.assertLogContains("it comes from build 1 of deliver-19, which minimum.from does not take", refused);
    }

    @Test
    void shouldNeverPromoteFromAnEditedScriptNorFromWhatThatStarts() throws Exception {
        demanding(MINIMUM);
        WorkflowJob job = deliver(10);
        WorkflowRun first = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        String edited = script(19).getScript();
        WorkflowRun replayed = (WorkflowRun)
                first.getAction(ReplayAction.class).run(edited, Map.of()).get();
        jenkins.assertLogContains("runs an edited script (Replay), which never promotes", replayed);
        WorkflowJob next = Site.job(jenkins, "next", Site.promote("v3"));
        WorkflowRun detour = next.scheduleBuild2(0, new CauseAction(new Cause.UpstreamCause(replayed)))
                .get();
        jenkins.assertLogContains("which never promotes", jenkins.assertBuildStatus(Result.FAILURE, detour));
        assertThat(Site.story(), is(empty()));
    }

    /** Jobs called so are those of pull requests. */
    @TestExtension
    public static final class PullRequests extends SCMHead.HeadByItem {
        @CheckForNull
        @Override
        public SCMHead getHead(Item item) {
            return item.getName().startsWith("PR-") ? new PullRequest(item.getName()) : null;
        }
    }

    /** Of a fork. */
    private static final class PullRequest extends SCMHead implements ChangeRequestSCMHead {
        private static final long serialVersionUID = 1;

        PullRequest(String name) {
            super(name);
        }

        @NonNull
        @Override
        public String getId() {
            return getName();
        }

        @NonNull
        @Override
        public SCMHead getTarget() {
            return new SCMHead("main");
        }

        @NonNull
        @Override
        public SCMHeadOrigin getOrigin() {
            return new SCMHeadOrigin.Fork("somebody");
        }
    }

    @Test
    void shouldNeverPromoteFromAPullRequest() throws Exception {
        WorkflowJob job = Site.job(jenkins, "PR-7", Site.promote("v2"));
        WorkflowRun refused = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("is of a pull request, or was started by one, which never promotes", refused);
        assertThat(Site.story(), is(empty()));
    }

    @Test
    void shouldNotBeHiddenByAnInnerFolder() throws Exception {
        demanding(MINIMUM);
        EnvironmentConfiguration easy = Site.environment("production", "none");
        EnvironmentConfiguration other = Site.environment("somewhere", "none");
        Folder folder = jenkins.createProject(Folder.class, "team");
        FolderEnvironments inner = new FolderEnvironments();
        inner.setEnvironments(List.of(easy, other));
        folder.addProperty(inner);
        WorkflowJob job = folder.createProject(WorkflowJob.class, "deliver");
        job.setDefinition(Site.pipeline(Site.promote("v2")));
        jenkins.assertLogContains(
                "does not come up to the minimum of production", jenkins.buildAndAssertStatus(Result.FAILURE, job));
        job.setDefinition(Site.pipeline(Site.promote("v2").replace("'production'", "'somewhere'")));
        jenkins.assertLogContains(
                "is the workload deployment/scorer of 'production', which has a minimum",
                jenkins.buildAndAssertStatus(Result.FAILURE, job));
        assertThat(Site.story(), is(empty()));
    }

    @Test
    void shouldNotBeAvoidedByADefinition() throws Exception {
        demanding(MINIMUM);
        String definition =
                "definition: modelEnvironment(name: 'mine', workload: 'deployment/scorer', container: 'model',"
                        + " requires: 'none', connection: kubeconfig('kubeconfig'))";
        WorkflowJob job =
                Site.job(jenkins, "deliver", Site.promote("v2", definition).replace("'production'", "'mine'"));
        jenkins.assertLogContains("which has a minimum", jenkins.buildAndAssertStatus(Result.FAILURE, job));
        ModelDeliveryConfiguration.get().setEnvironments(List.of());
        ModelDeliveryConfiguration.get().setDefinitionsAllowed(false);
        jenkins.assertLogContains(
                "Administrators do not allow environments that a Pipeline defines",
                jenkins.buildAndAssertStatus(Result.FAILURE, job));
        assertThat(Site.story(), is(empty()));
    }

    @Test
    void shouldSayInOneLineThatItIsNone() throws Exception {
        demanding("accuracy: 0.9");
        WorkflowRun refused = jenkins.buildAndAssertStatus(Result.FAILURE, deliver(19));
        jenkins.assertLogContains("environment 'production': 'accuracy' of minimum", refused);
        jenkins.assertLogNotContains("\tat ", refused);
    }
}
