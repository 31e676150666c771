package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How a row becomes a request and an answer becomes a prediction. Made from a JSON object with these keys, all optional but
 * the first:
 *
 * <ul>
 *   <li>{@code protocol}: see {@link Protocol}
 *   <li>{@code model}: the model's name, for {@code openai}
 *   <li>{@code system}: a system message, for {@code openai}
 *   <li>{@code tensor}, {@code datatype}: name ({@code input-0}) and type of numbers ({@code FP32}), for {@code oip}
 *   <li>{@code outputName}: which output tensor holds the prediction, for {@code oip}
 *   <li>{@code fields}: an object whose fields are added to each request at its top
 *   <li>{@code body}: for {@code json}, any JSON in which a text like <code>{{/input/text}}</code> stands for what the row
 *       holds at that JSON pointer
 *   <li>{@code response}: JSON pointer to the output within the answer
 *   <li>{@code prediction}: JSON pointer to the prediction within the output
 *   <li>{@code argmax}: true when the output, or what {@code prediction} points at, is an array of scores
 *   <li>{@code classes}: names of the positions of {@code argmax}, or of the two classes of {@code threshold}
 *   <li>{@code threshold}: the output, or what {@code prediction} points at, is one score; from here on it is the positive class
 *   <li>{@code positive}: which of the two classes that is; default: the second
 * </ul>
 */
public final class Template {
    private static final Set<String> KEYS = Set.of(
            "protocol",
            "model",
            "system",
            "tensor",
            "datatype",
            "outputName",
            "fields",
            "body",
            "response",
            "prediction",
            "argmax",
            "threshold",
            "positive",
            "classes");

    private final ObjectNode config;
    private final Requests requests;
    private final Answers answers;

    private Template(ObjectNode config) throws BadInputException {
        this.config = config;
        Protocol protocol = Protocol.of(text("protocol").orElse(Protocol.JSON.key()));
        if (protocol == Protocol.OPENAI && text("model").isEmpty()) {
            throw new BadInputException("The protocol openai needs the model's name");
        }
        if (config.has("body") && protocol != Protocol.JSON) {
            throw new BadInputException("A body of one's own goes with the protocol json, not " + protocol.key());
        }
        requests = new Requests(
                protocol,
                text("model").orElse(""),
                text("system").orElse(""),
                new Tensors(text("tensor").orElse("input-0"), text("datatype").orElse("FP32")),
                object("fields"),
                Optional.ofNullable(config.get("body")));
        answers = new Answers(
                protocol,
                text("outputName"),
                pointer("response"),
                pointer("prediction"),
                config.path("argmax").asBoolean(),
                threshold(),
                text("positive"),
                classes());
    }

    /** Checks the keys and their values. */
    public static Template of(ObjectNode config) throws BadInputException {
        for (Map.Entry<String, JsonNode> entry : config.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                throw new BadInputException("'" + PlainText.shown(entry.getKey())
                        + "' is not a key of a request template: "
                        + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
        return new Template(config.deepCopy());
    }

    private OptionalDouble threshold() throws BadInputException {
        JsonNode threshold = config.path("threshold");
        if (threshold.isMissingNode()) {
            if (config.has("positive")) {
                throw new BadInputException("'positive' of the request template goes with 'threshold'");
            }
            return OptionalDouble.empty();
        }
        List<String> classes = classes();
        boolean isNamed = classes.isEmpty()
                ? !config.has("positive")
                : classes.size() == 2
                        && (!config.has("positive")
                                || classes.contains(text("positive").orElse("")));
        if (!threshold.isNumber() || config.path("argmax").asBoolean() || !isNamed) {
            throw new BadInputException("'threshold' of the request template must be a number, without argmax, with two"
                    + " classes or none, and 'positive' one of them");
        }
        return OptionalDouble.of(threshold.doubleValue());
    }

    private Optional<String> text(String key) throws BadInputException {
        JsonNode node = config.path(key);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw new BadInputException("'" + key + "' of the request template must be a text");
        }
        return Optional.of(node.textValue());
    }

    private Optional<ObjectNode> object(String key) throws BadInputException {
        JsonNode node = config.path(key);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        if (node instanceof ObjectNode object) {
            return Optional.of(object);
        }
        throw new BadInputException("'" + key + "' of the request template must be a JSON object");
    }

    private Optional<JsonPointer> pointer(String key) throws BadInputException {
        JsonNode node = config.path(key);
        return node.isMissingNode() ? Optional.empty() : Optional.of(pointer(key, node.asText()));
    }

    static JsonPointer pointer(String what, String text) throws BadInputException {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    "'" + PlainText.shown(text) + "' (" + what + ") is not a JSON pointer like /data/0", e);
        }
    }

    private List<String> classes() throws BadInputException {
        List<String> classes = new ArrayList<>();
        for (JsonNode name : config.path("classes")) {
            if (!name.isTextual()) {
                throw new BadInputException("'classes' of the request template must be an array of texts");
            }
            classes.add(name.textValue());
        }
        return classes;
    }

    /** The request of a row. */
    byte[] request(EvalRow row) throws BadInputException {
        return requests.of(row);
    }

    /** The output and the prediction in an answer. */
    Answers.Found answer(byte[] body) throws RequestFailure {
        return answers.read(body);
    }

    ObjectNode toJson() {
        return config.deepCopy();
    }
}
