package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a decision is stored: what was decided stands beside its place in the chain. */
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
        Optional<ObjectNode> details,
        Optional<String> previous,
        Heads heads,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {
    static final String NAME = "decision";

    private static final int ID_LENGTH = 32;
    private static final Pattern CONTENT_ID = Pattern.compile("[0-9a-f]{" + ID_LENGTH + "}");

    static DecisionDocument of(Decision decision) {
        DecisionDraft draft = decision.draft();
        return new DecisionDocument(
                decision.seq(),
                decision.id(),
                decision.time(),
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
                Optional.of(draft.details()).filter(d -> !d.isEmpty()),
                decision.previous(),
                decision.heads(),
                decision.more());
    }

    /** The decision that follows another, or the first one. */
    static Decision next(Optional<Decision> head, DecisionDraft draft, String id, Instant time)
            throws RefusedException {
        Heads heads = head.isPresent() ? Heads.after(head.get()) : Heads.NONE;
        long seq = head.map(Decision::seq).orElse(0L) + 1;
        Optional<String> previous = head.map(Decision::sha256);
        Decision unhashed = new Decision(seq, id, time, previous, draft, heads, "", Map.of());
        String sha256 = Sha256.of(Stored.bytes(unhashed.toJson()));
        return new Decision(seq, id, time, previous, draft, heads, sha256, Map.of());
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
        return Stored.bind(stored, DecisionDocument.class, source).decision(sha256);
    }

    private Decision decision(String sha256) throws BadInputException {
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
                        details.orElseGet(Json::object))
                .checked();
        return new Decision(seq, id, time, previous, draft, heads, sha256, more);
    }
}
