package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.contract.SchemaParameters;
import io.jenkins.plugins.modeldelivery.contract.SchemaReport;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import java.nio.file.Path;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code modelSchemaGate}: do records, or the model's own signature, keep the contract? */
public final class ModelSchemaGateStep extends GateStep {
    public final String contract;
    private Double compliance;

    @DataBoundSetter
    public String records;

    @DataBoundSetter
    public String signature;

    @DataBoundConstructor
    public ModelSchemaGateStep(String contract) {
        this.contract = contract;
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
        Parameters.of(SchemaParameters.class, Parameters.ofForm(this)).check();
    }

    @Override
    String document() {
        return Judges.SCHEMA;
    }

    @Override
    void requireAnswer(ObjectNode report) throws BadInputException {
        Parameters.of(SchemaParameters.class, Parameters.ofForm(this))
                .requireAnswer(Json.bind(report, SchemaReport.class, "the agent's report"));
    }

    @Override
    JudgeOnAgent judge(TaskListener listener, ReferenceForAgent reference) {
        return new Judge(listener, Parameters.of(SchemaParameters.class, Parameters.ofForm(this)));
    }

    @Override
    public StepExecution start(StepContext context) {
        return new GateExecution(this, context);
    }

    @Extension
    public static final class DescriptorImpl extends GateStepDescriptor {
        public DescriptorImpl() {
            super(SchemaParameters.class);
        }

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

        private final SchemaParameters parameters;

        Judge(TaskListener listener, SchemaParameters parameters) {
            super(listener);
            this.parameters = parameters;
        }

        @Override
        JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
            return new JudgedReport(parameters.judge(workspace, progress));
        }
    }
}
