package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.modeldelivery.jenkins.promotion.RollbackExecution;
import io.jenkins.plugins.modeldelivery.recording.ServedVersion;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code rollbackModel}: any version that once served in the environment, by default the last that served well. */
public final class RollbackModelStep extends DeliveryStep {
    private String to;

    /** Recorded with the version that is left. */
    @DataBoundSetter
    public String reason;

    @DataBoundConstructor
    public RollbackModelStep(String environment, String model) {
        super(environment, model);
    }

    @CheckForNull
    public String getTo() {
        return to;
    }

    @DataBoundSetter
    public void setTo(String to) {
        String trimmed = Util.fixEmptyAndTrim(to);
        this.to = ServedVersion.PREVIOUS.equals(trimmed) ? null : trimmed;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new RollbackExecution(
                context, getEnvironment(), definition, getModel(), to, Util.fixEmptyAndTrim(reason));
    }

    @Extension
    public static final class DescriptorImpl extends DeliveryStepDescriptor {
        @Override
        public String getFunctionName() {
            return "rollbackModel";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.RollbackModelStep_DisplayName();
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return shown(arguments, "environment", "model", "to");
        }
    }
}
