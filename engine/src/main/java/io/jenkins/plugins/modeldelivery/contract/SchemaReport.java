package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.rendering.Layout;
import io.jenkins.plugins.modeldelivery.rendering.Numbers;
import io.jenkins.plugins.modeldelivery.rendering.Report;
import io.jenkins.plugins.modeldelivery.rendering.Section;
import io.jenkins.plugins.modeldelivery.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a contract check found, {@code model-delivery/schema-report/v1}: of records, or of a signature.
 *
 * @param more keys of a later release
 */
public record SchemaReport(
        String schema,
        Verdict verdict,
        List<String> reasons,
        Checked contract,
        Optional<RecordCounts> records,
        Optional<SignatureDifferences> signature,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more)
        implements Report {
    private static final String SCHEMA = "model-delivery/schema-report/v1";

    /**
     * The contract.
     *
     * @param sha256 of its file
     */
    public record Checked(
            String sha256, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> more) {}

    public SchemaReport {
        reasons = List.copyOf(reasons);
    }

    /**
     * Judges again from a report's own counts: byte for byte the same report, if it was not tampered with.
     *
     * @throws BadInputException when it is not a schema report, or its counts are damaged
     */
    public static SchemaReport recompute(JsonNode document) throws BadInputException {
        if (!document.path("schema").asText().equals(SCHEMA)) {
            throw new BadInputException("the document is not a " + SCHEMA);
        }
        SchemaReport report = Json.bind(document, SchemaReport.class, "the schema report");
        if (report.signature.isPresent()) {
            return ofSignature(report.contract, report.signature.get(), report.more);
        }
        RecordCounts counts = report.records.orElseThrow(
                () -> new BadInputException("the schema report has neither 'records' nor 'signature'"));
        double least = counts.limit().map(Number::doubleValue).orElse(1.0);
        return ofRecords(report.contract, counts, least, report.more);
    }

    /** @param contract SHA-256 of the contract's file */
    static SchemaReport ofRecords(String contract, RecordCounts counts, double least) {
        return ofRecords(new Checked(contract, Map.of()), counts, least, Map.of());
    }

    private static SchemaReport ofRecords(
            Checked contract, RecordCounts counts, double least, Map<String, JsonNode> more) {
        List<String> reasons = new ArrayList<>();
        if (counts.all() == 0) {
            reasons.add("there are no records; at least one is needed");
            RecordCounts none = counts.with(Optional.empty(), Optional.empty());
            return new SchemaReport(
                    SCHEMA, Verdict.INCONCLUSIVE, reasons, contract, Optional.of(none), Optional.empty(), more);
        }
        Verdict verdict = counts.verdict(least);
        if (verdict != Verdict.PASS) {
            reasons.add("%d of %d records %s the contract (compliance %s, at least %s); first: %s"
                    .formatted(
                            counts.invalid(),
                            counts.all(),
                            verdict == Verdict.FAIL ? "break" : "break, or may break,",
                            counts.share(),
                            least,
                            counts.firstOffender(verdict)));
        }
        return new SchemaReport(
                SCHEMA,
                verdict,
                reasons,
                contract,
                Optional.of(counts.with(Optional.of(counts.share()), Optional.of(least))),
                Optional.empty(),
                more);
    }

    /** @param contract SHA-256 of the contract's file */
    static SchemaReport ofSignature(String contract, SignatureDifferences differences) {
        return ofSignature(new Checked(contract, Map.of()), differences, Map.of());
    }

    private static SchemaReport ofSignature(
            Checked contract, SignatureDifferences differences, Map<String, JsonNode> more) {
        List<String> reasons = new ArrayList<>();
        differences.removed().forEach(field -> reasons.add(field.named() + " of the contract is missing"));
        differences
                .retyped()
                .forEach(field -> reasons.add(field.named() + " "
                        + field.why()
                                .orElse("is " + field.signature().orElse("of no type") + ", the contract says "
                                        + field.contract().orElse("of no type"))));
        differences.added().forEach(field -> reasons.add(field.named() + " is not in the contract"));
        Verdict verdict = !reasons.isEmpty()
                ? Verdict.FAIL
                : differences.compared() > 0 && differences.open().isEmpty() ? Verdict.PASS : Verdict.INCONCLUSIVE;
        differences
                .open()
                .forEach(field -> reasons.add(field.named() + " " + field.why().orElse("was not compared")));
        if (verdict == Verdict.INCONCLUSIVE && reasons.isEmpty()) {
            reasons.add("the contract names no fields to compare");
        }
        return new SchemaReport(SCHEMA, verdict, reasons, contract, Optional.empty(), Optional.of(differences), more);
    }

    @Override
    public ObjectNode toJson() {
        return Json.tree(this);
    }

    @Override
    public Layout layout() {
        String held = records.map(counts -> counts.valid() + " of " + counts.all() + " records keep the contract")
                .orElse("the signature keeps the contract");
        List<Section> sections = new ArrayList<>();
        records.ifPresent(counts -> sections.addAll(counts.sections()));
        signature.ifPresent(differences -> {
            Section.Builder fields = Section.table(
                    "Differences between signature and contract", "change", "side", "field", "contract", "signature");
            rows(fields, "added", differences.added());
            rows(fields, "removed", differences.removed());
            rows(fields, "retyped", differences.retyped());
            rows(fields, "open", differences.open());
            rows(fields, "kept", differences.kept());
            sections.add(Section.figures("Signature")
                    .figure("fields compared", Numbers.count(differences.compared()))
                    .end());
            sections.add(fields.end());
        });
        return Layout.judged(verdict, "", reasons, held, sections);
    }

    private static void rows(Section.Builder table, String change, List<SignatureDifferences.Field> fields) {
        fields.forEach(field -> table.row(
                change,
                field.side(),
                field.field(),
                field.contract().orElse(""),
                field.signature().orElse("")));
    }
}
