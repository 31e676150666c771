package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Finds the output and the prediction in an answer; whatever is not clearly there is a failure of the request. */
final class Answers {
    private static final int SNIPPET = 80;

    private final Protocol protocol;
    private final Optional<String> outputName;
    private final Optional<JsonPointer> response;
    private final Optional<JsonPointer> prediction;
    private final boolean argmax;
    private final OptionalDouble threshold;
    private final Optional<String> positive;
    private final List<String> classes;

    /**
     * What an answer holds.
     *
     * @param output checked against the contract
     * @param prediction a text, a number or a boolean
     */
    record Found(JsonNode output, JsonNode prediction) {}

    Answers(
            Protocol protocol,
            Optional<String> outputName,
            Optional<JsonPointer> response,
            Optional<JsonPointer> prediction,
            boolean argmax,
            OptionalDouble threshold,
            Optional<String> positive,
            List<String> classes) {
        this.protocol = protocol;
        this.outputName = outputName;
        this.response = response;
        this.prediction = prediction;
        this.argmax = argmax;
        this.threshold = threshold;
        this.positive = positive;
        this.classes = List.copyOf(classes);
    }

    Found read(byte[] body) throws RequestFailure {
        JsonNode answer;
        try {
            answer = Json.parse(body, "the answer");
        } catch (BadInputException e) {
            throw RequestFailure.answer("malformed", e.getMessage());
        }
        JsonNode output = output(answer);
        return new Found(output, prediction(output));
    }

    private JsonNode output(JsonNode answer) throws RequestFailure {
        if (response.isPresent()) {
            return there(answer.at(response.get()), answer, response.get().toString());
        }
        return switch (protocol) {
            case KSERVE_V1 -> only(answer.path("predictions"), answer);
            case MLFLOW -> mlflow(answer);
            case OIP -> tensor(answer);
            case OPENAI -> chat(answer);
            case JSON -> answer;
        };
    }

    private static JsonNode there(JsonNode node, JsonNode answer, String place) throws RequestFailure {
        if (node.isMissingNode() || node.isNull()) {
            throw RequestFailure.answer("no output", "the answer has nothing at " + place + ": " + snippet(answer));
        }
        return node;
    }

    private static JsonNode only(JsonNode predictions, JsonNode answer) throws RequestFailure {
        if (!predictions.isArray() || predictions.size() != 1) {
            throw RequestFailure.answer(
                    "no output", "an array 'predictions' of one element was expected: " + snippet(answer));
        }
        return there(predictions.get(0), answer, "/predictions/0");
    }

    /** MLflow before 2.0 answers with the bare array, and a model may answer with an object of columns. */
    private static JsonNode mlflow(JsonNode answer) throws RequestFailure {
        JsonNode predictions = answer.isArray() ? answer : answer.path("predictions");
        return predictions.isObject() ? predictions : only(predictions, answer);
    }

    private JsonNode tensor(JsonNode answer) throws RequestFailure {
        JsonNode outputs = answer.path("outputs");
        if (!outputs.isArray() || outputs.isEmpty()) {
            throw RequestFailure.answer("no output", "an array 'outputs' was expected: " + snippet(answer));
        }
        if (outputs.size() == 1 && outputName.isEmpty()) {
            return data(outputs.get(0), answer);
        }
        ObjectNode all = Json.object();
        for (JsonNode output : outputs) {
            all.set(output.path("name").asText(), data(output, answer));
        }
        return outputName.isEmpty() ? all : there(all.path(outputName.get()), answer, "output " + outputName.get());
    }

    private static JsonNode data(JsonNode output, JsonNode answer) throws RequestFailure {
        JsonNode data = there(output.path("data"), answer, "/outputs/*/data");
        while (data.isArray() && data.size() == 1) {
            data = data.get(0);
        }
        return data;
    }

    /** A content that is a JSON object or array counts as such, so that a contract can check it. */
    private static JsonNode chat(JsonNode answer) throws RequestFailure {
        JsonNode content = answer.at("/choices/0/message/content");
        if (!content.isTextual()) {
            throw RequestFailure.answer(
                    "no output", "the answer has no text at /choices/0/message/content: " + snippet(answer));
        }
        String text = content.textValue().strip();
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                return Json.parse(text, "the content");
            } catch (BadInputException e) {
                return TextNode.valueOf(text); // a text that only looks like JSON is a text
            }
        }
        return TextNode.valueOf(text);
    }

    private JsonNode prediction(JsonNode output) throws RequestFailure {
        JsonNode found = output;
        if (prediction.isPresent()) {
            found = output.at(prediction.get());
        } else if (output.isObject()) {
            found = output.has("prediction") ? output.get("prediction") : output.path("label");
        }
        while (!argmax && found.isArray() && found.size() == 1) {
            found = found.get(0);
        }
        if (argmax) {
            found = best(found, output);
        } else if (threshold.isPresent()) {
            found = decided(found, output);
        }
        if (found.isTextual() || found.isBoolean() || found.isNumber()) {
            return found;
        }
        throw RequestFailure.answer(
                "no prediction",
                "a text, number or boolean was expected"
                        + prediction.map(pointer -> " at " + pointer).orElse("; say where it is with a JSON pointer")
                        + ": " + snippet(output));
    }

    /** The first of the highest scores; one score is none of several, and each class has one. */
    private JsonNode best(JsonNode scores, JsonNode output) throws RequestFailure {
        int expected = classes.isEmpty() ? Math.max(2, scores.size()) : classes.size();
        int best = 0;
        boolean whole = scores.isArray() && scores.size() == expected;
        for (int i = 0; i < scores.size() && whole; i++) {
            whole = isFinite(scores.get(i));
            best = whole && scores.get(i).doubleValue() > scores.get(best).doubleValue() ? i : best;
        }
        if (!whole) {
            throw RequestFailure.answer(
                    "no prediction",
                    "an array of " + (classes.isEmpty() ? "scores" : classes.size() + " scores")
                            + ", one for each class, was expected (one score alone needs a threshold): "
                            + snippet(output));
        }
        return classes.isEmpty() ? IntNode.valueOf(best) : TextNode.valueOf(classes.get(best));
    }

    /** One score of the positive class, which is 1 or the second of two classes unless it is named. */
    private JsonNode decided(JsonNode score, JsonNode output) throws RequestFailure {
        if (!isFinite(score)) {
            throw RequestFailure.answer(
                    "no prediction", "one score was expected for the threshold: " + snippet(output));
        }
        boolean isPositive = score.doubleValue() >= threshold.getAsDouble();
        if (classes.isEmpty()) {
            return IntNode.valueOf(isPositive ? 1 : 0);
        }
        int named = positive.map(classes::indexOf).orElse(1);
        return TextNode.valueOf(classes.get(isPositive ? named : 1 - named));
    }

    private static boolean isFinite(JsonNode score) {
        return score.isNumber() && Double.isFinite(score.doubleValue());
    }

    private static String snippet(JsonNode node) {
        String text = Json.compact(node);
        return text.length() > SNIPPET ? text.substring(0, SNIPPET) + "..." : text;
    }
}
