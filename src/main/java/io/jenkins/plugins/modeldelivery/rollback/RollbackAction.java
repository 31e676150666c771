package io.jenkins.plugins.modeldelivery.rollback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Job;
import hudson.model.User;
import hudson.security.ACL;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.configuration.Environments;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.UnreachableException;
import io.jenkins.plugins.modeldelivery.jenkins.cluster.Agent;
import io.jenkins.plugins.modeldelivery.models.LedgerViews;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.recording.RollbackChoice;
import io.jenkins.plugins.modeldelivery.report.JobModels;
import io.jenkins.plugins.modeldelivery.report.JsonDocumentResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/**
 * The page "Rollback" of a job. What it offers comes from the ledger, and what is posted is checked against the ledger
 * again: a version that never served there, or of a model that this job never had to do with, is refused.
 */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class RollbackAction implements Action, StaplerProxy {
    static final String URL = "model-rollback";
    private static final int MAX_REASON = 1000;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final Job<?, ?> job;

    RollbackAction(Job<?, ?> job) {
        this.job = job;
    }

    /** The whole page, everything below it included, is for those who may roll back. */
    @Override
    public Object getTarget() {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        return this;
    }

    /** The job; called {@code object} because core's layout for pages of a job asks for that. */
    public Job<?, ?> getObject() {
        return job;
    }

    /** Makes {@code .../api/json} work; {@link #getTarget} has checked who asks. */
    public Api getApi() {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        return new Api(this);
    }

    /** Nothing for others: the API of the job shows its actions without asking {@link #getTarget}. */
    private boolean isForbidden() {
        return !job.hasPermission(ModelDeliveryPermissions.ROLLBACK);
    }

    @NonNull
    @Exported
    public List<String> getModels() throws IOException {
        return isForbidden() ? List.of() : JobModels.of(job);
    }

    /** The names of the environments that the job sees. */
    @NonNull
    @Exported
    public List<String> getEnvironments() {
        return isForbidden()
                ? List.of()
                : List.copyOf(Environments.visibleTo(job).keySet());
    }

    /** The last rollbacks that were asked for here, newest first. */
    @NonNull
    @Exported(inline = true)
    public List<RollbackOperation> getOperations() throws IOException {
        return isForbidden() ? List.of() : RollbackOperations.get().last(job);
    }

    @CheckForNull
    public RollbackOperation getOperation(String id) throws IOException {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        return RollbackOperations.get().find(job, id);
    }

    /** {@code .../data?model=M&environment=E}: what may come back there, for the page's script. */
    @GET
    @WebMethod(name = "data")
    public HttpResponse doData(@QueryParameter String model, @QueryParameter String environment)
            throws IOException, InterruptedException {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        try {
            EnvironmentConfiguration configuration = environment(model, environment);
            RollbackChoice choice = LedgerViews.get().choice(model, environment);
            return JsonDocumentResponse.changing(ChoiceDocument.of(choice, obstacle(model, configuration)));
        } catch (BadInputException e) {
            return HttpResponses.errorWithoutStack(400, e.getMessage());
        } catch (DeliveryException e) {
            return HttpResponses.errorWithoutStack(UNAVAILABLE, e.getMessage());
        }
    }

    /**
     * Starts a rollback and leads to its page.
     *
     * @param from digest of what served when the page was read; another one by now is a reason to look again
     */
    @RequirePOST
    public HttpResponse doStart(
            @QueryParameter String model,
            @QueryParameter String environment,
            @QueryParameter String version,
            @QueryParameter String from,
            @QueryParameter String reason)
            throws IOException, InterruptedException {
        job.checkPermission(ModelDeliveryPermissions.ROLLBACK);
        try {
            EnvironmentConfiguration configuration = environment(model, environment);
            String why = reason(reason);
            RollbackChoice choice = LedgerViews.get().choice(model, environment);
            String obstacle = obstacle(model, configuration);
            if (!obstacle.isEmpty()) {
                return HttpResponses.errorWithoutStack(CONFLICT, obstacle);
            }
            boolean offered = choice.candidates().stream()
                    .anyMatch(option -> option.served().target().version().equals(version));
            if (!offered) {
                throw new BadInputException(
                        Messages.RollbackAction_NotOffered(Names.require("version", version), model, environment));
            }
            if (!ChoiceDocument.from(choice).equals(Util.fixNull(from))) {
                return HttpResponses.errorWithoutStack(CONFLICT, Messages.RollbackAction_Changed(environment));
            }
            return start(choice, configuration, model, version, why);
        } catch (BadInputException e) {
            return HttpResponses.errorWithoutStack(400, e.getMessage());
        } catch (DeliveryException e) {
            return HttpResponses.errorWithoutStack(UNAVAILABLE, e.getMessage());
        }
    }

    private HttpResponse start(
            RollbackChoice choice, EnvironmentConfiguration configuration, String model, String version, String reason)
            throws IOException, BadInputException {
        RollbackRecord record = new RollbackRecord(
                model,
                configuration,
                version,
                choice.current().map(o -> o.served().target().version()).orElse(""),
                user(),
                reason,
                Instant.now());
        Optional<RollbackOperation> operation = RollbackOperations.get().start(job, record);
        return operation
                .<HttpResponse>map(o -> HttpResponses.redirectTo("operation/" + o.getId() + "/"))
                .orElseGet(() -> HttpResponses.errorWithoutStack(
                        CONFLICT, Messages.RollbackOperations_Running(configuration.getName())));
    }

    /** The environment, if it is one of the job's and the model is, too. */
    private EnvironmentConfiguration environment(String model, String environment)
            throws IOException, DeliveryException {
        Names.require("model", model);
        Names.require("environment", environment);
        if (!getModels().contains(model)) {
            throw new BadInputException(Messages.RollbackAction_NotOfJob(job.getFullDisplayName(), model));
        }
        return Environments.require(job, environment, null, model);
    }

    private static String reason(String given) throws BadInputException {
        String reason = Util.fixNull(given).trim();
        if (reason.isEmpty()) {
            throw new BadInputException(Messages.RollbackAction_NoReason());
        }
        if (reason.length() > MAX_REASON) {
            throw new BadInputException(Messages.RollbackAction_LongReason(MAX_REASON));
        }
        return reason;
    }

    /** Who is asking. */
    static String user() {
        User user = User.current();
        return user == null ? ACL.ANONYMOUS_USERNAME : user.getId();
    }

    private static String obstacle(String model, EnvironmentConfiguration environment) throws DeliveryException {
        if (environment.isFromAgent() && environment.getAgentLabel() == null) {
            return Messages.RollbackAction_FromAgent(environment.getName());
        }
        if (environment.isFromAgent()) {
            try {
                Agent.online(environment.agents());
            } catch (UnreachableException e) {
                return e.getMessage();
            }
        }
        return RollbackOperations.get().running(model, environment.getName()).isPresent()
                ? Messages.RollbackOperations_Running(environment.getName())
                : "";
    }

    @Override
    public String getIconFileName() {
        return job.hasPermission(ModelDeliveryPermissions.ROLLBACK)
                ? "symbol-arrow-undo-outline plugin-ionicons-api"
                : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.RollbackAction_DisplayName();
    }

    @Override
    public String getUrlName() {
        return job.hasPermission(ModelDeliveryPermissions.ROLLBACK) ? URL : null;
    }
}
