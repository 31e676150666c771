package io.jenkins.plugins.modeldelivery.approval;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import io.jenkins.plugins.modeldelivery.configuration.ModelDeliveryConfiguration;
import io.jenkins.plugins.modeldelivery.failure.DeliveryException;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Ledger;
import io.jenkins.plugins.modeldelivery.permissions.ModelDeliveryPermissions;
import io.jenkins.plugins.modeldelivery.report.BuildPage;
import io.jenkins.plugins.modeldelivery.report.GateCard;
import io.jenkins.plugins.modeldelivery.report.JobModels;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * The page "Model approval" of a build. Questions and answers are kept with the build, so that a restart loses neither;
 * the step that asked looks here for its answer.
 */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class ApprovalAction extends BuildPage {
    private static final int MAX_REASON = 1000;

    /** Replaced, never changed: a build may be saved at any time, by anybody, while branches in parallel ask. */
    private volatile List<Approval> approvals = new ArrayList<>();

    /** The build's page, made if it has none yet. */
    @NonNull
    public static ApprovalAction of(@NonNull Run<?, ?> run) {
        synchronized (run) {
            ApprovalAction action = run.getAction(ApprovalAction.class);
            if (action == null) {
                action = new ApprovalAction();
                run.addAction(action);
            }
            return action;
        }
    }

    /**
     * Asks, and saves the question with the build. A step that asks again, as one does that a dying controller had no time to
     * remember, gets the question that people may be looking at, or have answered.
     *
     * @return its id
     */
    @NonNull
    public String ask(@NonNull Approval question) throws IOException {
        synchronized (this) {
            Optional<Approval> asked =
                    approvals.stream().filter(question::isOfSameAsker).findFirst();
            if (asked.isPresent()) {
                return asked.get().getId();
            }
            List<Approval> more = new ArrayList<>(approvals);
            more.add(question);
            approvals = more;
        }
        getObject().save();
        return question.getId();
    }

    @CheckForNull
    public synchronized Approval find(@CheckForNull String id) {
        return approvals.stream().filter(a -> a.getId().equals(id)).findFirst().orElse(null);
    }

    /** Nobody waits for the answer any more. */
    public void withdraw(@NonNull String id, @NonNull String why) throws IOException {
        record(id, Approval.State.WITHDRAWN, "", why);
    }

    /** Nobody waits for any answer any more. */
    void withdrawAll(String why) throws IOException {
        for (Approval approval : getApprovals()) {
            record(approval.getId(), Approval.State.WITHDRAWN, "", why);
        }
    }

    @Exported(inline = true)
    public synchronized List<Approval> getApprovals() {
        return List.copyOf(approvals);
    }

    /** Whether the present user may answer that question. */
    public boolean mayAnswer(@NonNull Approval approval) {
        return getObject().getParent().hasPermission(ModelDeliveryPermissions.PROMOTE)
                && (approval.getOverride() == null
                        || getObject().getParent().hasPermission(ModelDeliveryPermissions.OVERRIDE));
    }

    /** Why the present user's yes would not count; null when it would. */
    @CheckForNull
    public String objection(@NonNull Approval approval) {
        Authentication now = Jenkins.getAuthentication2();
        String by = now.getName();
        return approval.getConsenting().contains(by)
                ? "You approved this already; "
                        + (approval.getRules().getNeeded()
                                - approval.getConsenting().size()) + " more have to"
                : approval.getRules()
                        .objection(
                                by,
                                now.getAuthorities().stream()
                                        .map(GrantedAuthority::getAuthority)
                                        .toList());
    }

    /** The evidence of a question, one card for each piece; asks the ledger, so it is no part of the page itself. */
    @NonNull
    public List<GateCard> cards(@CheckForNull String id) throws InterruptedException {
        Approval approval = find(id);
        return approval == null ? List.of() : cards(approval, approval.getEvidence());
    }

    private List<GateCard> cards(Approval approval, List<String> ids) throws InterruptedException {
        List<GateCard> cards = new ArrayList<>();
        try (Ledger ledger = ModelDeliveryConfiguration.get().open(getObject())) {
            for (String id : ids) {
                Optional<Evidence> evidence = ledger.evidence().get(approval.getModel(), approval.getVersion(), id);
                evidence.ifPresent(e -> cards.add(GateCard.of(id, e.kind(), e.report())));
            }
        } catch (DeliveryException e) {
            return List.of(); // the page says that evidence is missing
        }
        return cards;
    }

    /** Where the job shows the model's history; empty where the job only delivers what others judged, and has no such page. */
    @NonNull
    public String history(@CheckForNull String id) {
        Approval approval = find(id);
        return approval != null && JobModels.known(getObject().getParent()).contains(approval.getModel())
                ? "../../models/model/" + approval.getModel() + "/history"
                : "";
    }

    @RequirePOST
    public HttpResponse doApprove(@QueryParameter(required = true) String id, @QueryParameter String reason)
            throws IOException {
        return answer(id, Approval.State.APPROVED, reason);
    }

    @RequirePOST
    public HttpResponse doReject(@QueryParameter(required = true) String id, @QueryParameter String reason)
            throws IOException {
        return answer(id, Approval.State.REJECTED, reason);
    }

    private HttpResponse answer(String id, Approval.State state, String reason) throws IOException {
        getObject().getParent().checkPermission(ModelDeliveryPermissions.PROMOTE);
        Approval approval = find(id);
        if (approval == null) {
            return HttpResponses.notFound();
        }
        if (approval.getOverride() != null && state == Approval.State.APPROVED) {
            getObject().getParent().checkPermission(ModelDeliveryPermissions.OVERRIDE);
        }
        String objection = state == Approval.State.APPROVED ? objection(approval) : null;
        if (objection != null) {
            return HttpResponses.errorWithoutStack(403, objection);
        }
        String why = Util.fixNull(reason).trim();
        if (why.length() > MAX_REASON) {
            return HttpResponses.errorWithoutStack(400, "A reason has at most " + MAX_REASON + " characters");
        }
        User user = User.current();
        String by = user == null ? ACL.ANONYMOUS_USERNAME : user.getId();
        return record(id, state, by, why)
                ? HttpResponses.redirectTo(".")
                : HttpResponses.errorWithoutStack(409, "This question was answered already");
    }

    private boolean record(String id, Approval.State state, String by, String why) throws IOException {
        synchronized (this) {
            Approval approval = find(id);
            if (approval == null || !approval.isPending()) {
                return false;
            }
            approval.answer(state, by, why, Instant.now());
        }
        getObject().save();
        return true;
    }

    /** {@code .../model-approval/data?id=ID}: a piece of evidence as the ledger has it. */
    @GET
    @WebMethod(name = "data")
    public HttpResponse doData(@QueryParameter(required = true) String id) throws InterruptedException {
        getObject().checkPermission(Item.READ);
        for (Approval approval : getApprovals()) {
            if (approval.getEvidence().contains(id)) {
                for (GateCard card : cards(approval, List.of(id))) {
                    return card.toResponse();
                }
            }
        }
        return HttpResponses.notFound();
    }

    @Override
    public String getIconFileName() {
        return "symbol-shield-half-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.ApprovalAction_DisplayName();
    }

    @Override
    public String getUrlName() {
        return "model-approval";
    }
}
