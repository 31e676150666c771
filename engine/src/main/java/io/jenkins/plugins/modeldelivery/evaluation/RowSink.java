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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** More different labels than this, or characters in them, are not kept for other files. */
    static final int MAX_LABELS = 1 << 20;

    static final long MAX_LABEL_CHARACTERS = 1 << 25;

    private static final int ROWS_OF_A_CHUNK = 4096;

    private final RowNeeds needs;
    private final RecordSchema output;
    private final RowParser parser;
    private final RowNumbers numbers;
    private final Optional<Rows> evalSet;
    private long labelCharacters;
    private final Map<String, String> names = new HashMap<>();
    private String[] scoredClasses = {};
    final Repeats.Counter repeats = new Repeats.Counter();
    final Dictionary classes = new Dictionary(MAX_CLASSES);
    final Dictionary labelTexts = new Dictionary(MAX_LABELS);
    final Dictionary[] sliceValues;
    final Map<Integer, Block> blocks = new TreeMap<>();
    final Compliance compliance = new Compliance();
    final Defects defects = new Defects();
    JsonNode metadata;
    private int chunk;
    private Block block;

    /** @param evalSet whose rows tell what a row does not say itself */
    RowSink(RowNeeds needs, RecordSchema output, Optional<Rows> evalSet) {
        this.needs = needs;
        this.evalSet = evalSet;
        this.output = output;
        parser = new RowParser(needs, output);
        numbers = new RowNumbers(parser, RowParser.numberFields(needs));
        sliceValues = new Dictionary[needs.slices().size()];
        Arrays.setAll(sliceValues, i -> new Dictionary(MAX_SLICE_VALUES));
    }

    @Override
    public void begin(int next) {
        chunk = next;
        block = new Block(needs, ROWS_OF_A_CHUNK);
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
        if (evalSet.isPresent() && parser.hasId) {
            evalSet.get().complete(parser);
        }
        int flags = parser.hasId ? Block.HAS_ID : 0;
        flags |= parser.failed ? Block.FAILED : 0;
        if (output != null && complies(line, bytes, from, to)) {
            flags |= Block.VALID;
        }
        int row = block.next();
        if (parser.label != null && parser.prediction != null) {
            flags |= !parser.failed && parser.label.equals(parser.prediction) ? Block.CORRECT : 0;
            flags |= parser.label.charAt(0) != parser.prediction.charAt(0) ? Block.TYPES_DIFFER : 0;
            flags |= isAlmost(parser.label, parser.prediction) ? Block.ALMOST : 0;
        }
        flags |= parser.drawn > 0 && !parser.isLabelled() ? Block.OPEN : 0;
        flags |= parser.labelNumber != Math.rint(parser.labelNumber) && !Double.isNaN(parser.labelNumber)
                ? Block.DECIMAL
                : 0;
        block.flags[row] = (byte) flags;
        block.line[row] = line;
        block.high[row] = parser.hasId ? parser.id.high() : 0;
        block.low[row] = parser.hasId ? parser.id.low() : 0;
        block.label[row] = parser.label == null ? Dictionary.NONE : classes.number(parser.label);
        block.prediction[row] = parser.prediction == null ? Dictionary.NONE : classes.number(parser.prediction);
        if (needs.labels()) {
            block.labelText[row] = labelText();
        }
        block.latency[row] = parser.latency;
        for (int i = 0; i < sliceValues.length; i++) {
            String value = parser.slices[i];
            block.slices[i][row] = value == null ? Dictionary.NONE : sliceValues[i].number(value);
        }
        block.drawn[row] = parser.drawn;
        block.trial[row] = parser.trial;
        for (int i = 0; i < parser.groups.length; i++) {
            block.groups[i][row] = parser.groups[i];
        }
        for (int i = 0; i < needs.numbers().size(); i++) {
            block.numbers[i][row] = parser.numbers[i];
        }
        int column = needs.numbers().size();
        for (Measure.Reading reading : needs.readings()) {
            numbers.read(reading, block.numbers, column, row);
            column += reading.columns();
        }
        boolean lists = parser.labelTree != null || parser.predictionTree != null;
        if (block.beyond.length > 0 && (lists || parser.scores != null)) {
            block.beyond[row] = beyond();
        }
        repeats.add(parser.asked, parser.trial == 0 ? 0 : parser.id.low());
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

    private int labelText() {
        String text = parser.labelText();
        if (text == null) {
            return Dictionary.NONE;
        }
        int before = labelTexts.size();
        int number = labelCharacters > MAX_LABEL_CHARACTERS ? Dictionary.TOO_MANY : labelTexts.number(text);
        labelCharacters += labelTexts.size() > before ? text.length() : 0;
        return number;
    }

    /** Whether they differ in nothing but case, and blanks at the ends. */
    private static boolean isAlmost(String label, String prediction) {
        return label.charAt(0) == 's'
                && prediction.charAt(0) == 's'
                && !label.equals(prediction)
                && label.substring(1)
                        .strip()
                        .equalsIgnoreCase(prediction.substring(1).strip());
    }

    private Block.Beyond beyond() {
        String[] labels = names(RowNumbers.set(parser.label, parser.labelTree));
        String[] predictions = names(RowNumbers.set(parser.prediction, parser.predictionTree));
        Map<String, Double> scores = numbers.scores();
        if (!Arrays.asList(scoredClasses).equals(List.copyOf(scores.keySet()))) {
            scoredClasses = scores.keySet().toArray(new String[0]);
        }
        return new Block.Beyond(
                scoredClasses,
                scores.values().stream().mapToDouble(Double::doubleValue).toArray(),
                labels,
                predictions);
    }

    private String[] names(Optional<Set<String>> values) {
        return values.map(set -> set.stream()
                        .map(value -> names.computeIfAbsent(value, v -> v))
                        .toArray(String[]::new))
                .orElse(null);
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
        if (needs.labels()) {
            block.labelText[row] = Dictionary.NONE;
        }
        for (double[] column : block.numbers) {
            column[row] = Double.NaN;
        }
        for (int[] slice : block.slices) {
            slice[row] = Dictionary.NONE;
        }
        String text = String.valueOf(message).lines().findFirst().orElse("");
        compliance.invalid(chunk, line, List.of(new Violation(Violation.UNPARSABLE, "", text)));
        defects.add(Defects.Kind.UNPARSABLE, chunk, line, text);
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
