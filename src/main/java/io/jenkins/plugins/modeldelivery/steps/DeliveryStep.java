package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ComboBoxModel;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.Environments;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** What steps that change an environment have in common: which environment, and which model. */
public abstract class DeliveryStep extends Step {
    private final String environment;
    private final String model;

    /** The environment itself, for one that is configured nowhere; its name is the step's environment. */
    @DataBoundSetter
    public EnvironmentConfiguration definition;

    DeliveryStep(String environment, String model) {
        this.environment = Util.fixEmptyAndTrim(environment);
        this.model = Util.fixEmptyAndTrim(model);
    }

    @CheckForNull
    public String getEnvironment() {
        return environment;
    }

    @CheckForNull
    public String getModel() {
        return model;
    }

    /** Descriptor of a step that changes an environment. */
    abstract static class DeliveryStepDescriptor extends FormStepDescriptor {
        /** The agent's context is asked for only where the environment is reached from there. */
        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class);
        }

        /** The names of the environments that the job sees. */
        @POST
        @NonNull
        public ComboBoxModel doFillEnvironmentItems(@AncestorInPath Item item) {
            return Environments.namesFor(item);
        }
    }
}
