package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.dependency.Evaluated;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Fingerprint;
import io.jenkins.plugins.modeldelivery.evalgate.DriftShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.Gate;
import io.jenkins.plugins.modeldelivery.evalgate.GateParameters;
import io.jenkins.plugins.modeldelivery.evalgate.GateReport;
import io.jenkins.plugins.modeldelivery.evalgate.GateRequest;
import io.jenkins.plugins.modeldelivery.evalgate.Policy;
import io.jenkins.plugins.modeldelivery.evalgate.ShiftCheck;
import io.jenkins.plugins.modeldelivery.evalgate.ShiftPolicy;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code modelEvalGate}: rules on metrics, after contract, distribution shift and freshness have been looked at. */
public final class ModelEvalGateStep extends GateStep {
    private String policy;
    private List<InlineRule> rules;
    private String environment;

    @DataBoundSetter
    public String results;

    @DataBoundSetter
    public String predictions;

    @DataBoundSetter
    public String baselinePredictions;

    @DataBoundSetter
    public String contract;

    @DataBoundSetter
    public String evalSet;

    /** The rows or fingerprint that the eval set is compared with; overrides the policy's {@code shift.reference}. */
    @DataBoundSetter
    public String reference;

    /** {@code extractor=1.5, index=3}: versions of models of {@code dependsOn}; those that serve by default. */
    @DataBoundSetter
    public String upstream;

    @DataBoundConstructor
    public ModelEvalGateStep() {
        // nothing is mandatory: without rules the policy file in the workspace says it all
    }

    @CheckForNull
    public String getPolicy() {
        return policy;
    }

    /** The policy file; {@value GateParameters#POLICY} by default, unless rules are given here. */
    @DataBoundSetter
    public void setPolicy(String policy) {
        String trimmed = Util.fixEmptyAndTrim(policy);
        this.policy = GateParameters.POLICY.equals(trimmed) ? null : trimmed;
    }

    @CheckForNull
    public List<InlineRule> getRules() {
        return rules == null ? null : List.copyOf(rules);
    }

    @DataBoundSetter
    public void setRules(List<InlineRule> rules) {
        this.rules = rules == null || rules.isEmpty() ? null : new ArrayList<>(rules);
    }

    @CheckForNull
    public String getEnvironment() {
        return environment;
    }

    /** Where the version serves whose eval set is {@code previous}; {@value GateParameters#ENVIRONMENT} by default. */
    @DataBoundSetter
    public void setEnvironment(String environment) {
        String trimmed = Util.fixEmptyAndTrim(environment);
        this.environment = GateParameters.ENVIRONMENT.equals(trimmed) ? null : trimmed;
    }

    @Override
    Evaluated evaluated(Instant begin) throws BadInputException {
        String given = Util.fixEmptyAndTrim(upstream);
        List<String> versions = given == null
                ? List.of()
                : Stream.of(given.split(",", -1)).map(String::trim).toList();
        return Evaluated.against(versions, Optional.of(begin));
    }

    @Override
    String servingEnvironment() {
        return environment == null ? GateParameters.ENVIRONMENT : environment;
    }

    @Override
    String wantedReference(FilePath workspace) throws IOException, InterruptedException {
        String named = Util.fixEmptyAndTrim(reference);
        if (named != null || rules != null) {
            return Util.fixNull(named);
        }
        return workspace.act(new ReferenceOfPolicy(policy == null ? GateParameters.POLICY : policy));
    }

    @Override
    String document() {
        return Judges.GATE;
    }

    /** A policy in the workspace is the agent's word; rules in the step are not. */
    @Override
    void requireAnswer(ObjectNode report) throws BadInputException {
        String asked = inlinePolicy();
        if (asked != null) {
            Policy answered =
                    Json.bind(report, GateReport.class, "the agent's report").policy();
            if (!answered.document()
                    .equals(Policy.parse(asked, "the step's rules").document())) {
                throw new BadInputException("The agent's report is judged by other rules than the step's");
            }
        }
    }

    @Override
    JudgeOnAgent judge(TaskListener listener, ReferenceForAgent handed) throws AbortException {
        GateParameters said = Parameters.of(GateParameters.class, Parameters.ofForm(this));
        if (policy != null && rules != null) {
            throw new AbortException("modelEvalGate: give either a policy file or rules, not both");
        }
        if (said.results() == null && said.predictions() == null) {
            throw new AbortException("modelEvalGate: give results, predictions or both; there is nothing to judge");
        }
        return new Judge(listener, this, handed);
    }

    /** The inline rules as a policy document; null when the policy is a file. */
    @CheckForNull
    String inlinePolicy() {
        if (rules == null) {
            return null;
        }
        ObjectNode document = Json.document("policy");
        ArrayNode array = document.putArray("rules");
        rules.forEach(rule -> array.add(rule.toPolicy()));
        return Json.pretty(document);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new GateExecution(this, context);
    }

    @Extension
    public static final class DescriptorImpl extends GateStepDescriptor {
        public DescriptorImpl() {
            super(GateParameters.class);
        }

        @Override
        public String getFunctionName() {
            return "modelEvalGate";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelEvalGateStep_DisplayName();
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return shown(arguments, "predictions", "results");
        }
    }

    /** Judges an evaluation by its policy, on the agent. */
    private static final class Judge extends JudgeOnAgent {
        private static final long serialVersionUID = 1;

        private final ReferenceForAgent handed;
        private final boolean isRecorded;
        private final String inlinePolicy;
        private final GateParameters parameters;

        Judge(TaskListener listener, ModelEvalGateStep step, ReferenceForAgent handed) {
            super(listener);
            this.handed = handed;
            isRecorded = step.isRecorded();
            inlinePolicy = step.inlinePolicy();
            parameters = Parameters.of(GateParameters.class, Parameters.ofForm(step));
        }

        @Override
        JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
            GateRequest request =
                    parameters.request(begun(workspace).counting(minimums()), workspace, handed.reference());
            request.policy().warning().ifPresent(this::note);
            List<Fingerprint> data = new ArrayList<>();
            ShiftCheck check = isRecorded ? new DriftShiftCheck(data::add) : new DriftShiftCheck();
            Report report = Gate.judge(request, watched(check, request.model().or(request.policy()::model)), progress);
            return new JudgedReport(report, data.stream().findFirst());
        }

        /** Paths in a policy file start at that file, those of rules in the step at the workspace. */
        private GateRequest begun(Path workspace) throws BadInputException {
            if (inlinePolicy != null) {
                return GateRequest.of(Policy.parse(inlinePolicy, "the step's rules"), workspace, Instant.now());
            }
            Path file = Parameters.file(workspace, parameters.policy());
            Path folder = file.toAbsolutePath().getParent();
            return GateRequest.of(Policy.read(file), folder, Instant.now());
        }
    }

    /** Asks the policy in the workspace what an eval set is to be compared with; empty where it asks for no shift check. */
    private static final class ReferenceOfPolicy extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1;

        private final String policy;

        ReferenceOfPolicy(String policy) {
            this.policy = policy;
        }

        @Override
        public String invoke(File workspace, VirtualChannel channel) throws IOException {
            try {
                return Policy.read(Parameters.file(workspace.toPath(), policy))
                        .shift()
                        .map(ShiftPolicy::reference)
                        .orElse("");
            } catch (BadInputException e) {
                throw new AbortException(e.getMessage());
            }
        }
    }
}
