package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.modeldelivery.failure.Names;
import java.io.Serializable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Which job evaluates a model anew when a model that it depends on was promoted. */
public final class DownstreamJob implements Describable<DownstreamJob>, Serializable {
    private static final long serialVersionUID = 1;

    private final String model;
    private final String job;

    @DataBoundConstructor
    public DownstreamJob(String model, String job) {
        this.model = Util.fixEmptyAndTrim(model);
        this.job = Util.fixEmptyAndTrim(job);
    }

    /** The model downstream. */
    @CheckForNull
    public String getModel() {
        return model;
    }

    /** The full name of the job. */
    @CheckForNull
    public String getJob() {
        return job;
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<DownstreamJob> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DownstreamJob_DisplayName();
        }

        @POST
        public FormValidation doCheckModel(@AncestorInPath Item item, @QueryParameter String value) {
            return FormGuard.validate(item, () -> Names.require("model", Util.fixEmptyAndTrim(value)));
        }
    }
}
