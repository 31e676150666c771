package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.S3Remote;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code registerVersion}: records once and for all what a model version consists of. */
public final class RegisterVersionStep extends Step {
    private final String model;
    private final String version;
    private String image;
    private String uri;
    private String file;
    private String dvc;
    private String dvcPath;
    private S3Remote remote;
    private boolean verify;
    private String sourceCommit;
    private TreeMap<String, String> parameters;

    @DataBoundConstructor
    public RegisterVersionStep(String model, String version) {
        this.model = model;
        this.version = version;
    }

    @NonNull
    public String getModel() {
        return model;
    }

    @NonNull
    public String getVersion() {
        return version;
    }

    @CheckForNull
    public String getImage() {
        return image;
    }

    /** The container image that serves the version, with its {@code @sha256:} digest. */
    @DataBoundSetter
    public void setImage(String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    @CheckForNull
    public String getUri() {
        return uri;
    }

    /** Where the artifact is kept; for a DVC pointer the remote. */
    @DataBoundSetter
    public void setUri(String uri) {
        this.uri = Util.fixEmptyAndTrim(uri);
    }

    @CheckForNull
    public String getFile() {
        return file;
    }

    /** The artifact itself in the workspace; its SHA-256 and size are recorded. */
    @DataBoundSetter
    public void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

    @CheckForNull
    public String getDvc() {
        return dvc;
    }

    /** A {@code .dvc} file or {@code dvc.lock} in the workspace, instead of the artifact itself. */
    @DataBoundSetter
    public void setDvc(String dvc) {
        this.dvc = Util.fixEmptyAndTrim(dvc);
    }

    @CheckForNull
    public String getDvcPath() {
        return dvcPath;
    }

    /** The output of {@code dvc.lock} that is meant, where it has several. */
    @DataBoundSetter
    public void setDvcPath(String dvcPath) {
        this.dvcPath = Util.fixEmptyAndTrim(dvcPath);
    }

    @CheckForNull
    public S3Remote getRemote() {
        return remote;
    }

    /** The DVC remote, which is asked whether it holds what the pointer promises; instead of {@code uri}. */
    @DataBoundSetter
    public void setRemote(S3Remote remote) {
        this.remote = remote;
    }

    public boolean isVerify() {
        return verify;
    }

    /** Also read the content in the remote and check its MD5. */
    @DataBoundSetter
    public void setVerify(boolean verify) {
        this.verify = verify;
    }

    @CheckForNull
    public String getSourceCommit() {
        return sourceCommit;
    }

    @DataBoundSetter
    public void setSourceCommit(String sourceCommit) {
        this.sourceCommit = Util.fixEmptyAndTrim(sourceCommit);
    }

    @CheckForNull
    public Map<String, String> getParameters() {
        return parameters == null ? null : new TreeMap<>(parameters);
    }

    /** Anything else that tells versions apart. */
    @DataBoundSetter
    public void setParameters(Map<String, String> parameters) {
        this.parameters = parameters == null || parameters.isEmpty() ? null : new TreeMap<>(parameters);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    /** Reads the pointer on the agent, writes to the ledger from the controller; registering twice is harmless. */
    private static final class Execution extends SynchronousNonBlockingStepExecution<Void> {
        private static final long serialVersionUID = 1;

        @SuppressFBWarnings(
                value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
                justification = "a synchronous step fails on resume without running")
        private final transient RegisterVersionStep step;

        Execution(RegisterVersionStep step, StepContext context) {
            super(context);
            this.step = step;
        }

        @Override
        protected Void run() throws Exception {
            TaskListener listener = getContext().get(TaskListener.class);
            Run<?, ?> run = getContext().get(Run.class);
            try (Ledger ledger = ModelDeliveryConfiguration.get().open(run)) {
                ModelVersion version = new VersionSource(step, getContext().get(FilePath.class), run, listener).read();
                boolean isNew = ledger.versions().register(version);
                listener.getLogger()
                        .println(version.model() + " " + version.version() + " (" + version.digest() + ") "
                                + (isNew ? "registered in " : "was already registered, unchanged, in ")
                                + ledger.describe());
                return null;
            } catch (DeliveryException e) {
                throw new AbortException("registerVersion: " + e.getMessage());
            }
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "registerVersion";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.RegisterVersionStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FilePath.class);
        }

        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return arguments.get("model") + " " + arguments.get("version");
        }
    }
}
