package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import io.jenkins.plugins.modeldelivery.contract.Compliance;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.contract.Violation;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.io.ParallelLines;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes one thread's lines into columns. */
@SuppressFBWarnings(
        value = "UWF_FIELD_NOT_INITIALIZED",
        justification = "begin() sets it before the first line, see ParallelLines.Sink")
final class RowSink implements ParallelLines.Sink {
    /** More different labels and predictions than this are no classes. */
    static final int MAX_CLASSES = 1_000;

    /** More different values than this make a field no slice. */
    static final int MAX_SLICE_VALUES = 1_000;

    private static final int ROWS_OF_A_CHUNK = 4096;

    private final RecordSchema output;
    private final RowParser parser;
    final Dictionary classes = new Dictionary(MAX_CLASSES);
    final Dictionary[] sliceValues;
    final Map<Integer, Block> blocks = new TreeMap<>();
    final Compliance compliance = new Compliance();
    final Defects defects = new Defects();
    JsonNode metadata;
    private int chunk;
    private Block block;

    RowSink(List<String> sliceFields, RecordSchema output) {
        this.output = output;
        parser = new RowParser(sliceFields, output);
        sliceValues = new Dictionary[sliceFields.size()];
        Arrays.setAll(sliceValues, i -> new Dictionary(MAX_SLICE_VALUES));
    }

    @Override
    public void begin(int next) {
        chunk = next;
        block = new Block(sliceValues.length, ROWS_OF_A_CHUNK);
        blocks.put(next, block);
    }

    @Override
    public void line(int line, byte[] bytes, int from, int to) {
        if (isBlank(bytes, from, to)) {
            return;
        }
        try {
            parser.parse(bytes, from, to);
            if (parser.metadata && chunk == 0 && line == 0) {
                metadata = Json.parse(Arrays.copyOfRange(bytes, from, to), "the first line")
                        .get("$meta");
                return;
            }
            row(line, bytes, from, to);
        } catch (IOException | BadInputException e) {
            unparsable(line, e.getMessage());
        } catch (NumberFormatException e) {
            unparsable(line, "a number's exponent is too large");
        }
    }

    private void row(int line, byte[] bytes, int from, int to) throws BadInputException {
        int row = block.next();
        int flags = parser.hasId ? Block.HAS_ID : 0;
        flags |= parser.failed ? Block.FAILED : 0;
        if (output != null && complies(line, bytes, from, to)) {
            flags |= Block.VALID;
        }
        if (parser.label != null && parser.prediction != null) {
            flags |= !parser.failed && parser.label.equals(parser.prediction) ? Block.CORRECT : 0;
            flags |= parser.label.charAt(0) != parser.prediction.charAt(0) ? Block.TYPES_DIFFER : 0;
        }
        block.flags[row] = (byte) flags;
        block.line[row] = line;
        block.high[row] = parser.hasId ? parser.id.high() : 0;
        block.low[row] = parser.hasId ? parser.id.low() : 0;
        block.label[row] = parser.label == null ? Dictionary.NONE : classes.number(parser.label);
        block.prediction[row] = parser.prediction == null ? Dictionary.NONE : classes.number(parser.prediction);
        block.latency[row] = parser.latency;
        for (int i = 0; i < sliceValues.length; i++) {
            String value = parser.slices[i];
            block.slices[i][row] = value == null ? Dictionary.NONE : sliceValues[i].number(value);
        }
        if (parser.wrongType) {
            defects.add(Defects.Kind.WRONG_TYPE, chunk, line);
        }
        if (!parser.hasId) {
            defects.add(Defects.Kind.MISSING_ID, chunk, line);
        }
        if (parser.latency < 0) {
            defects.add(Defects.Kind.NEGATIVE_LATENCY, chunk, line);
        }
    }

    private boolean complies(int line, byte[] bytes, int from, int to) throws BadInputException {
        List<Violation> violations = List.of();
        if (!parser.hasOutput) {
            violations = List.of(new Violation("required", "/output", "the record has no 'output'"));
        } else if (!parser.certainlyValid) {
            JsonNode record = Json.parse(Arrays.copyOfRange(bytes, from, to), "the line");
            violations = output.violations(record.get("output"), "/output");
        }
        if (violations.isEmpty()) {
            compliance.valid();
            return true;
        }
        compliance.invalid(chunk, line, violations);
        return false;
    }

    /** Counts as a failed request, so that breaking lines never improves a metric. */
    private void unparsable(int line, String message) {
        int row = block.next();
        block.flags[row] = Block.FAILED;
        block.line[row] = line;
        block.label[row] = Dictionary.NONE;
        block.prediction[row] = Dictionary.NONE;
        block.latency[row] = Double.NaN;
        for (int[] slice : block.slices) {
            slice[row] = Dictionary.NONE;
        }
        String text = String.valueOf(message).lines().findFirst().orElse("");
        compliance.invalid(chunk, line, List.of(new Violation(Violation.UNPARSABLE, "", text)));
        defects.add(Defects.Kind.UNPARSABLE, chunk, line);
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
