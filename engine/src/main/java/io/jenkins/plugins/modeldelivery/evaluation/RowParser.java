package io.jenkins.plugins.modeldelivery.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.contract.RecordSchema;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.json.Keys;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one line into fields; a tree is built only of lists and objects that a metric asks for. Not thread-safe; the fields
 * are valid until the next line.
 */
final class RowParser {
    /** Fields that name what was asked. */
    static final List<String> ASKED =
            List.of("question", "prompt", "query", "input", "text", "task", "task_id", "doc_id");

    private static final String TREE = "t";

    private final RecordSchema output;
    private final boolean lists;
    private final boolean readsScores;
    private final Map<String, Role> roles = new HashMap<>();
    private final IdHash hash = new IdHash();
    private final Set<String> others = new HashSet<>();
    private int seen;

    final IdHash id = new IdHash();
    final String[] slices;
    final double[] numbers;
    final long[] groups;
    final long[] asked = new long[ASKED.size()];
    long trial;
    /** 0 where the row does not say. */
    int drawn;

    double labelNumber;
    double predictionNumber;
    JsonNode labelTree;
    JsonNode predictionTree;
    JsonNode scores;
    boolean hasId;
    boolean metadata;
    String label;
    String prediction;
    double latency;
    boolean failed;
    boolean hasOutput;
    boolean certainlyValid;
    boolean wrongType;

    /** What else a field is; below 0 where it is not. */
    private static final class Role {
        private int slice = -1;
        private int number = -1;
        private int group = -1;
        private int asked = -1;
    }

    /** @param output the contract's output, or null where none is checked */
    RowParser(RowNeeds needs, RecordSchema output) {
        this.output = output;
        lists = needs.takesLists();
        readsScores = needs.readsScores();
        slices = new String[needs.slices().size()];
        groups = new long[needs.groups().size()];
        List<String> numberFields = numberFields(needs);
        numbers = new double[numberFields.size()];
        for (int i = 0; i < slices.length; i++) {
            role(needs.slices().get(i)).slice = i;
        }
        for (int i = 0; i < numbers.length; i++) {
            role(numberFields.get(i)).number = i;
        }
        for (int i = 0; i < groups.length; i++) {
            role(needs.groups().get(i)).group = i;
        }
        for (int i = 0; i < asked.length && needs.repeats(); i++) {
            role(ASKED.get(i)).asked = i;
        }
    }

    /** The number fields that are read: weights, then those of metrics. */
    static List<String> numberFields(RowNeeds needs) {
        Set<String> fields = new LinkedHashSet<>(needs.numbers());
        needs.readings().forEach(reading -> reading.numberField().ifPresent(fields::add));
        return List.copyOf(fields);
    }

    private Role role(String field) {
        return roles.computeIfAbsent(field, f -> new Role());
    }

    /** @throws IOException when the line is not one JSON object */
    void parse(byte[] bytes, int from, int to) throws IOException {
        reset();
        try (JsonParser parser = Json.rowParser(bytes, from, to)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the line is not a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                field(name, parser);
            }
            if (parser.nextToken() != null) {
                throw new IOException("the line has content after its JSON object");
            }
        }
    }

    private void reset() {
        seen = 0;
        if (!others.isEmpty()) {
            others.clear();
        }
        hasId = false;
        metadata = false;
        label = null;
        prediction = null;
        latency = Double.NaN;
        failed = false;
        hasOutput = false;
        certainlyValid = false;
        wrongType = false;
        trial = 0;
        drawn = 0;
        labelNumber = Double.NaN;
        predictionNumber = Double.NaN;
        labelTree = null;
        predictionTree = null;
        scores = null;
        Arrays.fill(slices, null);
        Arrays.fill(numbers, Double.NaN);
        Arrays.fill(groups, 0);
        Arrays.fill(asked, 0);
    }

    private void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "id" -> {
                once(1, name, parser);
                id(parser);
            }
            case "label" -> {
                once(2, name, parser);
                if (lists && parser.currentToken().isStructStart()) {
                    labelTree = Json.value(parser);
                } else {
                    label = scalar(parser);
                    labelNumber = number(parser);
                }
            }
            case "prediction" -> {
                once(4, name, parser);
                if (lists && parser.currentToken().isStructStart()) {
                    predictionTree = Json.value(parser);
                } else {
                    prediction = scalar(parser);
                    predictionNumber = number(parser);
                }
            }
            case "latency_ms" -> {
                once(8, name, parser);
                latency(parser);
            }
            case "error" -> {
                once(16, name, parser);
                error(parser);
            }
            case "trial" -> {
                once(64, name, parser);
                trial = hash(parser);
            }
            case "drawn" -> {
                once(128, name, parser);
                drawn(parser);
            }
            case "scores" -> {
                once(256, name, parser);
                if (readsScores && parser.currentToken() == JsonToken.START_OBJECT) {
                    scores = Json.value(parser);
                }
            }
            case "output" -> {
                once(32, name, parser);
                hasOutput = true;
                if (output == null) {
                    Keys.skip(parser);
                } else {
                    certainlyValid = output.certainlyValid(parser);
                }
                return;
            }
            default -> {
                metadata |= name.equals("$meta");
                if (!others.add(name)) {
                    throw Keys.duplicate(parser, name);
                }
            }
        }
        Role role = roles.isEmpty() ? null : roles.get(name);
        if (role != null) {
            also(role, parser);
        }
        Keys.skip(parser);
    }

    private void also(Role role, JsonParser parser) throws IOException {
        if (role.slice >= 0) {
            String value = scalar(parser);
            slices[role.slice] = value == null ? null : value.substring(1);
        }
        if (role.number >= 0) {
            numbers[role.number] = number(parser);
        }
        if (role.group >= 0) {
            groups[role.group] = hash(parser);
        }
        if (role.asked >= 0) {
            asked[role.asked] =
                    parser.currentToken().isStructStart() ? hash(Json.compact(Json.value(parser))) : hash(parser);
        }
    }

    /** NaN, Infinity or -Infinity, as some tools write them. */
    private static boolean isNotANumber(JsonParser parser) throws IOException {
        int last = parser.getTextOffset() + parser.getTextLength() - 1;
        return Character.isLetter(parser.getTextCharacters()[last]);
    }

    /** NaN where it is no finite number. */
    private static double number(JsonParser parser) throws IOException {
        double value = parser.currentToken().isNumeric() ? parser.getDoubleValue() : Double.NaN;
        return Double.isFinite(value) ? value : Double.NaN;
    }

    /** Of a scalar; 0 for none. */
    private long hash(JsonParser parser) throws IOException {
        if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        hash.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        return hash.low() == 0 ? 1 : hash.low();
    }

    private long hash(String text) {
        hash.of(text.toCharArray(), 0, text.length());
        return hash.low() == 0 ? 1 : hash.low();
    }

    private void drawn(JsonParser parser) throws IOException {
        boolean isCount = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getLongValue() >= 1
                && parser.getLongValue() <= Integer.MAX_VALUE;
        drawn = isCount ? parser.getIntValue() : 0;
        wrongType |= !isCount;
    }

    boolean isLabelled() {
        return label != null || labelTree != null;
    }

    /** The label as it is, whatever it is, behind a letter for its type; null for none. */
    String labelText() {
        return label != null || labelTree == null ? label : TREE + Json.compact(labelTree);
    }

    /** Gives the row a label that another one has told by {@link #labelText}. */
    void label(String text) throws BadInputException {
        if (!text.startsWith(TREE)) {
            label = text;
            labelNumber = text.charAt(0) == 'n' ? Double.parseDouble(text.substring(1)) : Double.NaN;
        } else if (lists) {
            labelTree = Json.parse(text.substring(1), "the label");
        } else {
            wrongType = true;
        }
    }

    private void once(int bit, String name, JsonParser parser) throws IOException {
        if ((seen & bit) != 0) {
            throw Keys.duplicate(parser, name);
        }
        seen |= bit;
    }

    private void id(JsonParser parser) throws IOException {
        boolean isText = parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() > 0;
        if (isText || parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            id.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            hasId = true;
        } else {
            wrongType = true;
        }
    }

    private void latency(JsonParser parser) throws IOException {
        if (parser.currentToken().isNumeric()) {
            double value = parser.getDoubleValue();
            if (Double.isFinite(value)) {
                latency = value;
                return;
            }
            if (isNotANumber(parser)) {
                return; // as good as none, which only a rule for latencies minds
            }
        }
        wrongType |= parser.currentToken() != JsonToken.VALUE_NULL;
    }

    private void error(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            // a column that was exported as text is empty where nothing failed
            failed = !parser.getText().isBlank();
        } else {
            wrongType |= parser.currentToken() != JsonToken.VALUE_NULL;
        }
    }

    /** The value behind a letter for its type, so that "1" and 1 stay different; 1 and 1.0 are the same. */
    private String scalar(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> "s" + parser.getText();
            case VALUE_TRUE -> "btrue";
            case VALUE_FALSE -> "bfalse";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (isNotANumber(parser)) {
                    wrongType = true;
                    yield null;
                }
                yield "n" + Json.decimal(parser).stripTrailingZeros();
            }
            case VALUE_NULL -> null;
            default -> {
                wrongType = true;
                yield null;
            }
        };
    }
}
