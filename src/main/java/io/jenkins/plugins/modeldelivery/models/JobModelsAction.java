package io.jenkins.plugins.modeldelivery.models;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.modeldelivery.report.JobModels;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.verb.GET;

/** "Models" of a job: leads to the page of the job's model, or shows which ones there are. */
@Restricted(NoExternalUse.class)
public final class JobModelsAction implements Action {
    private final Job<?, ?> job;
    private final List<String> models;

    private JobModelsAction(Job<?, ?> job, List<String> models) {
        this.job = job;
        this.models = models;
    }

    public Job<?, ?> getObject() {
        return job;
    }

    @NonNull
    public List<String> getModels() {
        return models;
    }

    /** The page of a model that this job had to do with; the ledger's others are not shown here. */
    @CheckForNull
    public ModelPage getModel(String name) {
        job.checkPermission(Item.READ);
        return models.contains(name) ? new ModelPage(job, name) : null;
    }

    @GET
    public HttpResponse doIndex() {
        job.checkPermission(Item.READ);
        return models.size() == 1
                ? HttpResponses.redirectTo("model/" + models.get(0) + "/")
                : HttpResponses.forwardToView(this, "list");
    }

    @Override
    public String getIconFileName() {
        return "symbol-analytics-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return models.size() == 1 ? Messages.JobModelsAction_One() : Messages.JobModelsAction_Many();
    }

    @Override
    public String getUrlName() {
        return "models";
    }

    /** Of every job that had to do with a model. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return JobModelsAction.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job target) {
            Job<?, ?> job = target;
            List<String> models = JobModels.known(job);
            return models.isEmpty() ? List.of() : List.of(new JobModelsAction(job, models));
        }
    }
}
