package io.jenkins.plugins.modeldelivery.approval;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Evidence;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.promotion.Delivery;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One question and, once given, its answer; kept in build.xml. Guarded by its {@link ApprovalAction}. */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class Approval implements Serializable {
    private static final long serialVersionUID = 1;

    /** How a question stands. */
    enum State {
        PENDING,
        APPROVED,
        REJECTED,
        WITHDRAWN
    }

    private final String id;
    private final String environment;
    private final String model;
    private final String version;
    private final String digest;
    private final String image;
    private final String previousVersion;
    private final String override;
    private final ArrayList<String> evidence;
    private final ArrayList<String> standsOn;
    private final String asker;
    private ApprovalRules rules;
    private String limits;
    private ArrayList<Consent> consents;
    private String state = State.PENDING.name();
    private String user = "";
    private String reason = "";
    private long time;

    /** One person's yes, where several are needed. */
    private static final class Consent implements Serializable {
        private static final long serialVersionUID = 1;

        private final String user;
        private final String reason;
        private final long time;

        Consent(String user, String reason, Instant time) {
            this.user = user;
            this.reason = reason;
            this.time = time.toEpochMilli();
        }

        ObjectNode toJson() {
            return Json.object()
                    .put("user", user)
                    .put("reason", reason)
                    .put("time", Instant.ofEpochMilli(time).toString());
        }
    }

    private Approval(Delivery d, @CheckForNull String override, @CheckForNull String asker) {
        id = UUID.randomUUID().toString();
        environment = d.draft().environment();
        model = d.draft().model();
        version = d.draft().to().version();
        digest = d.draft().to().digest();
        image = d.image();
        previousVersion = d.draft().from().map(Target::version).orElse("");
        this.override = override;
        evidence = new ArrayList<>(d.draft().evidence());
        standsOn = new ArrayList<>(d.standsOn());
        this.asker = asker;
    }

    /**
     * The question whether that checked delivery may go on.
     *
     * @param override why missing evidence is to be accepted; null when it is not
     * @param asker the step in its build, of which each asks once; null when that is not known
     */
    @NonNull
    public static Approval of(@NonNull Delivery checked, @CheckForNull String override, @CheckForNull String asker) {
        return new Approval(checked, override, asker);
    }

    /** The same question, of whom these rules say. */
    @NonNull
    public Approval by(@NonNull ApprovalRules who) {
        rules = who;
        return this;
    }

    /** The same question, which tells whose limits the evidence was held to. */
    @NonNull
    public Approval heldTo(@NonNull String told) {
        limits = told;
        return this;
    }

    /** Whose limits the evidence was held to: the repository's own, or also those of the environment. */
    @Exported
    public String getLimits() {
        return limits == null ? "" : limits; // null in questions of before
    }

    @NonNull
    public ApprovalRules getRules() {
        return rules == null ? ApprovalRules.USUAL : rules; // null in questions of before
    }

    /** Who said yes so far. */
    @Exported
    public List<String> getConsenting() {
        return consents == null
                ? List.of()
                : consents.stream().map(one -> one.user).toList();
    }

    /** Whether the same step asked both. */
    boolean isOfSameAsker(Approval other) {
        return asker != null && asker.equals(other.asker);
    }

    void answer(State given, String by, String why, Instant at) {
        if (given == State.APPROVED) {
            consents = consents == null ? new ArrayList<>() : new ArrayList<>(consents);
            consents.add(new Consent(by, why, at));
            if (consents.size() < getRules().getNeeded()) {
                return;
            }
        }
        state = given.name();
        user = by;
        reason = why;
        time = at.toEpochMilli();
    }

    @Exported
    public String getId() {
        return id;
    }

    @Exported
    public String getEnvironment() {
        return environment;
    }

    @Exported
    public String getModel() {
        return model;
    }

    @Exported
    public String getVersion() {
        return version;
    }

    @Exported
    public String getDigest() {
        return digest;
    }

    @Exported
    public String getImage() {
        return image;
    }

    /** The version that runs there now; empty when that cannot be told. */
    @Exported
    public String getPreviousVersion() {
        return previousVersion;
    }

    /** Why the promotion is asked for without the required evidence; null if it is not. */
    @CheckForNull
    @Exported
    public String getOverride() {
        return override;
    }

    /** Ids of the evidence in the ledger. */
    @Exported
    public List<String> getEvidence() {
        return List.copyOf(evidence);
    }

    /** What else was found: about live requests, and about the models that this one depends on. */
    @Exported
    public List<String> getStandsOn() {
        return standsOn == null ? List.of() : List.copyOf(standsOn); // null in questions of before
    }

    /** {@code PENDING}, {@code APPROVED}, {@code REJECTED} or {@code WITHDRAWN}. */
    @Exported
    public String getState() {
        return state;
    }

    public boolean isPending() {
        return state.equals(State.PENDING.name());
    }

    public boolean isApproved() {
        return state.equals(State.APPROVED.name());
    }

    /** Whether nobody waits for an answer any more, and nobody gave one. */
    public boolean isWithdrawn() {
        return state.equals(State.WITHDRAWN.name());
    }

    /** The id of the user who answered; empty while nobody has. */
    @Exported
    public String getUser() {
        return user;
    }

    @Exported
    public String getReason() {
        return reason;
    }

    /** When it was answered. */
    @NonNull
    public Instant getTime() {
        return Instant.ofEpochMilli(time);
    }

    /** The answer as a style class. */
    public String getTone() {
        return isApproved() ? "pass" : isPending() ? "inconclusive" : "fail";
    }

    /** How many people said yes in a piece of evidence; any number where that is no approval. */
    public static int people(@NonNull Evidence evidence) throws BadInputException {
        if (!evidence.kind().equals("approval")) {
            return Integer.MAX_VALUE;
        }
        Given given = Json.bind(evidence.report(), Given.class, "evidence " + evidence.id());
        return Math.max(1, given.approvals().size());
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Given(List<ObjectNode> approvals) {}

    /** The answer as a document {@code model-delivery/approval/v1}, to be recorded as evidence. */
    @NonNull
    public ObjectNode toReport() {
        ObjectNode json = Json.document("approval");
        json.put("verdict", (isApproved() ? Verdict.PASS : Verdict.FAIL).name());
        ArrayNode reasons = json.putArray("reasons");
        if (!isApproved()) {
            reasons.add("rejected by " + user + (reason.isEmpty() ? "" : ": " + reason));
        }
        json.put("model", model)
                .put("version", version)
                .put("digest", digest)
                .put("environment", environment)
                .put("user", user)
                .put("reason", reason)
                .put("time", getTime().toString());
        evidence.forEach(json.putArray("evidence")::add);
        if (isApproved() && getRules().getNeeded() > 1) {
            ArrayNode people = json.putArray("approvals");
            consents.forEach(one -> people.add(one.toJson()));
        }
        if (override != null) {
            json.put("override", override);
        }
        return json;
    }
}
