package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks every line of a records file against a contract, streaming. */
public final class RecordsCheck {
    private RecordsCheck() {}

    /**
     * A line is valid when it holds at least one of the sides that the contract describes ({@code input},
     * {@code output}) and each of those it holds is valid; where the contract describes a whole record, the line is it.
     *
     * @param least share of valid records that passes, 0..1
     */
    public static SchemaReport check(Contract contract, Path records, double least, int threads, Progress progress)
            throws BadInputException, InterruptedException {
        ParallelLines.Read<Sink> read = ParallelLines.read(records, threads, () -> new Sink(contract), progress);
        Compliance all = new Compliance();
        read.sinks().forEach(sink -> all.add(sink.compliance));
        return SchemaReport.ofRecords(contract.sha256(), all.toJson(read::number), least);
    }

    private static final class Sink implements ParallelLines.Sink {
        private final Contract contract;
        private final QuickRecord quick;
        private final Compliance compliance = new Compliance();
        private int chunk;

        Sink(Contract contract) {
            this.contract = contract;
            quick = new QuickRecord(contract);
        }

        @Override
        public void begin(int next) {
            chunk = next;
        }

        @Override
        public void line(int line, byte[] bytes, int from, int to) {
            boolean mayBeMetadata = chunk == 0 && line == 0;
            if (!mayBeMetadata && quick.certainlyValid(bytes, from, to)) {
                compliance.valid();
                return;
            }
            if (new String(bytes, from, to - from, StandardCharsets.UTF_8).isBlank()) {
                return;
            }
            List<Violation> violations;
            try {
                JsonNode node = Json.parse(Arrays.copyOfRange(bytes, from, to), "the line");
                if (mayBeMetadata && node.has("$meta")) {
                    return;
                }
                violations = violations(node);
            } catch (BadInputException e) {
                violations = List.of(new Violation(Violation.UNPARSABLE, "", e.getMessage()));
            }
            if (violations.isEmpty()) {
                compliance.valid();
            } else {
                compliance.invalid(chunk, line, violations);
            }
        }

        private List<Violation> violations(JsonNode node) {
            if (contract.whole().isPresent()) {
                return contract.whole().get().violations(node, "");
            }
            if (!node.isObject()) {
                return List.of(new Violation(Violation.UNPARSABLE, "", "the line is not a JSON object"));
            }
            List<Violation> violations = new ArrayList<>();
            int sides = 0;
            if (contract.input().isPresent() && node.has("input")) {
                sides++;
                violations.addAll(contract.input().get().violations(node.get("input"), "/input"));
            }
            if (contract.output().isPresent() && node.has("output")) {
                sides++;
                violations.addAll(contract.output().get().violations(node.get("output"), "/output"));
            }
            if (sides == 0) {
                String side = contract.output().isPresent() ? "output" : "input";
                violations.add(new Violation("required", "/" + side, "the line has no '" + side + "'"));
            }
            return violations;
        }
    }
}
