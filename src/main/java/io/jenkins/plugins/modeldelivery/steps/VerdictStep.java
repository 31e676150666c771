package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.util.ListBoxModel;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** What all gates have in common: whose evidence the report is, and what a verdict other than PASS does. */
public abstract class VerdictStep extends Step {
    private String model;
    private String version;
    private String onFail;
    private String onInconclusive;

    @CheckForNull
    public String getModel() {
        return model;
    }

    /** With {@code version}: the report is recorded in the ledger as evidence about this model version. */
    @DataBoundSetter
    public void setModel(String model) {
        this.model = Util.fixEmptyAndTrim(model);
    }

    @CheckForNull
    public String getVersion() {
        return version;
    }

    @DataBoundSetter
    public void setVersion(String version) {
        this.version = Util.fixEmptyAndTrim(version);
    }

    @CheckForNull
    public String getOnFail() {
        return onFail;
    }

    @DataBoundSetter
    public void setOnFail(String onFail) {
        this.onFail = orDefault(onFail);
    }

    @CheckForNull
    public String getOnInconclusive() {
        return onInconclusive;
    }

    /** Defaults to what {@code onFail} says. */
    @DataBoundSetter
    public void setOnInconclusive(String onInconclusive) {
        this.onInconclusive = Util.fixEmptyAndTrim(onInconclusive);
    }

    /** Whether the report becomes evidence in the ledger. */
    final boolean isRecorded() {
        return model != null && version != null;
    }

    private static String orDefault(String consequence) {
        String trimmed = Util.fixEmptyAndTrim(consequence);
        return OnFail.FAIL.toString().equals(trimmed) ? null : trimmed;
    }

    /** Descriptor of a gate. */
    abstract static class VerdictStepDescriptor extends FormStepDescriptor {
        VerdictStepDescriptor(Class<? extends Record> declared) {
            super(declared);
        }

        @POST
        public ListBoxModel doFillOnFailItems() {
            return new ListBoxModel(fail(), unstable());
        }

        @POST
        public ListBoxModel doFillOnInconclusiveItems() {
            return new ListBoxModel(new ListBoxModel.Option(Messages.VerdictStep_AsOnFail(), ""), fail(), unstable());
        }

        private static ListBoxModel.Option fail() {
            return new ListBoxModel.Option(Messages.VerdictStep_Fail(), OnFail.FAIL.toString());
        }

        private static ListBoxModel.Option unstable() {
            return new ListBoxModel.Option(Messages.VerdictStep_Unstable(), OnFail.UNSTABLE.toString());
        }
    }
}
