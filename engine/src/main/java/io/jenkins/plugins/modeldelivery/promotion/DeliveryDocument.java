package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.cluster.SpecSeen;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.ledger.Decision;
import io.jenkins.plugins.modeldelivery.ledger.DecisionDraft;
import io.jenkins.plugins.modeldelivery.ledger.Target;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code model-delivery/promotion-report/v1}: at once the report of a delivery and the state it is resumed from. */
final class DeliveryDocument {
    private static final String SCHEMA = "model-delivery/promotion-report/v1";

    private DeliveryDocument() {}

    static ObjectNode toJson(Delivery d) {
        DecisionDraft draft = d.draft();
        ObjectNode json = Json.document("promotion-report");
        json.put("verdict", d.verdict().name());
        d.reasons().forEach(json.putArray("reasons")::add);
        json.put("action", d.rollback() ? "ROLLBACK" : "PROMOTE")
                .put("outcome", d.outcome().name())
                .put("model", draft.model())
                .put("version", draft.to().version())
                .put("digest", draft.to().digest())
                .put("environment", draft.environment())
                .put("decision", d.operation())
                .put("image", d.image())
                .put("previousImage", d.previousImage());
        draft.from()
                .ifPresent(from -> json.putObject("previous")
                        .put("version", from.version())
                        .put("digest", from.digest()));
        draft.evidence().forEach(json.putArray("evidence")::add);
        draft.evalSet().ifPresent(hash -> json.put("evalSet", hash));
        draft.drift().ifPresent(verdict -> json.put("drift", verdict.name()));
        json.put("user", draft.user()).put("reason", draft.reason());
        draft.buildUrl().ifPresent(url -> json.put("buildUrl", url));
        json.set("details", draft.details().deepCopy());
        if (!d.spec().equals(SpecSeen.NEVER)) {
            json.putObject("spec")
                    .put("sha256", d.spec().sha256())
                    .put("generation", d.spec().generation())
                    .put("read", d.spec().read().toString());
        }
        return json.put("phase", d.phase().name())
                .put("seq", d.seq())
                .put("generation", d.generation())
                .put("deadline", d.deadline().toString())
                .put("since", d.since().toString())
                .put("line", d.line())
                .put("failure", d.failure());
    }

    static Delivery parse(String text) throws BadInputException {
        JsonNode json = Json.parse(text, "the delivery's state");
        if (!SCHEMA.equals(json.path("schema").asText())) {
            throw new BadInputException("The delivery's state is not a " + SCHEMA + " document");
        }
        try {
            List<String> evidence = new ArrayList<>();
            json.path("evidence").forEach(id -> evidence.add(id.asText()));
            boolean rollback = json.path("action").asText().equals("ROLLBACK");
            DecisionDraft draft = new DecisionDraft(
                    json.path("model").asText(),
                    json.path("environment").asText(),
                    Decision.Kind.DECIDED,
                    json.path("decision").asText(),
                    json.has("previous") ? Optional.of(target(json.path("previous"))) : Optional.empty(),
                    target(json),
                    evidence,
                    Optional.ofNullable(json.path("evalSet").textValue()),
                    Optional.ofNullable(json.path("drift").textValue()).map(Verdict::valueOf),
                    json.path("user").asText(),
                    json.path("reason").asText(),
                    Optional.ofNullable(json.path("buildUrl").textValue()),
                    json.path("details") instanceof ObjectNode details ? details : Json.object());
            return new Delivery(
                    new Delivery.Change(
                            draft,
                            rollback,
                            json.path("image").asText(),
                            json.path("previousImage").asText()),
                    Phase.valueOf(json.path("phase").asText()),
                    Outcome.valueOf(json.path("outcome").asText()),
                    json.path("seq").asLong(),
                    json.path("generation").asLong(),
                    json.has("spec") ? spec(json.path("spec")) : SpecSeen.NEVER,
                    Instant.parse(json.path("deadline").asText()),
                    Instant.parse(json.path("since").asText()),
                    json.path("line").asText(),
                    json.path("failure").asText());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new BadInputException("The delivery's state is damaged: " + e.getMessage(), e);
        }
    }

    private static SpecSeen spec(JsonNode json) {
        return new SpecSeen(
                json.path("sha256").asText(),
                json.path("generation").asLong(),
                Instant.parse(json.path("read").asText()));
    }

    private static Target target(JsonNode json) throws BadInputException {
        return Target.of(json.path("version").asText(), json.path("digest").asText());
    }
}
