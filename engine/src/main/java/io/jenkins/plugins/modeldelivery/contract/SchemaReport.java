package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What a contract check found, see {@code docs/schemas/schema-report-v1.json}. */
public final class SchemaReport implements Report {
    private final Verdict verdict;
    private final List<String> reasons;
    private final ObjectNode json;

    private SchemaReport(Verdict verdict, List<String> reasons, String contract, String part, ObjectNode body) {
        this.verdict = verdict;
        this.reasons = List.copyOf(reasons);
        json = Json.document("schema-report").put("verdict", verdict.name());
        reasons.forEach(json.putArray("reasons")::add);
        json.putObject("contract").put("sha256", contract);
        json.set(part, body);
    }

    /**
     * Judges again from a report's own counts: byte for byte the same report, if it was not tampered with.
     *
     * @throws BadInputException when it is not a schema report, or its counts are damaged
     */
    @SuppressFBWarnings(
            value = "DCN_NULLPOINTER_EXCEPTION",
            justification = "a field missing from a foreign document shows as null in its tree; told as bad input")
    public static SchemaReport recompute(JsonNode report) throws BadInputException {
        if (!report.path("schema").asText().equals("model-delivery/schema-report/v1")) {
            throw new BadInputException("the document is not a model-delivery/schema-report/v1");
        }
        try {
            String contract = report.path("contract").required("sha256").asText();
            if (report.path("signature") instanceof ObjectNode differences) {
                return ofSignature(contract, differences.deepCopy());
            }
            ObjectNode counts = (ObjectNode) report.required("records").deepCopy();
            double least = counts.path("limit").asDouble(1);
            counts.remove(List.of("compliance", "limit"));
            return ofRecords(contract, counts, least);
        } catch (IllegalArgumentException | NullPointerException | ClassCastException e) {
            throw new BadInputException("the schema report's counts are damaged: " + e.getMessage(), e);
        }
    }

    /** @param contract SHA-256 of the contract's file */
    static SchemaReport ofRecords(String contract, ObjectNode counts, double least) {
        long valid = counts.get("valid").asLong();
        long all = valid + counts.get("invalid").asLong();
        if (all == 0) {
            String reason = "there are no records; at least one is needed";
            return new SchemaReport(Verdict.INCONCLUSIVE, List.of(reason), contract, "records", counts);
        }
        double compliance = (double) valid / all;
        ObjectNode body = Json.object().put("compliance", compliance).put("limit", least);
        body.setAll(counts);
        List<String> reasons = new ArrayList<>();
        if (compliance < least) {
            JsonNode first = counts.get("offenders").get(0);
            reasons.add("%d of %d records break the contract (compliance %s, at least %s); first: line %d: %s"
                    .formatted(
                            all - valid,
                            all,
                            compliance,
                            least,
                            first.get("line").asLong(),
                            first.get("message").asText()));
        }
        return new SchemaReport(reasons.isEmpty() ? Verdict.PASS : Verdict.FAIL, reasons, contract, "records", body);
    }

    static SchemaReport ofSignature(String contract, ObjectNode differences) {
        List<String> reasons = new ArrayList<>();
        for (String kind : new String[] {"removed", "retyped", "added"}) {
            for (JsonNode field : differences.get(kind)) {
                String name = field.get("side").asText() + " field '"
                        + field.get("field").asText() + "'";
                reasons.add(
                        switch (kind) {
                            case "added" -> name + " is not in the contract";
                            case "removed" -> name + " of the contract is missing";
                            default ->
                                name + " is " + field.get("signature").asText() + ", the contract says "
                                        + field.get("contract").asText();
                        });
            }
        }
        Verdict verdict = !reasons.isEmpty()
                ? Verdict.FAIL
                : differences.get("compared").asLong() > 0 ? Verdict.PASS : Verdict.INCONCLUSIVE;
        if (verdict == Verdict.INCONCLUSIVE) {
            reasons.add("the contract names no fields to compare");
        }
        return new SchemaReport(verdict, reasons, contract, "signature", differences);
    }

    @Override
    public Verdict verdict() {
        return verdict;
    }

    @Override
    public List<String> reasons() {
        return reasons;
    }

    @Override
    public ObjectNode toJson() {
        return json.deepCopy();
    }

    @Override
    public String toText() {
        StringBuilder text = new StringBuilder(headline()).append('\n');
        reasons.stream()
                .skip(1)
                .forEach(reason -> text.append("  ").append(clean(reason)).append('\n'));
        for (Table table : tables()) {
            text.append('\n').append(table.toText());
        }
        return text.toString();
    }

    @Override
    public String toMarkdown() {
        StringBuilder text =
                new StringBuilder("**").append(headline().replace("<", "&lt;")).append("**\n");
        for (Table table : tables()) {
            text.append('\n').append(table.toMarkdown());
        }
        return text.toString();
    }

    private String headline() {
        JsonNode records = json.path("records");
        String what = reasons.isEmpty()
                ? records.isMissingNode()
                        ? "the signature keeps the contract"
                        : records.get("valid").asLong() + " of "
                                + (records.get("valid").asLong()
                                        + records.get("invalid").asLong())
                                + " records keep the contract"
                : clean(reasons.get(0));
        return verdict + ": " + what;
    }

    private List<Table> tables() {
        Table violations = new Table("keyword", "pointer", "count");
        json.path("records")
                .path("violations")
                .forEach(v -> violations.row(
                        v.get("keyword").asText(),
                        v.get("pointer").asText(),
                        v.get("count").asText()));
        Table offenders = new Table("line", "keyword", "pointer", "message");
        json.path("records")
                .path("offenders")
                .forEach(o -> offenders.row(
                        o.get("line").asText(),
                        o.get("keyword").asText(),
                        o.get("pointer").asText(),
                        o.get("message").asText()));
        Table fields = new Table("change", "side", "field", "contract", "signature");
        for (String kind : new String[] {"added", "removed", "retyped"}) {
            json.path("signature")
                    .path(kind)
                    .forEach(f -> fields.row(
                            kind,
                            f.get("side").asText(),
                            f.get("field").asText(),
                            f.path("contract").asText(""),
                            f.path("signature").asText("")));
        }
        return List.of(violations, offenders, fields).stream()
                .filter(t -> !t.isEmpty())
                .toList();
    }

    private static String clean(String text) {
        return PlainText.shown(text);
    }
}
