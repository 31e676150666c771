package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.drift.DriftOptions;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Comparison;
import io.jenkins.plugins.modeldelivery.drift.fingerprint.Reference;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Progress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code modelDriftGate}: does the current sample still look like the reference, before any accuracy is read? */
public final class ModelDriftGateStep extends GateStep {
    private final String reference;
    private final String current;
    private String field;
    private String groupBy;
    private Double alpha;
    private Double tolerance;
    private Integer permutations;
    private Long seed;
    private String environment;
    private String embeddingModel;

    @DataBoundConstructor
    public ModelDriftGateStep(String reference, String current) {
        this.reference = reference;
        this.current = current;
    }

    @NonNull
    public String getReference() {
        return reference;
    }

    @NonNull
    public String getCurrent() {
        return current;
    }

    @CheckForNull
    public String getField() {
        return field;
    }

    @DataBoundSetter
    public void setField(String field) {
        this.field = Util.fixEmptyAndTrim(field);
    }

    @CheckForNull
    public String getGroupBy() {
        return groupBy;
    }

    @DataBoundSetter
    public void setGroupBy(String groupBy) {
        this.groupBy = Util.fixEmptyAndTrim(groupBy);
    }

    @CheckForNull
    public Double getAlpha() {
        return alpha;
    }

    @DataBoundSetter
    public void setAlpha(Double alpha) {
        this.alpha = alpha;
    }

    @CheckForNull
    public Double getTolerance() {
        return tolerance;
    }

    @DataBoundSetter
    public void setTolerance(Double tolerance) {
        this.tolerance = tolerance;
    }

    @CheckForNull
    public Integer getPermutations() {
        return permutations;
    }

    @DataBoundSetter
    public void setPermutations(Integer permutations) {
        this.permutations = permutations;
    }

    @CheckForNull
    public Long getSeed() {
        return seed;
    }

    @DataBoundSetter
    public void setSeed(Long seed) {
        this.seed = seed;
    }

    @CheckForNull
    public String getEnvironment() {
        return environment;
    }

    /** Where the version serves whose eval set is {@code previous}; {@value #DEFAULT_ENVIRONMENT} by default. */
    @DataBoundSetter
    public void setEnvironment(String environment) {
        String trimmed = Util.fixEmptyAndTrim(environment);
        this.environment = DEFAULT_ENVIRONMENT.equals(trimmed) ? null : trimmed;
    }

    @Override
    String servingEnvironment() {
        return environment == null ? DEFAULT_ENVIRONMENT : environment;
    }

    @CheckForNull
    public String getEmbeddingModel() {
        return embeddingModel;
    }

    @Override
    String comparedEmbedding() {
        return embeddingModel == null ? "" : embeddingModel;
    }

    @DataBoundSetter
    public void setEmbeddingModel(String embeddingModel) {
        this.embeddingModel = Util.fixEmptyAndTrim(embeddingModel);
    }

    @Override
    String wantedReference(FilePath workspace) {
        return reference;
    }

    @Override
    void check() throws BadInputException {
        RequiredParameters.check("reference", reference);
        RequiredParameters.check("current", current);
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
        @Override
        public String getFunctionName() {
            return "modelDriftGate";
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
        private final String field;
        private final String groupBy;
        private final Double alpha;
        private final Double tolerance;
        private final Integer permutations;
        private final Long seed;

        Judge(TaskListener listener, ModelDriftGateStep step, ReferenceForAgent handed) {
            super(listener);
            this.handed = handed;
            isRecorded = step.isRecorded();
            embeddingModel = step.getEmbeddingModel() == null ? "" : step.getEmbeddingModel();
            reference = step.getReference();
            current = step.getCurrent();
            field = step.getField();
            groupBy = step.getGroupBy();
            alpha = step.getAlpha();
            tolerance = step.getTolerance();
            permutations = step.getPermutations();
            seed = step.getSeed();
        }

        @Override
        JudgedReport judge(Path workspace, Progress progress) throws DeliveryException, InterruptedException {
            Optional<Reference> kept = handed.reference();
            Comparison.Result result = new Comparison(options(), embeddingModel, progress)
                    .compare(
                            kept.isPresent() ? kept.get() : Reference.file(file(workspace, reference)),
                            file(workspace, current),
                            isRecorded);
            return new JudgedReport(result.report(), result.current());
        }

        private DriftOptions options() {
            DriftOptions options = DriftOptions.defaults();
            options = field == null ? options : options.withField(field);
            options = groupBy == null ? options : options.withGroupBy(groupBy);
            options = alpha == null ? options : options.withAlpha(alpha);
            options = tolerance == null ? options : options.withTolerance(tolerance);
            options = permutations == null ? options : options.withPermutations(permutations);
            return seed == null ? options : options.withSeed(seed);
        }
    }
}
