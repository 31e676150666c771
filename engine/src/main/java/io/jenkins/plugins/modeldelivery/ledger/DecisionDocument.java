package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.failure.RefusedException;
import io.jenkins.plugins.modeldelivery.io.Sha256;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** How decisions are written and read. */
final class DecisionDocument {
    static final String NAME = "decision";

    private static final int ID_LENGTH = 32;
    private static final Pattern CONTENT_ID = Pattern.compile("[0-9a-f]{" + ID_LENGTH + "}");

    private DecisionDocument() {}

    /** The decision that follows another, or the first one. */
    static Decision next(Optional<Decision> head, DecisionDraft draft, String id, Instant time)
            throws BadInputException, RefusedException {
        Heads heads = head.isPresent() ? Heads.after(head.get()) : Heads.NONE;
        long seq = head.map(Decision::seq).orElse(0L) + 1;
        ObjectNode json = written(seq, id, time, head.map(Decision::sha256), draft, heads);
        String source = "decision " + seq + " of " + draft.model();
        return from(new Fields(Fields.normal(json, source), source), Sha256.of(Fields.bytes(json)));
    }

    private static ObjectNode written(
            long seq, String id, Instant time, Optional<String> previous, DecisionDraft draft, Heads heads)
            throws BadInputException {
        ObjectNode json = Json.document(NAME)
                .put("seq", seq)
                .put("id", id)
                .put("time", time.toString())
                .put("kind", draft.kind().name())
                .put("model", draft.model())
                .put("environment", draft.environment())
                .put("operation", draft.operation());
        draft.from().ifPresent(from -> json.set("from", from.toJson()));
        json.set("to", draft.to().toJson());
        ArrayNode evidence = json.putArray("evidence");
        draft.evidence().forEach(evidence::add);
        draft.evalSet().ifPresent(hash -> json.put("evalSet", hash));
        draft.drift().ifPresent(verdict -> json.put("drift", verdict.name()));
        json.put("user", draft.user()).put("reason", draft.reason());
        draft.buildUrl().ifPresent(url -> json.put("buildUrl", url));
        if (!draft.details().equals(DecisionDetails.NONE)) {
            // figures as they will be read back, so that the content hashes the same then
            json.set("details", Fields.normal(Json.tree(draft.details()), "the details"));
        }
        previous.ifPresent(sha256 -> json.put("previous", sha256));
        json.set("heads", heads.toJson());
        return json;
    }

    /**
     * A stored decision.
     *
     * @throws BadInputException also when its id is made of a content that it has no more
     */
    static Decision parse(byte[] content, String source) throws BadInputException {
        Fields fields = Fields.parse(content, NAME, source);
        Decision decision = from(fields, Sha256.of(content));
        if (isContentId(decision.id()) && !decision.id().equals(contentId(fields.node()))) {
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
        return Sha256.of(Fields.bytes(unplaced)).substring(0, ID_LENGTH);
    }

    static Decision from(Fields fields, String sha256) throws BadInputException {
        Optional<Target> origin =
                fields.has("from") ? Optional.of(Target.from(fields.nested("from"))) : Optional.empty();
        Optional<Verdict> drift =
                fields.has("drift") ? Optional.of(fields.constant("drift", Verdict.class)) : Optional.empty();
        DecisionDraft draft = new DecisionDraft(
                        Names.require("model", fields.text("model")),
                        Names.require("environment", fields.text("environment")),
                        fields.constant("kind", Decision.Kind.class),
                        Names.require("operation", fields.text("operation")),
                        origin,
                        Target.from(fields.nested("to")),
                        fields.texts("evidence"),
                        fields.optional("evalSet"),
                        drift,
                        fields.text("user"),
                        fields.text("reason"),
                        fields.optional("buildUrl"),
                        Json.bind(
                                fields.nested("details").node(),
                                DecisionDetails.class,
                                "the details of " + fields.source()))
                .checked();
        return new Decision(
                fields.number("seq"),
                fields.text("id"),
                fields.time("time"),
                fields.optional("previous"),
                draft,
                Heads.from(fields.nested("heads")),
                sha256,
                fields.node());
    }
}
