package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The whole state of one promotion or rollback: a small immutable value, stored as its JSON ({@link #toJson},
 * {@link #parse}) and resumed from there, by the same process or another one.
 *
 * @param draft what is decided; its operation is also the workload's decision annotation
 * @param rollback whether an earlier version is brought back
 * @param image what the workload is given
 * @param previousImage what it held before, exactly as it stood there
 * @param seq number of the DECIDED in the ledger, 0 while there is none
 * @param generation of the workload after our last write, 0 before it
 * @param deadline until when the present phase must be over
 * @param since when the present trouble, or the settling, began; {@link Instant#EPOCH} for neither
 * @param line the last thing seen, for people
 * @param failure why it went wrong, empty if it did not
 */
public record Delivery(
        DecisionDraft draft,
        boolean rollback,
        String image,
        String previousImage,
        Phase phase,
        Outcome outcome,
        long seq,
        long generation,
        Instant deadline,
        Instant since,
        String line,
        String failure)
        implements Report {
    private static final String REFUSED_BY = "refusedBy";

    public String operation() {
        return draft.operation();
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
        return new Delivery(
                draft, rollback, image, previousImage, next, outcome, seq, generation, deadline, since, seen, failure);
    }

    Delivery until(Instant newDeadline) {
        return new Delivery(
                draft,
                rollback,
                image,
                previousImage,
                phase,
                outcome,
                seq,
                generation,
                newDeadline,
                since,
                line,
                failure);
    }

    Delivery since(Instant begin) {
        return new Delivery(
                draft, rollback, image, previousImage, phase, outcome, seq, generation, deadline, begin, line, failure);
    }

    Delivery decided(long number) {
        return new Delivery(
                draft,
                rollback,
                image,
                previousImage,
                phase,
                outcome,
                number,
                generation,
                deadline,
                since,
                line,
                failure);
    }

    Delivery written(long newGeneration) {
        return new Delivery(
                draft,
                rollback,
                image,
                previousImage,
                phase,
                outcome,
                seq,
                newGeneration,
                deadline,
                since,
                line,
                failure);
    }

    Delivery with(DecisionDraft newDraft) {
        return new Delivery(
                newDraft,
                rollback,
                image,
                previousImage,
                phase,
                outcome,
                seq,
                generation,
                deadline,
                since,
                line,
                failure);
    }

    Delivery refusedByCluster() throws BadInputException {
        return with(draft.withDetails(draft.details().deepCopy().put(REFUSED_BY, "cluster")));
    }

    /** Whether it failed because the cluster did not accept the change, which says nothing about the version. */
    public boolean isRefusedByCluster() {
        return outcome == Outcome.FAILED && draft.details().has(REFUSED_BY);
    }

    /** How the eval set compared with live requests when this was checked; empty where that was not asked for. */
    public Optional<String> liveShift() {
        return Optional.ofNullable(draft.details().at("/liveShift/line").textValue());
    }

    /** What a person who approves it should know beside the evidence: live requests, and the models it depends on. */
    public List<String> standsOn() {
        return Consequences.standsOn(this);
    }

    /** What the end of this delivery means for the models around it; one line each, empty before the end. */
    public List<String> consequences() {
        return Consequences.lines(this);
    }

    Delivery failing(String why) {
        return new Delivery(
                draft,
                rollback,
                image,
                previousImage,
                Phase.FAILING,
                outcome,
                seq,
                generation,
                deadline,
                Instant.EPOCH,
                why,
                why);
    }

    Delivery done(Outcome end, String seen) {
        String why = end == Outcome.PROMOTED || end == Outcome.ROLLED_BACK ? "" : failure.isEmpty() ? seen : failure;
        return new Delivery(
                draft, rollback, image, previousImage, Phase.DONE, end, seq, generation, deadline, since, seen, why);
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
        return DeliveryDocument.toJson(this);
    }

    /** Reads a state back. */
    public static Delivery parse(String json) throws BadInputException {
        return DeliveryDocument.parse(json);
    }

    @Override
    public String toText() {
        String before = draft.from().map(f -> " (before: " + f.version() + ")").orElse("");
        StringBuilder text = new StringBuilder(verdict() + "  " + outcome + ": " + draft.model() + " "
                + draft.to().version() + " in " + draft.environment() + before + "\n");
        text.append("  image     ").append(image).append('\n');
        text.append("  decision  ").append(operation()).append('\n');
        liveShift().ifPresent(line -> text.append("  live      ").append(line).append('\n'));
        reasons().forEach(reason -> text.append("  ").append(reason).append('\n'));
        consequences().forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }

    @Override
    public String toMarkdown() {
        StringBuilder text = new StringBuilder("**" + verdict() + "** " + outcome + ": `" + draft.model() + "` `"
                + draft.to().version() + "` in `" + draft.environment() + "`\n\n- image `" + image + "`\n- decision `"
                + operation() + "`\n");
        liveShift()
                .ifPresent(line ->
                        text.append("- ").append(line.replace("<", "&lt;")).append('\n'));
        reasons()
                .forEach(reason ->
                        text.append("- ").append(reason.replace("<", "&lt;")).append('\n'));
        consequences()
                .forEach(line ->
                        text.append("- ").append(line.replace("<", "&lt;")).append('\n'));
        return text.toString();
    }
}
