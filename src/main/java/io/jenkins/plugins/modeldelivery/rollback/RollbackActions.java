package io.jenkins.plugins.modeldelivery.rollback;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.report.JobModels;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Where "Rollback" stands in sidebars: with every job that had to do with a model, and with its builds. */
final class RollbackActions {
    private RollbackActions() {}

    private static boolean delivers(Job<?, ?> job) {
        return job.hasPermission(ModelDeliveryPermissions.ROLLBACK)
                && !JobModels.known(job).isEmpty();
    }

    /** The page itself, of a job. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class OfJob extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return RollbackAction.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job target) {
            Job<?, ?> job = target;
            return delivers(job) ? List.of(new RollbackAction(job)) : List.of();
        }
    }

    /** A way from a build to the page of its job. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class OfRun extends TransientActionFactory<Run> {
        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return Shortcut.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Run target) {
            Job<?, ?> job = target.getParent();
            return delivers(job) ? List.of(new Shortcut(job)) : List.of();
        }
    }

    /** Leads to the job's page; a rollback concerns what runs now, not a build. */
    static final class Shortcut implements Action {
        private final Job<?, ?> job;

        Shortcut(Job<?, ?> job) {
            this.job = job;
        }

        @Override
        public String getIconFileName() {
            return new RollbackAction(job).getIconFileName();
        }

        @Override
        public String getDisplayName() {
            return Messages.RollbackAction_DisplayName();
        }

        @Override
        public String getUrlName() {
            return "/" + job.getUrl() + RollbackAction.URL;
        }
    }
}
