package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** Where request logs hold what. */
public abstract class LogFieldsStep extends Step {
    private String id;
    private String input;
    private String time;
    private String text;
    private String labelField;
    private String stratify;
    private String keep;

    @CheckForNull
    public String getId() {
        return id;
    }

    @DataBoundSetter
    public void setId(String id) {
        this.id = Util.fixEmptyAndTrim(id);
    }

    @CheckForNull
    public String getInput() {
        return input;
    }

    @DataBoundSetter
    public void setInput(String input) {
        this.input = Util.fixEmptyAndTrim(input);
    }

    @CheckForNull
    public String getTime() {
        return time;
    }

    @DataBoundSetter
    public void setTime(String time) {
        this.time = Util.fixEmptyAndTrim(time);
    }

    @CheckForNull
    public String getText() {
        return text;
    }

    @DataBoundSetter
    public void setText(String text) {
        this.text = Util.fixEmptyAndTrim(text);
    }

    @CheckForNull
    public String getLabelField() {
        return labelField;
    }

    @DataBoundSetter
    public void setLabelField(String labelField) {
        this.labelField = Util.fixEmptyAndTrim(labelField);
    }

    @CheckForNull
    public String getStratify() {
        return stratify;
    }

    @DataBoundSetter
    public void setStratify(String stratify) {
        this.stratify = Util.fixEmptyAndTrim(stratify);
    }

    @CheckForNull
    public String getKeep() {
        return keep;
    }

    /** Fields to copy, for slices, separated by commas. */
    @DataBoundSetter
    public void setKeep(String keep) {
        this.keep = Util.fixEmptyAndTrim(keep);
    }
}
