package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.TaskListener;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.DriftParameters;
import io.jenkins.plugins.modeldelivery.drift.DriftReport;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Comparison;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.evalgate.GateParameters;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.recording.Judges;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code modelDriftGate}: does the current sample still look like the reference, before any accuracy is read? */
public final class ModelDriftGateStep extends GateStep {
    public final String reference;
    public final String current;
    private String environment;

    @DataBoundSetter
    public String field;

    /** Several, separated by commas, in place of {@code field}. */
    @DataBoundSetter
    public String fields;

    @DataBoundSetter
    public String text;

    @DataBoundSetter
    public String groupBy;

    @DataBoundSetter
    public Double alpha;

    @DataBoundSetter
    public Double tolerance;

    @DataBoundSetter
    public Integer permutations;

    @DataBoundSetter
    public Long seed;

    /** {@code none} by default, or {@code robust}. */
    @DataBoundSetter
    public String scale;

    @DataBoundSetter
    public String embeddingModel;

    @DataBoundConstructor
    public ModelDriftGateStep(String reference, String current) {
        this.reference = reference;
        this.current = current;
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
    String servingEnvironment() {
        return environment == null ? GateParameters.ENVIRONMENT : environment;
    }

    @Override
    String comparedEmbedding() {
        return Util.fixNull(Util.fixEmptyAndTrim(embeddingModel));
    }

    @Override
    String wantedReference(FilePath workspace) {
        return reference;
    }

    @Override
    void check() throws BadInputException {
        RequiredParameters.check("reference", reference);
        RequiredParameters.check("current", current);
        if (Util.fixEmptyAndTrim(field) != null && Util.fixEmptyAndTrim(fields) != null) {
            throw new BadInputException(
                    "field '" + field + "' and fields '" + fields + "' are both given; write all of them into fields");
        }
        DriftOptions.Scale.named(Util.fixEmptyAndTrim(scale));
    }

    /** What is compared, whichever of the two parameters names it; nothing for the engine's default. */
    private Map<String, Object> compared() {
        String one = Util.fixEmptyAndTrim(field);
        String several = Util.fixEmptyAndTrim(fields);
        if (several != null) {
            return Map.of("field", several);
        }
        return one == null ? Map.of() : Map.of("field", List.of(one));
    }

    @Override
    String document() {
        return Judges.SHIFT;
    }

    @Override
    void requireAnswer(ObjectNode report) throws BadInputException {
        Parameters.of(DriftParameters.class, Parameters.ofForm(this))
                .requireAnswer(Json.bind(report, DriftReport.class, "the agent's report"));
    }

    @Override
    JudgeOnAgent judge(TaskListener listener, ReferenceForAgent handed) {
        return new Judge(listener, this, handed);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new GateExecution(this, context);
    }

    @Extension
    public static final class DescriptorImpl extends GateStepDescriptor {
        public DescriptorImpl() {
            super(DriftParameters.class);
        }

        @Override
        public String getFunctionName() {
            return "modelDriftGate";
        }

        @POST
        public ListBoxModel doFillScaleItems() {
            return new ListBoxModel(
                    new ListBoxModel.Option(DriftOptions.Scale.NONE.toString(), ""),
                    new ListBoxModel.Option(DriftOptions.Scale.ROBUST.toString()));
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ModelDriftGateStep_DisplayName();
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return shown(arguments, "current", "reference");
        }
    }

    /** Tests for distribution shift, on the agent. */
    private static final class Judge extends JudgeOnAgent {
        private static final long serialVersionUID = 1;

        private final ReferenceForAgent handed;
        private final boolean isRecorded;
        private final String embeddingModel;
        private final String reference;
        private final String current;
        private final DriftParameters parameters;

        Judge(TaskListener listener, ModelDriftGateStep step, ReferenceForAgent handed) {
            super(listener);
            this.handed = handed;
            isRecorded = step.isRecorded();
            embeddingModel = Util.fixNull(Util.fixEmptyAndTrim(step.embeddingModel));
            reference = step.reference;
            current = step.current;
            parameters = Parameters.of(DriftParameters.class, Parameters.ofForm(step), step.compared());
        }

        @Override
        JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
            Optional<Reference> kept = handed.reference();
            Comparison.Result result = new Comparison(parameters.options(), embeddingModel, progress)
                    .compare(
                            kept.isPresent() ? kept.get() : Reference.file(Parameters.file(workspace, reference)),
                            Parameters.file(workspace, current),
                            isRecorded);
            return new JudgedReport(result.report(), result.current());
        }
    }
}
