package io.jenkins.plugins.modeldelivery.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.eval.Template;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a request of {@code eval} looks like, and where the prediction is in an answer. */
final class TemplateOptions {
    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description =
                    "kserve-v1, oip (KServe v2), mlflow, openai or json (default: the input, and the whole answer)")
    String protocol;

    @Option(names = "--model", paramLabel = "NAME", description = "openai: the model's name")
    String model;

    @Option(names = "--system", paramLabel = "TEXT", description = "openai: a system message")
    String system;

    @Option(names = "--tensor", paramLabel = "NAME", description = "oip: name of the input tensor (default input-0)")
    String tensor;

    @Option(names = "--datatype", paramLabel = "TYPE", description = "oip: type of numbers (default FP32)")
    String datatype;

    @Option(names = "--output-name", paramLabel = "NAME", description = "oip: the output tensor with the prediction")
    String outputName;

    @Option(
            names = "--fields",
            paramLabel = "JSON",
            description = "Added to each request at its top, for example '{\"temperature\": 0}'")
    String fields;

    @Option(
            names = "--body",
            paramLabel = "JSON",
            description = "json: the request; \"{{/input/text}}\" stands for what a row holds there")
    String body;

    @Option(names = "--response", paramLabel = "POINTER", description = "Where the output is in an answer")
    String response;

    @Option(names = "--prediction", paramLabel = "POINTER", description = "Where the prediction is in the output")
    String prediction;

    @Option(names = "--argmax", description = "The prediction is the position of the highest score")
    boolean argmax;

    @Option(
            names = "--classes",
            split = ",",
            paramLabel = "NAME",
            description = "--argmax: names of the positions, separated by commas")
    List<String> classes = new ArrayList<>();

    @Option(names = "--template", paramLabel = "FILE", description = "All of this from a JSON file; options add to it")
    Path file;

    Template template() throws BadInputException {
        ObjectNode config = Template.config(Optional.ofNullable(file));
        text(config, "protocol", protocol);
        text(config, "model", model);
        text(config, "system", system);
        text(config, "tensor", tensor);
        text(config, "datatype", datatype);
        text(config, "outputName", outputName);
        text(config, "response", response);
        text(config, "prediction", prediction);
        if (fields != null) {
            config.set("fields", Json.parse(fields, "--fields"));
        }
        if (body != null) {
            config.set("body", Json.parse(body, "--body"));
        }
        if (argmax || !classes.isEmpty()) {
            config.put("argmax", true);
        }
        if (!classes.isEmpty()) {
            classes.forEach(config.putArray("classes")::add);
        }
        return Template.of(config);
    }

    private static void text(ObjectNode config, String key, String value) {
        if (value != null) {
            config.put(key, value);
        }
    }
}
