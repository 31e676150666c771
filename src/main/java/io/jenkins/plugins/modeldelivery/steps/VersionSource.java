package io.jenkins.plugins.modeldelivery.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modeldelivery.artifact.Artifact;
import io.jenkins.plugins.modeldelivery.artifact.Digest;
import io.jenkins.plugins.modeldelivery.artifact.DvcPointer;
import io.jenkins.plugins.modeldelivery.artifact.DvcRemote;
import io.jenkins.plugins.modeldelivery.artifact.ImageReference;
import io.jenkins.plugins.modeldelivery.configuration.S3Remote;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.ledger.ModelVersion;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import jenkins.MasterToSlaveFileCallable;

/** Turns the parameters of {@code registerVersion} and the files they name into a version. */
final class VersionSource {
    private final RegisterVersionStep step;
    private final FilePath workspace;
    private final Run<?, ?> run;
    private final TaskListener listener;

    VersionSource(RegisterVersionStep step, FilePath workspace, Run<?, ?> run, TaskListener listener) {
        this.step = step;
        this.workspace = workspace;
        this.run = run;
        this.listener = listener;
    }

    ModelVersion read() throws DeliveryException, IOException, InterruptedException {
        String image = step.getImage();
        Map<String, String> parameters = step.getParameters();
        return ModelVersion.of(
                step.getModel(),
                step.getVersion(),
                artifact(),
                image == null ? Optional.empty() : Optional.of(ImageReference.parse(image)),
                Optional.ofNullable(step.getSourceCommit()),
                parameters == null ? Map.of() : parameters);
    }

    private Optional<Artifact> artifact() throws DeliveryException, IOException, InterruptedException {
        String uri = step.getUri();
        String file = step.getFile();
        String dvc = step.getDvc();
        S3Remote remote = step.getRemote();
        if (remote != null || step.isVerify()) {
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
        String[] found = workspace.act(new OnAgent(file, dvc, step.getDvcPath()));
        Digest digest = Digest.parse(found[1]);
        long size = Long.parseLong(found[2]);
        return Optional.of(
                dvc == null ? Artifact.of(uri, digest, size) : new DvcPointer(found[0], digest, size).in(uri));
    }

    /** The pointer is read on the agent; the remote is asked by the controller, which has the keys. */
    private Artifact inRemote(@CheckForNull S3Remote remote)
            throws DeliveryException, IOException, InterruptedException {
        String dvc = step.getDvc();
        if (remote == null || dvc == null || step.getFile() != null || step.getUri() != null) {
            throw new BadInputException(
                    "remote and verify go with dvc, and with neither file nor uri: the pointer says "
                            + "what lies in the remote");
        }
        String[] found = workspace.act(new OnAgent(null, dvc, step.getDvcPath()));
        DvcPointer pointer = new DvcPointer(found[0], Digest.parse(found[1]), Long.parseLong(found[2]));
        try (ObjectStore store = remote.open(run)) {
            Artifact artifact = new DvcRemote(store)
                    .artifact(pointer, remote.getUrl(), step.isVerify(), new LoggedProgress(listener.getLogger()));
            listener.getLogger()
                    .println("DVC remote " + store.describe() + " holds '" + pointer.path() + "', " + artifact.size()
                            + " bytes" + (step.isVerify() ? ", MD5 verified" : ""));
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
                    DvcPointer pointer = DvcPointer.find(JudgeOnAgent.file(base, dvc), dvcPath == null ? "" : dvcPath);
                    return new String[] {pointer.path(), pointer.digest().toString(), String.valueOf(pointer.size())};
                }
                Path path = JudgeOnAgent.file(base, file);
                String digest = "sha256:" + Sha256.of(path);
                return new String[] {file, digest, String.valueOf(Files.size(path))};
            } catch (DeliveryException e) {
                throw new AbortException(e.getMessage());
            }
        }
    }
}
