package io.jenkins.plugins.modeldelivery.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Run;
import hudson.util.FormValidation;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.store.DirectoryStore;
import io.jenkins.plugins.modeldelivery.store.ObjectStore;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The embedded default: a directory on the controller, {@code JENKINS_HOME/model-delivery} unless another is named. */
public final class DirectoryLedgerLocation implements LedgerLocation {
    static final String DEFAULT_NAME = "model-delivery";

    /** What logs and pages say instead of a path on the controller, which only administrators need to know. */
    private static final String SAID = "LEDGER_DIRECTORY";

    private static final String SAID_OF_DEFAULT = "JENKINS_HOME/" + DEFAULT_NAME;

    private String directory;

    @DataBoundConstructor
    public DirectoryLedgerLocation() {
        // the default needs nothing
    }

    @CheckForNull
    public String getDirectory() {
        return directory;
    }

    /** An absolute path on the controller; may be shared with other controllers and command lines. */
    @DataBoundSetter
    public void setDirectory(String directory) {
        this.directory = Util.fixEmptyAndTrim(directory);
    }

    @NonNull
    @Override
    public ObjectStore open(Run<?, ?> run) throws DeliveryException {
        return DirectoryStore.open(path(directory), directory == null ? SAID_OF_DEFAULT : SAID);
    }

    private static Path path(@CheckForNull String directory) throws BadInputException {
        if (directory == null) {
            return Jenkins.get().getRootDir().toPath().resolve(DEFAULT_NAME);
        }
        try {
            Path path = Path.of(directory);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new BadInputException("The ledger's directory is not a path: " + e.getReason(), e);
        }
        throw new BadInputException("The ledger's directory must be an absolute path on the controller");
    }

    @Extension
    @Symbol("directory")
    public static final class DescriptorImpl extends Descriptor<LedgerLocation> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DirectoryLedgerLocation_DisplayName();
        }

        @POST
        public FormValidation doCheckDirectory(@QueryParameter String value) {
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return FormValidation.ok();
            }
            try {
                path(Util.fixEmptyAndTrim(value));
                return FormValidation.ok();
            } catch (BadInputException e) {
                return FormValidation.error(e.getMessage());
            }
        }
    }
}
