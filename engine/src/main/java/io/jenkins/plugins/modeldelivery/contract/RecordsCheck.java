package io.jenkins.plugins.modeldelivery.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.FileState;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.io.Progress;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.json.Keys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks every line of a records file against a contract, streaming. */
public final class RecordsCheck {
    private RecordsCheck() {}

    /**
     * A line is valid when it holds at least one of the sides that the contract describes ({@code input},
     * {@code output}) and each of those it holds is valid; where the contract describes a whole record, the line is it.
     * Where any line of the file holds an output, all must: one that lacks it is a request without an answer.
     *
     * @param least share of valid records that passes, 0..1
     */
    public static SchemaReport check(Contract contract, Path records, double least, int threads, Progress progress)
            throws BadInputException, InterruptedException {
        FileState before = FileState.of(records);
        ParallelLines.Read<Sink> read = ParallelLines.read(records, threads, () -> new Sink(contract), progress);
        Compliance all = new Compliance();
        boolean answered = read.sinks().stream().anyMatch(sink -> sink.answered);
        for (Sink sink : read.sinks()) {
            all.add(sink.compliance);
            if (answered) {
                all.add(sink.unanswered);
            } else {
                all.valid(sink.unanswered.invalidCount());
            }
        }
        before.requireUnchanged();
        return SchemaReport.ofRecords(contract.sha256(), all.counts(read::number), least);
    }

    private static final class Sink implements ParallelLines.Sink {
        private final Contract contract;
        private final Compliance compliance = new Compliance();
        private final Compliance unanswered = new Compliance(); // valid but for the output, which they lack
        private boolean answered;
        private boolean hasOutput; // of the line read last
        private int chunk;

        Sink(Contract contract) {
            this.contract = contract;
        }

        @Override
        public void begin(int next) {
            chunk = next;
        }

        @Override
        public void line(int line, byte[] bytes, int from, int to) {
            boolean mayBeMetadata = chunk == 0 && line == 0;
            if (!mayBeMetadata && isCertainlyValid(bytes, from, to)) {
                valid(line);
                return;
            }
            if (new String(bytes, from, to - from, StandardCharsets.UTF_8).isBlank()) {
                return;
            }
            List<Violation> violations;
            hasOutput = false;
            try {
                JsonNode node = Json.parse(Arrays.copyOfRange(bytes, from, to), "the line");
                if (mayBeMetadata && node.has("$meta")) {
                    return;
                }
                violations = violations(node);
                hasOutput = node.has("output");
            } catch (BadInputException e) {
                violations = List.of(new Violation(Violation.UNPARSABLE, "", e.getMessage()));
            }
            answered |= hasOutput;
            if (violations.isEmpty()) {
                valid(line);
            } else {
                compliance.invalid(chunk, line, violations);
            }
        }

        /** Recognises valid lines without a tree; what it does not, malformed lines too, is read again and judged in full. */
        private boolean isCertainlyValid(byte[] bytes, int from, int to) {
            hasOutput = false;
            try (JsonParser parser = Json.parser(bytes, from, to)) {
                boolean valid = parser.nextToken() != null
                        && (contract.whole().isPresent()
                                ? contract.whole().get().certainlyValid(parser)
                                : areSidesCertainlyValid(parser));
                return valid && parser.nextToken() == null;
            } catch (IOException | NumberFormatException e) {
                return false;
            }
        }

        private boolean areSidesCertainlyValid(JsonParser parser) throws IOException {
            Set<String> names = new HashSet<>();
            boolean held = false;
            boolean valid = parser.isExpectedStartObjectToken();
            for (String name = valid ? parser.nextFieldName() : null; name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                RecordSchema side = side(name);
                held |= side != null;
                hasOutput |= side != null && name.equals("output");
                valid &= names.add(name);
                if (side == null) {
                    Keys.skip(parser);
                } else {
                    valid &= side.certainlyValid(parser);
                }
            }
            return valid && held;
        }

        private RecordSchema side(String name) {
            return switch (name) {
                case "input" -> contract.input().orElse(null);
                case "output" -> contract.output().orElse(null);
                default -> null;
            };
        }

        private void valid(int line) {
            if (hasOutput || contract.output().isEmpty()) {
                answered |= hasOutput;
                compliance.valid();
            } else {
                unanswered.invalid(chunk, line, List.of(lacking("output")));
            }
        }

        private static Violation lacking(String side) {
            return new Violation("required", "/" + side, "the line has no '" + side + "'");
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
                violations.add(lacking(contract.output().isPresent() ? "output" : "input"));
            }
            return violations;
        }
    }
}
