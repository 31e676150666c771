package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Inputs as tensors of the Open Inference Protocol, each with a leading batch dimension of 1. An object becomes one tensor
 * for each field, anything else a single one; an object that has {@code inputs} already is a request and stays as it is.
 */
final class Tensors {
    private final String name;
    private final String numbers;

    Tensors(String name, String numbers) {
        this.name = name;
        this.numbers = numbers;
    }

    ObjectNode request(JsonNode input, EvalRow row) throws BadInputException {
        if (input.path("inputs").isArray()) {
            return (ObjectNode) input;
        }
        ObjectNode request = Json.object();
        ArrayNode inputs = request.putArray("inputs");
        if (input.isObject()) {
            for (var field : input.properties()) {
                inputs.add(tensor(field.getKey(), field.getValue(), row));
            }
        } else {
            inputs.add(tensor(name, input, row));
        }
        return request;
    }

    private ObjectNode tensor(String called, JsonNode value, EvalRow row) throws BadInputException {
        List<Integer> shape = new ArrayList<>(List.of(1));
        for (JsonNode level = value; level.isArray(); level = level.path(0)) {
            shape.add(level.size());
        }
        if (!value.isArray()) {
            shape.add(1);
        }
        ArrayNode data = Json.mapper().createArrayNode();
        flatten(value, shape, value.isArray() ? 1 : 2, data, called, row);
        ObjectNode tensor = Json.object().put("name", called);
        ArrayNode dimensions = tensor.putArray("shape");
        shape.forEach(dimensions::add);
        tensor.put("datatype", datatype(data, called, row));
        tensor.set("data", data);
        return tensor;
    }

    private static void flatten(
            JsonNode value, List<Integer> shape, int level, ArrayNode data, String called, EvalRow row)
            throws BadInputException {
        boolean deeper = level < shape.size();
        if (deeper != value.isArray() || deeper && value.size() != shape.get(level)) {
            throw new BadInputException(row.where() + ": '" + called + "' is no tensor: its rows differ in length");
        }
        if (!deeper) {
            data.add(value);
            return;
        }
        for (JsonNode element : value) {
            flatten(element, shape, level + 1, data, called, row);
        }
    }

    private String datatype(ArrayNode data, String called, EvalRow row) throws BadInputException {
        String type = "";
        for (JsonNode value : data) {
            String own = value.isTextual() ? "BYTES" : value.isBoolean() ? "BOOL" : value.isNumber() ? numbers : "";
            if (own.isEmpty() || !type.isEmpty() && !type.equals(own)) {
                throw new BadInputException(row.where() + ": '" + called
                        + "' is no tensor: numbers, texts or booleans alone were expected");
            }
            type = own;
        }
        if (type.isEmpty()) {
            throw new BadInputException(row.where() + ": '" + called + "' is an empty tensor");
        }
        return type;
    }
}
