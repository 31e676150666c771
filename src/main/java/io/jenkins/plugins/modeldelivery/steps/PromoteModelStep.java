package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.PromoteExecution;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code promoteModel}: a version into an environment, watched to the end, logged with its evidence. */
public final class PromoteModelStep extends DeliveryStep {
    private final String version;

    /** An image with {@code @sha256:}; what the ledger has registered for the version by default. */
    @DataBoundSetter
    public String image;

    /** Why missing evidence is accepted; needs a person with the permission. */
    @DataBoundSetter
    public String override;

    /** Whether to wait for a person. */
    @DataBoundSetter
    public boolean approval;

    /** Whether to start the jobs of models that need a new evaluation afterwards. */
    @DataBoundSetter
    public boolean startDownstream;

    @DataBoundConstructor
    public PromoteModelStep(String environment, String model, String version) {
        super(environment, model);
        this.version = Util.fixEmptyAndTrim(version);
    }

    @CheckForNull
    public String getVersion() {
        return version;
    }

    @Override
    public StepExecution start(StepContext context) {
        PromoteExecution execution = new PromoteExecution(
                context,
                getEnvironment(),
                definition,
                getModel(),
                version,
                Util.fixEmptyAndTrim(image),
                Util.fixEmptyAndTrim(override),
                approval);
        return startDownstream ? execution.startingDownstream() : execution;
    }

    @Extension
    public static final class DescriptorImpl extends DeliveryStepDescriptor {
        @Override
        public String getFunctionName() {
            return "promoteModel";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.PromoteModelStep_DisplayName();
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return shown(arguments, "environment", "model", "version");
        }
    }
}
