package io.jenkins.plugins.modeldelivery.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.Names;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
 * @param details anything more, an object of at most 64 KiB
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
        ObjectNode details) {
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
                        Json.object())
                .checked();
    }

    /** What came of this operation: the same draft with another kind. */
    public DecisionDraft as(Decision.Kind outcome) {
        return new DecisionDraft(
                model,
                environment,
                outcome,
                operation,
                from,
                to,
                evidence,
                evalSet,
                drift,
                user,
                reason,
                buildUrl,
                details);
    }

    /** The same operation with from and to exchanged, for REVERTED and REVERT_FAILED; needs a {@code from}. */
    public DecisionDraft reverted(Decision.Kind outcome) {
        return new DecisionDraft(
                model,
                environment,
                outcome,
                operation,
                Optional.of(to),
                from.orElseThrow(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                user,
                reason,
                buildUrl,
                details);
    }

    public DecisionDraft withOperation(String id) throws BadInputException {
        return new DecisionDraft(
                model,
                environment,
                kind,
                Names.require("operation", id),
                from,
                to,
                evidence,
                evalSet,
                drift,
                user,
                reason,
                buildUrl,
                details);
    }

    public DecisionDraft withFrom(Target target) {
        return new DecisionDraft(
                model,
                environment,
                kind,
                operation,
                Optional.of(target),
                to,
                evidence,
                evalSet,
                drift,
                user,
                reason,
                buildUrl,
                details);
    }

    /** Names the evidence, with the eval set and drift verdict found in it. */
    public DecisionDraft withEvidence(Bundle bundle) throws BadInputException {
        return new DecisionDraft(
                        model,
                        environment,
                        kind,
                        operation,
                        from,
                        to,
                        bundle.members().stream().map(Evidence::id).toList(),
                        bundle.evalSet(),
                        bundle.drift(),
                        user,
                        reason,
                        buildUrl,
                        details)
                .checked();
    }

    public DecisionDraft withReason(String text) throws BadInputException {
        return new DecisionDraft(
                        model,
                        environment,
                        kind,
                        operation,
                        from,
                        to,
                        evidence,
                        evalSet,
                        drift,
                        user,
                        text,
                        buildUrl,
                        details)
                .checked();
    }

    public DecisionDraft withBuildUrl(String url) throws BadInputException {
        return new DecisionDraft(
                        model,
                        environment,
                        kind,
                        operation,
                        from,
                        to,
                        evidence,
                        evalSet,
                        drift,
                        user,
                        reason,
                        Optional.of(url),
                        details)
                .checked();
    }

    public DecisionDraft withDetails(ObjectNode object) throws BadInputException {
        return new DecisionDraft(
                        model,
                        environment,
                        kind,
                        operation,
                        from,
                        to,
                        evidence,
                        evalSet,
                        drift,
                        user,
                        reason,
                        buildUrl,
                        Fields.normal(object, "the details"))
                .checked();
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
