package io.jenkins.plugins.modeldelivery.ledger;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a decision says, before it has its place in the chain. Made with {@link #of} and the {@code with...} methods.
 *
 * @param model a name
 * @param environment a name
 * @param kind what happened
 * @param operation joins a DECIDED and what came of it; what the cluster's annotation {@code decision} holds
 * @param from what ran before, if anything
 * @param to what is meant to run, or runs, afterwards
 * @param evidence ids of the evidence about {@code to} that it stands on
 * @param evalSet SHA-256 of the eval set of that evidence
 * @param drift the drift gate's verdict in that evidence
 * @param user who decided
 * @param reason in the user's words, possibly empty
 * @param buildUrl of the build that acted
 * @param details the circumstances, at most 64 KiB
 */
public record DecisionDraft(
        String model,
        String environment,
        Decision.Kind kind,
        String operation,
        Optional<Target> from,
        Target to,
        List<String> evidence,
        Optional<String> evalSet,
        Optional<Verdict> drift,
        String user,
        String reason,
        Optional<String> buildUrl,
        DecisionDetails details) {
    private static final int MAX_TEXT = 4096;
    private static final int MAX_EVIDENCE = 64;

    /** @throws BadInputException when a name is none or a text is longer than 4,096 characters */
    public static DecisionDraft of(
            String model, String environment, Decision.Kind kind, Target to, String user, String reason)
            throws BadInputException {
        return new DecisionDraft(
                        Names.require("model", model),
                        Names.require("environment", environment),
                        kind,
                        UUID.randomUUID().toString(),
                        Optional.empty(),
                        to,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        user,
                        reason,
                        Optional.empty(),
                        DecisionDetails.NONE)
                .checked();
    }

    /** What came of this operation: the same draft with another kind. */
    public DecisionDraft as(Decision.Kind outcome) {
        return with(edit -> edit.kind = outcome);
    }

    /** The same operation with from and to exchanged, for REVERTED and REVERT_FAILED; needs a {@code from}. */
    public DecisionDraft reverted(Decision.Kind outcome) {
        return with(edit -> {
            edit.kind = outcome;
            edit.to = from.orElseThrow();
            edit.from = Optional.of(to);
            edit.evidence = List.of();
            edit.evalSet = Optional.empty();
            edit.drift = Optional.empty();
        });
    }

    public DecisionDraft withFrom(Target target) {
        return with(edit -> edit.from = Optional.of(target));
    }

    /** Names the evidence, with the eval set and drift verdict found in it. */
    public DecisionDraft withEvidence(Bundle bundle) throws BadInputException {
        return with(edit -> {
                    edit.evidence = bundle.members().stream().map(Evidence::id).toList();
                    edit.evalSet = bundle.evalSet();
                    edit.drift = bundle.drift();
                })
                .checked();
    }

    public DecisionDraft withReason(String text) throws BadInputException {
        return with(edit -> edit.reason = text).checked();
    }

    public DecisionDraft withBuildUrl(String url) throws BadInputException {
        return with(edit -> edit.buildUrl = Optional.of(url)).checked();
    }

    /** @throws BadInputException when they are too long, or a figure in them is none */
    public DecisionDraft withDetails(DecisionDetails given) throws BadInputException {
        DecisionDetails stored =
                Json.bind(Stored.normal(Json.tree(given), "the details"), DecisionDetails.class, "the details");
        return with(edit -> edit.details = stored).checked();
    }

    /**
     * A name made of the content: the same draft has it in every process, so that who asks again after a restart is
     * recognised by {@link Decisions#append(DecisionDraft, Expectation, String)}.
     */
    public String contentId() throws BadInputException {
        return DecisionDocument.contentId(this);
    }

    private DecisionDraft with(Consumer<Edit> change) {
        Edit edit = new Edit(this);
        change.accept(edit);
        return edit.draft();
    }

    /** All parts of a draft while one of them is changed. */
    private static final class Edit {
        private final DecisionDraft original;
        private Decision.Kind kind;
        private String operation;
        private Optional<Target> from;
        private Target to;
        private List<String> evidence;
        private Optional<String> evalSet;
        private Optional<Verdict> drift;
        private String reason;
        private Optional<String> buildUrl;
        private DecisionDetails details;

        Edit(DecisionDraft draft) {
            original = draft;
            kind = draft.kind;
            operation = draft.operation;
            from = draft.from;
            to = draft.to;
            evidence = draft.evidence;
            evalSet = draft.evalSet;
            drift = draft.drift;
            reason = draft.reason;
            buildUrl = draft.buildUrl;
            details = draft.details;
        }

        DecisionDraft draft() {
            return new DecisionDraft(
                    original.model,
                    original.environment,
                    kind,
                    operation,
                    from,
                    to,
                    evidence,
                    evalSet,
                    drift,
                    original.user,
                    reason,
                    buildUrl,
                    details);
        }
    }

    DecisionDraft checked() throws BadInputException {
        if (user.isBlank()) {
            throw new BadInputException("A decision names the user who made it");
        }
        if (user.length() > MAX_TEXT
                || reason.length() > MAX_TEXT
                || buildUrl.orElse("").length() > MAX_TEXT) {
            throw new BadInputException(
                    "User, reason and build URL of a decision have at most " + MAX_TEXT + " characters each");
        }
        if (evidence.size() > MAX_EVIDENCE) {
            throw new BadInputException("A decision names at most " + MAX_EVIDENCE + " pieces of evidence");
        }
        if (Json.compact(details).length() > 16 * MAX_TEXT) {
            throw new BadInputException("The details of a decision have more than 64 KiB");
        }
        return this;
    }
}
