package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.artifact.DvcPointer;
import io.jenkins.plugins.modeldelivery.artifact.DvcRemote;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.S3Remote;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code registerVersion}: records once and for all what a model version consists of. */
public final class RegisterVersionStep extends Step {
    private final String model;
    private final String version;
    private TreeMap<String, String> parameters;

    /** The container image that serves the version, with its {@code @sha256:} digest. */
    @DataBoundSetter
    public String image;

    /** Where the artifact is kept; for a DVC pointer the remote. */
    @DataBoundSetter
    public String uri;

    /** The artifact itself in the workspace; its SHA-256 and size are recorded. */
    @DataBoundSetter
    public String file;

    /** A {@code .dvc} file or {@code dvc.lock} in the workspace, instead of the artifact itself. */
    @DataBoundSetter
    public String dvc;

    /** The output of {@code dvc.lock} that is meant, where it has several. */
    @DataBoundSetter
    public String dvcPath;

    /** The DVC remote, which is asked whether it holds what the pointer promises; instead of {@code uri}. */
    @DataBoundSetter
    public S3Remote remote;

    /** Also read the content in the remote and check its MD5. */
    @DataBoundSetter
    public boolean verify;

    @DataBoundSetter
    public String sourceCommit;

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
    public static final class DescriptorImpl extends FormStepDescriptor {
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

    /** Turns the parameters of {@code registerVersion} and the files they name into a version. */
    private static final class VersionSource {
        public record Words(
                String image,
                String uri,
                String file,
                String dvc,
                String dvcPath,
                boolean verify,
                String sourceCommit) {}

        private final RegisterVersionStep step;
        private final Words said;
        private final FilePath workspace;
        private final Run<?, ?> run;
        private final TaskListener listener;

        VersionSource(RegisterVersionStep step, FilePath workspace, Run<?, ?> run, TaskListener listener) {
            this.step = step;
            this.said = Parameters.of(Words.class, Parameters.ofForm(step));
            this.workspace = workspace;
            this.run = run;
            this.listener = listener;
        }

        ModelVersion read() throws DeliveryException, IOException, InterruptedException {
            String image = said.image();
            Map<String, String> parameters = step.getParameters();
            return ModelVersion.of(
                    step.getModel(),
                    step.getVersion(),
                    artifact(),
                    image == null ? Optional.empty() : Optional.of(ImageReference.parse(image)),
                    Optional.ofNullable(said.sourceCommit()),
                    parameters == null ? Map.of() : parameters);
        }

        private Optional<Artifact> artifact() throws DeliveryException, IOException, InterruptedException {
            String uri = said.uri();
            String file = said.file();
            String dvc = said.dvc();
            S3Remote remote = step.remote;
            if (remote != null || said.verify()) {
                return Optional.of(inRemote(remote));
            }
            if (file != null && dvc != null) {
                throw new BadInputException("give either file or dvc, not both");
            }
            if (file == null && dvc == null) {
                if (uri != null) {
                    throw new BadInputException("uri says where the artifact is, but not what: give file or dvc too");
                }
                return Optional.empty();
            }
            if (uri == null) {
                throw new BadInputException("uri is missing: where the artifact is kept, for DVC the remote");
            }
            String[] found = workspace.act(new OnAgent(file, dvc, said.dvcPath()));
            Digest digest = Digest.parse(found[1]);
            long size = Long.parseLong(found[2]);
            return Optional.of(
                    dvc == null ? Artifact.of(uri, digest, size) : new DvcPointer(found[0], digest, size).in(uri));
        }

        /** The pointer is read on the agent; the remote is asked by the controller, which has the keys. */
        private Artifact inRemote(@CheckForNull S3Remote remote)
                throws DeliveryException, IOException, InterruptedException {
            String dvc = said.dvc();
            if (remote == null || dvc == null || said.file() != null || said.uri() != null) {
                throw new BadInputException(
                        "remote and verify go with dvc, and with neither file nor uri: the pointer says "
                                + "what lies in the remote");
            }
            String[] found = workspace.act(new OnAgent(null, dvc, said.dvcPath()));
            DvcPointer pointer = new DvcPointer(found[0], Digest.parse(found[1]), Long.parseLong(found[2]));
            try (ObjectStore store = remote.open(run)) {
                Artifact artifact = new DvcRemote(store)
                        .artifact(pointer, remote.getUrl(), said.verify(), new LoggedProgress(listener.getLogger()));
                listener.getLogger()
                        .println("DVC remote " + store.describe() + " holds '" + pointer.path() + "', "
                                + artifact.size().orElse(Artifact.UNKNOWN_SIZE) + " bytes"
                                + (said.verify() ? ", MD5 verified" : ""));
                return artifact;
            }
        }

        /** Reads path, digest and size where the file is. */
        private static final class OnAgent extends MasterToSlaveFileCallable<String[]> {
            private static final long serialVersionUID = 1;

            private final String file;
            private final String dvc;
            private final String dvcPath;

            OnAgent(String file, String dvc, String dvcPath) {
                this.file = file;
                this.dvc = dvc;
                this.dvcPath = dvcPath;
            }

            @Override
            public String[] invoke(File workspace, VirtualChannel channel) throws IOException {
                try {
                    Path base = workspace.toPath();
                    if (dvc != null) {
                        DvcPointer pointer =
                                DvcPointer.find(Parameters.file(base, dvc), dvcPath == null ? "" : dvcPath);
                        return new String[] {pointer.path(), pointer.digest().toString(), String.valueOf(pointer.size())
                        };
                    }
                    Path path = Parameters.file(base, file);
                    String digest = "sha256:" + Sha256.of(path);
                    return new String[] {file, digest, String.valueOf(Files.size(path))};
                } catch (DeliveryException e) {
                    throw new AbortException(e.getMessage());
                }
            }
        }
    }
}
