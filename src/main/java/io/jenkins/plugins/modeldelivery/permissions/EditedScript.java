package io.jenkins.plugins.modeldelivery.permissions;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;

/** Tells whether somebody edited what a build runs, beside the job's configuration and its repository. */
public interface EditedScript extends ExtensionPoint {
    /** Whether the script was edited for this build, or for the one that it repeats. */
    boolean isEdited(@NonNull Run<?, ?> run);

    /** Whether anybody who knows such scripts says so. */
    static boolean isOf(@NonNull Run<?, ?> run) {
        return ExtensionList.lookup(EditedScript.class).stream().anyMatch(one -> one.isEdited(run));
    }
}
