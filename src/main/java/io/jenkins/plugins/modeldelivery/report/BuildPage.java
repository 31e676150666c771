package io.jenkins.plugins.modeldelivery.report;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import jenkins.model.RunAction2;

/** A page of a build that is kept with it and knows it again after a restart. */
public abstract class BuildPage implements RunAction2 {
    private transient Run<?, ?> run;

    @Override
    public final void onAttached(Run<?, ?> r) {
        run = r;
    }

    @Override
    public final void onLoad(Run<?, ?> r) {
        run = r;
    }

    /** The build; called {@code object} because core's layout for pages of a build asks for that. */
    @NonNull
    public final Run<?, ?> getObject() {
        return run;
    }
}
