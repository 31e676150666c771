package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes the request of a row. */
final class Requests {
    private final Protocol protocol;
    private final String model;
    private final String system;
    private final Tensors tensors;
    private final Optional<ObjectNode> fields;
    private final Optional<JsonNode> body;

    Requests(
            Protocol protocol,
            String model,
            String system,
            Tensors tensors,
            Optional<ObjectNode> fields,
            Optional<JsonNode> body) {
        this.protocol = protocol;
        this.model = model;
        this.system = system;
        this.tensors = tensors;
        this.fields = fields;
        this.body = body;
    }

    byte[] of(EvalRow row) throws BadInputException {
        JsonNode input = row.input();
        JsonNode request =
                switch (protocol) {
                    case KSERVE_V1 -> batch("instances", input);
                    case MLFLOW -> batch(input.isObject() ? "dataframe_records" : "instances", input);
                    case OIP -> tensors.request(input, row);
                    case OPENAI -> chat(row);
                    case JSON -> body.isPresent() ? filled(body.get(), row) : input;
                };
        if (fields.isPresent()) {
            if (!(request instanceof ObjectNode object)) {
                throw new BadInputException(row.where() + ": fields can be added to a JSON object only");
            }
            request = object.deepCopy().setAll(fields.get());
        }
        return Json.compact(request).getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode batch(String key, JsonNode input) {
        ObjectNode request = Json.object();
        request.putArray(key).add(input);
        return request;
    }

    /** A text is a user's message; an array is the messages; an object with {@code messages} is taken as it is. */
    private ObjectNode chat(EvalRow row) throws BadInputException {
        JsonNode input = row.input();
        ObjectNode request = Json.object().put("model", model);
        ArrayNode messages = request.putArray("messages");
        if (!system.isEmpty()) {
            messages.addObject().put("role", "system").put("content", system);
        }
        if (input.isTextual()) {
            messages.addObject().put("role", "user").put("content", input.textValue());
        } else if (input.isArray()) {
            messages.addAll((ArrayNode) input);
        } else if (input.path("messages").isArray()) {
            messages.addAll((ArrayNode) input.get("messages"));
            input.properties().stream()
                    .filter(entry -> !entry.getKey().equals("messages"))
                    .forEach(entry -> request.set(entry.getKey(), entry.getValue()));
        } else {
            throw new BadInputException(row.where()
                    + ": a chat needs an input that is a text, an array of messages or an object with them");
        }
        return request;
    }

    private static JsonNode filled(JsonNode template, EvalRow row) throws BadInputException {
        if (template.isTextual()) {
            return filledText(template, row);
        }
        if (template.isObject()) {
            ObjectNode object = Json.object();
            for (var entry : template.properties()) {
                object.set(entry.getKey(), filled(entry.getValue(), row));
            }
            return object;
        }
        if (template.isArray()) {
            ArrayNode array = Json.mapper().createArrayNode();
            for (JsonNode element : template) {
                array.add(filled(element, row));
            }
            return array;
        }
        return template;
    }

    private static JsonNode filledText(JsonNode template, EvalRow row) throws BadInputException {
        String text = template.textValue();
        if (!text.startsWith("{{/") || !text.endsWith("}}")) {
            return template;
        }
        JsonPointer pointer = Template.pointer("body", text.substring(2, text.length() - 2));
        JsonNode found = row.json().at(pointer);
        if (found.isMissingNode()) {
            throw new BadInputException(row.where() + " has nothing at " + pointer);
        }
        return found;
    }
}
