package io.jenkins.plugins.modeldelivery.configuration;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Environments for the jobs below a folder; there they win over global ones of the same name. */
public final class FolderEnvironments extends AbstractFolderProperty<AbstractFolder<?>> {
    private List<EnvironmentConfiguration> environments;

    @DataBoundConstructor
    public FolderEnvironments() {
        // environments are optional
    }

    @NonNull
    public List<EnvironmentConfiguration> getEnvironments() {
        return environments == null ? List.of() : List.copyOf(environments);
    }

    @DataBoundSetter
    public void setEnvironments(@CheckForNull List<EnvironmentConfiguration> environments) {
        this.environments = environments == null ? null : new ArrayList<>(environments);
    }

    @Extension
    @Symbol("modelEnvironments")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FolderEnvironments_DisplayName();
        }
    }
}
