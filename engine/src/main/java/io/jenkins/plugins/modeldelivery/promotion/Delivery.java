package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.SpecSeen;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadSnapshot;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDetails.Action;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.rendering.Cell;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole state of one promotion or rollback: a small immutable value, stored as its JSON ({@link #toJson},
 * {@link #parse}) and resumed from there, by the same process or another one.
 *
 * @param seq number of the DECIDED in the ledger, 0 while there is none
 * @param generation of the workload after our last write, 0 before it
 * @param spec what we last saw that the workload is to be, and since which generation
 * @param deadline until when the present phase must be over
 * @param since when the present trouble, or the settling, began; {@link Instant#EPOCH} for neither
 * @param line the last thing seen, for people
 * @param failure why it went wrong, empty if it did not
 */
public record Delivery(
        Change change,
        Phase phase,
        Outcome outcome,
        long seq,
        long generation,
        SpecSeen spec,
        Instant deadline,
        Instant since,
        String line,
        String failure)
        implements Report {
    private static final String SCHEMA = "promotion-report";
    private static final int LOOKS_MISSED = 5; // so many, for a slow server's sake, until what was seen counts no more

    /**
     * What is to be done.
     *
     * @param draft what is decided; its operation is also the workload's decision annotation
     * @param rollback whether an earlier version is brought back
     * @param image what the workload is given
     * @param previousImage what it held before, exactly as it stood there
     * @param more keys of the state that only another release knows; kept with it
     */
    public record Change(
            DecisionDraft draft, boolean rollback, String image, String previousImage, Map<String, JsonNode> more) {
        Change(DecisionDraft draft, boolean rollback, String image, String previousImage) {
            this(draft, rollback, image, previousImage, Map.of());
        }
    }

    /**
     * {@code model-delivery/promotion-report/v1}, whose keys the components are: at once the report of a delivery and the state
     * that it is resumed from.
     *
     * @param decision the operation
     * @param previous what ran before
     */
    record Document(
            String schema,
            Verdict verdict,
            List<String> reasons,
            Action action,
            Outcome outcome,
            String model,
            String version,
            String digest,
            String environment,
            String decision,
            String image,
            String previousImage,
            Optional<Target> previous,
            List<String> evidence,
            Optional<String> evalSet,
            Optional<Verdict> drift,
            String user,
            String reason,
            Optional<String> buildUrl,
            DecisionDetails details,
            Optional<SpecSeen> spec,
            Phase phase,
            long seq,
            long generation,
            Instant deadline,
            Instant since,
            String line,
            String failure,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
        Delivery delivery() throws BadInputException {
            boolean rollback = action == Action.ROLLBACK;
            DecisionDraft draft = new DecisionDraft(
                    model,
                    environment,
                    Decision.Kind.DECIDED,
                    decision,
                    previous,
                    Target.of(version, digest),
                    evidence,
                    evalSet,
                    drift,
                    user,
                    reason,
                    buildUrl,
                    details);
            return new Delivery(
                    new Change(draft, rollback, image, previousImage, more),
                    phase,
                    outcome,
                    seq,
                    generation,
                    spec.orElse(SpecSeen.NEVER),
                    deadline,
                    since,
                    line,
                    failure);
        }
    }

    public DecisionDraft draft() {
        return change.draft();
    }

    public boolean rollback() {
        return change.rollback();
    }

    public String image() {
        return change.image();
    }

    public String previousImage() {
        return change.previousImage();
    }

    public String operation() {
        return draft().operation();
    }

    public boolean isDone() {
        return phase == Phase.DONE;
    }

    /** Whether to let some time pass before the next {@link Promotion#advance}. */
    public boolean waits() {
        return phase == Phase.WATCHING || phase == Phase.SETTLING || phase == Phase.REVERT_WATCHING || isContested();
    }

    /** Whether our write does not get through because others keep writing. */
    public boolean isContested() {
        return (phase == Phase.DECIDED || phase == Phase.REVERTING) && since.isAfter(Instant.EPOCH);
    }

    /** The same after another write that lost. */
    Delivery contested(Instant now, String why) {
        return (isContested() ? this : since(now)).at(phase, why);
    }

    Delivery at(Phase next, String seen) {
        return new Delivery(change, next, outcome, seq, generation, spec, deadline, since, seen, failure);
    }

    Delivery until(Instant newDeadline) {
        return new Delivery(change, phase, outcome, seq, generation, spec, newDeadline, since, line, failure);
    }

    Delivery since(Instant begin) {
        return new Delivery(change, phase, outcome, seq, generation, spec, deadline, begin, line, failure);
    }

    Delivery decided(long number) {
        return new Delivery(change, phase, outcome, number, generation, spec, deadline, since, line, failure);
    }

    /** After one more look at the workload, where looks are {@code poll} apart. */
    Delivery seeing(WorkloadSnapshot s, Instant now, Duration poll) {
        SpecSeen next = spec.next(s, now, poll.multipliedBy(LOOKS_MISSED));
        return new Delivery(change, phase, outcome, seq, generation, next, deadline, since, line, failure);
    }

    Delivery written(WorkloadSnapshot after, Instant now) {
        long ours = after.counts().generation();
        SpecSeen anew = SpecSeen.of(after, now);
        return new Delivery(change, phase, outcome, seq, ours, anew, deadline, since, line, failure);
    }

    Delivery with(DecisionDraft newDraft) {
        Change other = new Change(newDraft, rollback(), image(), previousImage(), change.more());
        return new Delivery(other, phase, outcome, seq, generation, spec, deadline, since, line, failure);
    }

    Delivery refusedByCluster() throws BadInputException {
        return with(draft().withDetails(draft().details().withRefusal("cluster")));
    }

    /** Whether it failed because the cluster did not accept the change, which says nothing about the version. */
    public boolean isRefusedByCluster() {
        return outcome == Outcome.FAILED && draft().details().refusedBy().isPresent();
    }

    /** How the eval set compared with live requests when this was checked; empty where that was not asked for. */
    public Optional<String> liveShift() {
        return draft().details().liveShift().map(DecisionDetails.LiveFinding::line);
    }

    /** What a person who approves it should know beside the evidence: live requests, and the models it depends on. */
    public List<String> standsOn() {
        return DownstreamEffects.standsOn(this);
    }

    /** What the end of this delivery means for the models around it; one line each, empty before the end. */
    public List<String> consequences() {
        return DownstreamEffects.lines(this);
    }

    Delivery failing(String why) {
        return new Delivery(change, Phase.FAILING, outcome, seq, generation, spec, deadline, Instant.EPOCH, why, why);
    }

    Delivery done(Outcome end, String seen) {
        String why = end == Outcome.PROMOTED || end == Outcome.ROLLED_BACK ? "" : failure.isEmpty() ? seen : failure;
        return new Delivery(change, Phase.DONE, end, seq, generation, spec, deadline, since, seen, why);
    }

    @Override
    public Verdict verdict() {
        return switch (outcome) {
            case PROMOTED, ROLLED_BACK -> Verdict.PASS;
            case PENDING -> Verdict.INCONCLUSIVE;
            default -> Verdict.FAIL;
        };
    }

    @Override
    public List<String> reasons() {
        if (verdict() == Verdict.PASS) {
            return List.of();
        }
        return failure.isEmpty() || failure.equals(line) ? List.of(line) : List.of(failure, line);
    }

    @Override
    public ObjectNode toJson() {
        DecisionDraft draft = draft();
        return Json.tree(new Document(
                Json.schema(SCHEMA),
                verdict(),
                reasons(),
                rollback() ? Action.ROLLBACK : Action.PROMOTE,
                outcome,
                draft.model(),
                draft.to().version(),
                draft.to().digest(),
                draft.environment(),
                operation(),
                image(),
                previousImage(),
                draft.from(),
                draft.evidence(),
                draft.evalSet(),
                draft.drift(),
                draft.user(),
                draft.reason(),
                draft.buildUrl(),
                draft.details(),
                Optional.of(spec).filter(s -> !s.equals(SpecSeen.NEVER)),
                phase,
                seq,
                generation,
                deadline,
                since,
                line,
                failure,
                change.more()));
    }

    /** Reads a state back. */
    public static Delivery parse(String json) throws BadInputException {
        String source = "the delivery's state";
        JsonNode tree = Json.parse(json, source);
        Json.requireSchema(tree, SCHEMA, source);
        return Json.bind(tree, Document.class, source).delivery();
    }

    @Override
    public Layout layout() {
        DecisionDraft draft = draft();
        String headline = verdict() + " " + outcome + ": " + draft.model() + " "
                + draft.to().version() + " in " + draft.environment()
                + draft.from().map(f -> " (before: " + f.version() + ")").orElse("");
        String place = draft.model();
        Section decision = Section.figures("Decision")
                .figure("outcome", outcome)
                .figure("environment", draft.environment())
                .figure(
                        "version",
                        draft.from().map(f -> f.version() + " to ").orElse("")
                                + draft.to().version())
                .figure("decided by", draft.user())
                .figure("because", draft.reason())
                .figure("digest", draft.to().digest())
                .figure("image", image())
                .figure("image before", previousImage())
                .figure("live requests", liveShift())
                .figure("operation", operation())
                .figure(
                        "evidence",
                        Cell.referring(draft.evidence().stream()
                                .map(id -> new Cell.Reference(
                                        id, place + "/evidence/" + draft.to().version() + "/" + id))
                                .toList()))
                .figure(
                        "in the ledger",
                        Cell.referring(
                                seq == 0
                                        ? List.of()
                                        : List.of(new Cell.Reference("decision " + seq, place + "/decisions/" + seq))))
                .end();
        return new Layout(headline, reasons(), List.of(decision), consequences());
    }
}
