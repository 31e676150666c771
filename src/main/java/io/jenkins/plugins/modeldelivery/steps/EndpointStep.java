package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** Where a model answers, and in which form. */
public abstract class EndpointStep extends Step {
    private String url;
    private String command;
    private String protocol;
    private String modelName;
    private String template;
    private String credentialsId;
    private String header;
    private String ca;

    @CheckForNull
    public String getUrl() {
        return url;
    }

    /** The endpoint; http or https. */
    @DataBoundSetter
    public void setUrl(String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    @CheckForNull
    public String getCommand() {
        return command;
    }

    /** Instead of a URL: a shell command that answers a line for each line of its input. */
    @DataBoundSetter
    public void setCommand(String command) {
        this.command = Util.fixEmptyAndTrim(command);
    }

    @CheckForNull
    public String getProtocol() {
        return protocol;
    }

    /** One of {@code kserve-v1}, {@code oip}, {@code mlflow}, {@code openai}, {@code json}. */
    @DataBoundSetter
    public void setProtocol(String protocol) {
        this.protocol = Util.fixEmptyAndTrim(protocol);
    }

    @CheckForNull
    public String getModelName() {
        return modelName;
    }

    /** For {@code openai}. */
    @DataBoundSetter
    public void setModelName(String modelName) {
        this.modelName = Util.fixEmptyAndTrim(modelName);
    }

    @CheckForNull
    public String getTemplate() {
        return template;
    }

    /** A request template in the workspace, JSON. */
    @DataBoundSetter
    public void setTemplate(String template) {
        this.template = Util.fixEmptyAndTrim(template);
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Secret text or a user name with password. */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public String getHeader() {
        return header;
    }

    /** A header that takes the secret text, instead of {@code Authorization}. */
    @DataBoundSetter
    public void setHeader(String header) {
        this.header = Util.fixEmptyAndTrim(header);
    }

    @CheckForNull
    public String getCa() {
        return ca;
    }

    /** A PEM file of the workspace to trust instead of the platform. */
    @DataBoundSetter
    public void setCa(String ca) {
        this.ca = Util.fixEmptyAndTrim(ca);
    }
}
