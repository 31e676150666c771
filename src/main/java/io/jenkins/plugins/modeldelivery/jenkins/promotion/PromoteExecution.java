package io.jenkins.plugins.modeldelivery.jenkins.promotion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.console.HyperlinkNote;
import hudson.console.ModelHyperlinkNote;
import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.modeldelivery.approval.Approval;
import io.jenkins.plugins.modeldelivery.approval.ApprovalAction;
import io.jenkins.plugins.modeldelivery.approval.ApprovalRules;
import io.jenkins.plugins.modeldelivery.configuration.DownstreamJob;
import io.jenkins.plugins.modeldelivery.configuration.EnvironmentConfiguration;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.jenkins.notification.Notifications;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.permissions.BuildOrigin;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.promotion.Actor;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.promotion.DeliveryEvents;
import io.jenkins.plugins.modeldelivery.promotion.DeliverySession;
import io.jenkins.plugins.modeldelivery.promotion.DownstreamNeed;
import io.jenkins.plugins.modeldelivery.promotion.EvidenceKind;
import io.jenkins.plugins.modeldelivery.promotion.Phase;
import io.jenkins.plugins.modeldelivery.promotion.PromotionRequest;
import io.jenkins.plugins.modeldelivery.recording.ModelHistory;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

/**
 * {@code promoteModel}. With {@code approval: true} everything is checked first, then a person is asked, then everything
 * is checked again: days may have passed. The answer, yes or no, is recorded in the ledger as evidence.
 */
public final class PromoteExecution extends DeliveryExecution {
    private static final long serialVersionUID = 1;

    private final String model;
    private final String version;
    private final String image;
    private final String override;
    private final boolean approval;
    private boolean startDownstream;
    private String approvalId;

    public PromoteExecution(
            StepContext context,
            String environment,
            @CheckForNull EnvironmentConfiguration definition,
            String model,
            String version,
            @CheckForNull String image,
            @CheckForNull String override,
            boolean approval) {
        super(context, environment, definition);
        this.model = model;
        this.version = version;
        this.image = image;
        this.override = override;
        this.approval = approval;
    }

    /** Afterwards the jobs of models downstream that need a new evaluation are started. */
    public PromoteExecution startingDownstream() {
        startDownstream = true;
        return this;
    }

    @Override
    void concluded(Delivery d, EnvironmentConfiguration place) throws InterruptedException {
        if (!startDownstream) {
            return;
        }
        try {
            FlowExecution build = getContext().get(FlowExecution.class);
            new Downstream(run(), build == null ? Jenkins.ANONYMOUS2 : build.getAuthentication2(), this::log)
                    .start(d, place.getDownstreamJobs());
        } catch (IOException e) {
            log("No evaluation downstream is started; as whom this build runs could not be told: " + e.getMessage());
        }
    }

    @Override
    protected String function() {
        return "promoteModel";
    }

    @Override
    String model() {
        return model;
    }

    @Override
    Optional<Delivery> prepare(DeliverySession open, Authority authority)
            throws DeliveryException, IOException, InterruptedException {
        authority.requireNoProposal();
        if (approval) {
            return approvalId == null ? ask(open, authority) : answered(open, authority);
        }
        String user = place().isPersonRequired()
                ? authority.requirePerson(ModelDeliveryPermissions.PROMOTE)
                : authority.require(ModelDeliveryPermissions.PROMOTE);
        if (authority.isNobody()) {
            log("No person started this build; it promotes with the authority of whoever configured the job"
                    + " (person: required in the environment asks for one)");
        }
        if (override != null) {
            user = authority.requirePerson(ModelDeliveryPermissions.OVERRIDE);
        }
        if (open.environment().requires().contains(EvidenceKind.APPROVAL)) {
            log("This environment requires an approval; the step asks for one with approval: true");
        }
        Delivery prepared = open.promotion().prepare(request(authority.actor(user)));
        requireApprovals(open, prepared);
        return Optional.of(prepared);
    }

    /** What was approved when fewer people were needed is not approved by enough now. */
    private void requireApprovals(DeliverySession open, Delivery prepared)
            throws DeliveryException, InterruptedException {
        Integer needed = place().getApprovals();
        for (String id : needed == null ? List.<String>of() : prepared.draft().evidence()) {
            Optional<Evidence> evidence = open.ledger().evidence().get(model, version, id);
            if (evidence.isPresent() && Approval.people(evidence.get()) < needed) {
                throw new RefusedException("Evidence " + id + " is the approval of "
                        + Approval.people(evidence.get()) + ", and " + environmentName() + " needs " + needed
                        + "; ask again with approval: true");
            }
        }
    }

    @Override
    boolean isAsking() {
        Approval question = approvalId == null ? null : ApprovalAction.of(run()).find(approvalId);
        return question != null && question.isPending();
    }

    private PromotionRequest request(Actor actor) {
        return new PromotionRequest(model, version, Optional.ofNullable(image), Optional.ofNullable(override), actor);
    }

    private Optional<Delivery> ask(DeliverySession open, Authority authority)
            throws DeliveryException, IOException, InterruptedException {
        Delivery checked = open.promotionBeforeApproval().prepare(request(authority.actor(authority.anybody())));
        if (checked.phase() != Phase.PREPARED) {
            return Optional.of(checked); // our own rollout in flight, which somebody approved when it began
        }
        ApprovalAction action = ApprovalAction.of(run());
        FlowNode node = getContext().get(FlowNode.class);
        // by the node a question is found again that was asked before this step could remember it
        approvalId = action.ask(Approval.of(checked, override, node == null ? null : node.getId())
                .by(rules(authority))
                .heldTo(open.environment().limits()));
        if (node != null && PauseAction.getCurrentPause(node) == null) {
            node.addAction(new PauseAction("Approval"));
        }
        store();
        log(HyperlinkNote.encodeTo(
                "/" + run().getUrl() + action.getUrlName() + "/",
                "Promote or reject " + model + " " + version + ": somebody with the permission ModelDelivery/Promote"));
        return Optional.empty();
    }

    private ApprovalRules rules(Authority authority) throws IOException, InterruptedException {
        EnvironmentConfiguration at = place();
        List<String> parties = new ArrayList<>();
        if (at.isSeparateDuties()) {
            parties.add(authority.anybody());
            List<String> authors = new BuildOrigin(run()).authors();
            parties.addAll(authors);
            if (authors.isEmpty()) {
                log(
                        "Separate duties: nobody tells who wrote the change, so that only who started the build may not approve");
            }
        }
        Integer needed = at.getApprovals();
        return new ApprovalRules(
                at.approverList(),
                needed == null ? 1 : needed,
                at.isSeparateDuties(),
                parties,
                at.isSeparateDuties() && parties.size() == 1);
    }

    private Optional<Delivery> answered(DeliverySession open, Authority authority)
            throws DeliveryException, IOException, InterruptedException {
        Approval answer = ApprovalAction.of(run()).find(approvalId);
        if (answer == null) {
            throw new AbortException("promoteModel: the question to approve this is no longer with the build");
        }
        if (answer.isWithdrawn()) { // no word of a person: nothing for the ledger
            throw new AbortException("promoteModel: nobody was asked to the end: " + answer.getReason());
        }
        endPause();
        String who = ModelHyperlinkNote.encodeTo("/user/" + answer.getUser(), answer.getUser());
        String why = answer.getReason().isEmpty() ? "" : ": " + answer.getReason();
        Actor actor = authority.actor(answer.getUser());
        if (!answer.isApproved()) {
            throw rejected(open, actor, answer, "promoteModel: rejected by " + answer.getUser() + why);
        }
        log("Approved by " + who + why);
        record(open, actor, answer);
        Delivery prepared = open.promotion().prepare(request(actor));
        requireApprovals(open, prepared);
        return Optional.of(prepared);
    }

    /** The person's word counts, whether or not the ledger can be told of it. */
    private AbortException rejected(DeliverySession open, Actor actor, Approval answer, String line)
            throws IOException, InterruptedException {
        try {
            record(open, actor, answer);
        } catch (DeliveryException e) {
            return new AbortException(line + "; the ledger could not be told: " + e.getMessage());
        }
        return new AbortException(line);
    }

    /** Recording the same answer again, after a restart, is no change. */
    private void record(DeliverySession open, Actor actor, Approval answer)
            throws DeliveryException, IOException, InterruptedException {
        FlowNode node = getContext().get(FlowNode.class);
        Evidence evidence = Evidence.of(
                        model, version, answer.getDigest(), answer.getTime(), actor.buildUrl(), answer.toReport())
                .from(new BuildOrigin(run()).provenance(node == null ? null : node.getId(), null));
        new ModelHistory(open.ledger(), model).record(evidence);
        log("Evidence " + evidence.id() + " recorded");
    }

    @Override
    protected void refused(@NonNull DeliveryException e) {
        if (e instanceof RefusedException refusal) {
            DeliveryEvents.of(refusal, model, version, environmentName(), Instant.now())
                    .ifPresent(event -> Notifications.fire(run(), event));
        }
    }

    private void endPause() throws IOException, InterruptedException {
        FlowNode node = getContext().get(FlowNode.class);
        if (node != null) {
            PauseAction.endCurrentPause(node);
        }
    }

    @Override
    void withdraw(String why) throws IOException, InterruptedException {
        if (approvalId != null) {
            endPause();
            ApprovalAction.of(run()).withdraw(approvalId, why);
        }
    }

    /**
     * Starts the jobs of models that need a new evaluation after a promotion, as whom the build runs as. Whatever keeps a job
     * from being started is a line in the log: the promotion is done, and stays done.
     */
    private static final class Downstream {
        static final String VERSION = "VERSION";

        private final Run<?, ?> run;
        private final Authentication authentication;
        private final Consumer<String> log;

        /** @param authentication of the build, who must be allowed to build what is started */
        Downstream(Run<?, ?> run, Authentication authentication, Consumer<String> log) {
            this.run = run;
            this.authentication = authentication;
            this.log = log;
        }

        void start(Delivery d, List<DownstreamJob> jobs) {
            for (DownstreamNeed need : new LinkedHashSet<>(DownstreamNeed.of(d))) {
                Optional<String> job = jobs.stream()
                        .filter(one -> need.model().equals(one.getModel()))
                        .map(DownstreamJob::getJob)
                        .findFirst();
                String told = need.model() + " " + need.version();
                if (job.isEmpty()) {
                    log.accept("No job is configured that evaluates " + told + " (downstreamJobs of this environment)");
                } else {
                    log.accept(start(told, need.version(), job.get()));
                }
            }
        }

        /** One line about what came of it. */
        private String start(String told, String version, String name) {
            String refused = "The evaluation of " + told + " is not started: ";
            try (ACLContext as = ACL.as2(authentication)) {
                Job<?, ?> job = Jenkins.get().getItemByFullName(name, Job.class);
                if (job == null) {
                    return refused + nobodySees(name);
                }
                if (isUpstream(job)) {
                    return refused + "job '" + name + "' is this job, or led to this build";
                }
                if (!job.hasPermission(Item.BUILD)) {
                    return refused + authentication.getName() + " may not build job '" + name + "'";
                }
                if (!(job instanceof ParameterizedJobMixIn.ParameterizedJob) || !job.isBuildable()) {
                    return refused + "job '" + name + "' is disabled, or cannot be built";
                }
                boolean queued = ParameterizedJobMixIn.scheduleBuild2(job, 0, actions(job, version)) != null;
                return queued
                        ? "Started " + ModelHyperlinkNote.encodeTo(job) + ", which evaluates " + told
                        : refused + "job '" + name + "' was not taken into the queue";
            } catch (AccessDeniedException e) {
                return refused + nobodySees(name);
            } catch (RuntimeException e) {
                return refused + "job '" + name + "' could not be put into the queue: " + e;
            }
        }

        /** Who may not see a job is told the same as for one that is not there. */
        private String nobodySees(String name) {
            return "there is no job '" + name + "' that " + authentication.getName() + " may see";
        }

        private Action[] actions(Job<?, ?> job, String version) {
            Action cause = new CauseAction(new Cause.UpstreamCause(run));
            ParametersDefinitionProperty asked = job.getProperty(ParametersDefinitionProperty.class);
            return asked == null ? new Action[] {cause} : new Action[] {cause, parameters(asked, version)};
        }

        /** Whether the build would start itself, at once or in a circle. */
        private boolean isUpstream(Job<?, ?> job) {
            if (job.equals(run.getParent())) {
                return true;
            }
            List<Cause> open = new ArrayList<>(run.getCauses());
            while (!open.isEmpty()) {
                if (open.remove(open.size() - 1) instanceof Cause.UpstreamCause upstream) {
                    if (upstream.getUpstreamProject().equals(job.getFullName())) {
                        return true;
                    }
                    open.addAll(upstream.getUpstreamCauses());
                }
            }
            return false;
        }

        /** Defaults, but for the version where the job asks for one. */
        private static ParametersAction parameters(ParametersDefinitionProperty asked, String version) {
            List<ParameterValue> values = new ArrayList<>();
            for (ParameterDefinition definition : asked.getParameterDefinitions()) {
                boolean isVersion = definition.getName().equals(VERSION);
                ParameterValue value = isVersion && definition instanceof StringParameterDefinition text
                        ? text.createValue(version)
                        : definition.getDefaultParameterValue();
                if (value != null) {
                    values.add(value);
                }
            }
            return new ParametersAction(values);
        }
    }
}
