package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.contract.Contract;
import io.jenkins.plugins.modeldelivery.contract.RecordsCheck;
import io.jenkins.plugins.modeldelivery.contract.SignatureCheck;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Path;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code modelSchemaGate}: do records, or the model's own signature, keep the contract? */
public final class ModelSchemaGateStep extends GateStep {
    private final String contract;
    private String records;
    private String signature;
    private Double compliance;

    @DataBoundConstructor
    public ModelSchemaGateStep(String contract) {
        this.contract = contract;
    }

    @NonNull
    public String getContract() {
        return contract;
    }

    @CheckForNull
    public String getRecords() {
        return records;
    }

    @DataBoundSetter
    public void setRecords(String records) {
        this.records = Util.fixEmptyAndTrim(records);
    }

    @CheckForNull
    public String getSignature() {
        return signature;
    }

    @DataBoundSetter
    public void setSignature(String signature) {
        this.signature = Util.fixEmptyAndTrim(signature);
    }

    @CheckForNull
    public Double getCompliance() {
        return compliance;
    }

    /** Least share of valid records, 0..1; all of them by default. */
    @DataBoundSetter
    public void setCompliance(Double compliance) {
        this.compliance = compliance == null || compliance == 1 ? null : compliance;
    }

    @Override
    void check() throws BadInputException {
        RequiredParameters.check("contract", contract);
    }

    @Override
    JudgeOnAgent judge(TaskListener listener, ReferenceForAgent reference) throws AbortException {
        if ((records == null) == (signature == null)) {
            throw new AbortException("modelSchemaGate: give either records or signature");
        }
        return new Judge(listener, this);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new GateExecution(this, context);
    }

    @Extension
    public static final class DescriptorImpl extends GateStepDescriptor {
        @Override
        public String getFunctionName() {
            return "modelSchemaGate";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelSchemaGateStep_DisplayName();
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return shown(arguments, "records", "signature", "contract");
        }
    }

    /** Checks records or a signature against the contract, on the agent. */
    private static final class Judge extends JudgeOnAgent {
        private static final long serialVersionUID = 1;

        private final String contract;
        private final String records;
        private final String signature;
        private final double compliance;

        Judge(TaskListener listener, ModelSchemaGateStep step) {
            super(listener);
            contract = step.getContract();
            records = step.getRecords();
            signature = step.getSignature();
            Double least = step.getCompliance();
            compliance = least == null ? 1 : least;
        }

        @Override
        JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
            Contract parsed = Contract.read(file(workspace, contract));
            if (signature != null) {
                return new JudgedReport(SignatureCheck.check(parsed, file(workspace, signature)));
            }
            return new JudgedReport(RecordsCheck.check(
                    parsed, file(workspace, records), compliance, ParallelLines.defaultThreads(), progress));
        }
    }
}
