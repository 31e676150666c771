package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a decision is stored: what was decided stands beside its place in the chain. */
@JsonIgnoreProperties(ignoreUnknown = true) // the decision keeps the document as it is stored
record DecisionDocument(
        long seq,
        String id,
        Instant time,
        Decision.Kind kind,
        String model,
        String environment,
        String operation,
        Optional<Target> from,
        Target to,
        List<String> evidence,
        Optional<String> evalSet,
        Optional<Verdict> drift,
        String user,
        String reason,
        Optional<String> buildUrl,
        Optional<DecisionDetails> details,
        Optional<String> previous,
        Heads heads) {
    static final String NAME = "decision";

    private static final int ID_LENGTH = 32;
    private static final Pattern CONTENT_ID = Pattern.compile("[0-9a-f]{" + ID_LENGTH + "}");

    /** The decision that follows another, or the first one. */
    static Decision next(Optional<Decision> head, DecisionDraft draft, String id, Instant time)
            throws BadInputException, RefusedException {
        Heads heads = head.isPresent() ? Heads.after(head.get()) : Heads.NONE;
        long seq = head.map(Decision::seq).orElse(0L) + 1;
        ObjectNode json = written(seq, id, time, head.map(Decision::sha256), draft, heads);
        return decision(json, Sha256.of(Stored.bytes(json)), "decision " + seq + " of " + draft.model());
    }

    private static ObjectNode written(
            long seq, String id, Instant time, Optional<String> previous, DecisionDraft draft, Heads heads)
            throws BadInputException {
        DecisionDocument document = new DecisionDocument(
                seq,
                id,
                time,
                draft.kind(),
                draft.model(),
                draft.environment(),
                draft.operation(),
                draft.from(),
                draft.to(),
                draft.evidence(),
                draft.evalSet(),
                draft.drift(),
                draft.user(),
                draft.reason(),
                draft.buildUrl(),
                Optional.of(draft.details()).filter(details -> !details.equals(DecisionDetails.NONE)),
                previous,
                heads);
        // figures as they will be read back, so that the content hashes the same then
        return Stored.normal(Json.document(NAME, document), "the decision");
    }

    /**
     * A stored decision.
     *
     * @throws BadInputException also when its id is made of a content that it has no more
     */
    static Decision parse(byte[] content, String source) throws BadInputException {
        ObjectNode stored = Stored.parse(content, NAME, source);
        Decision decision = decision(stored, Sha256.of(content), source);
        if (isContentId(decision.id()) && !decision.id().equals(contentId(stored))) {
            throw new BadInputException(source + " was changed: its content does not fit its id");
        }
        return decision;
    }

    /** Whether an id has the form of those that are made of the content. */
    static boolean isContentId(String id) {
        return CONTENT_ID.matcher(id).matches();
    }

    /** The id of what a draft will be, wherever in the chain. */
    static String contentId(DecisionDraft draft) throws BadInputException {
        return contentId(written(0, "", Instant.EPOCH, Optional.empty(), draft, Heads.NONE));
    }

    /**
     * A name made of the content: of what a decision says, without its place in the chain. Made of the document, so that
     * fields which only a later release knows count as well.
     */
    static String contentId(ObjectNode decision) {
        ObjectNode unplaced = decision.deepCopy();
        unplaced.put("seq", 0).put("id", "").put("time", Instant.EPOCH.toString());
        unplaced.remove("previous");
        unplaced.set("heads", Json.object());
        return Sha256.of(Stored.bytes(unplaced)).substring(0, ID_LENGTH);
    }

    /** A stored decision whose hash the caller knows. */
    static Decision decision(ObjectNode stored, String sha256, String source) throws BadInputException {
        return Stored.bind(stored, DecisionDocument.class, source).decision(sha256, stored);
    }

    private Decision decision(String sha256, ObjectNode stored) throws BadInputException {
        DecisionDraft draft = new DecisionDraft(
                        Names.require("model", model),
                        Names.require("environment", environment),
                        kind,
                        Names.require("operation", operation),
                        from,
                        to,
                        evidence,
                        evalSet,
                        drift,
                        user,
                        reason,
                        buildUrl,
                        details.orElse(DecisionDetails.NONE))
                .checked();
        return new Decision(seq, id, time, previous, draft, heads, sha256, stored);
    }
}
