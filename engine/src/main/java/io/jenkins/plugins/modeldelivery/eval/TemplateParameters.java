package io.jenkins.plugins.modeldelivery.eval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import io.jenkins.plugins.modeldelivery.parameter.Parameter;
import io.jenkins.plugins.modeldelivery.parameter.Parameters;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/** What a request of an evaluation looks like, and where the prediction is in an answer, as people say it; see {@link Template}. */
public record TemplateParameters(
        @Parameter(
                label = "NAME",
                help = "kserve-v1, oip (KServe v2), mlflow, openai or json (default: the input, and the whole answer)")
        String protocol,

        @Parameter(label = "NAME", help = "openai: the model's name")
        String model,

        @Parameter(label = "TEXT", help = "openai: a system message")
        String system,

        @Parameter(label = "NAME", help = "oip: name of the input tensor (default input-0)")
        String tensor,

        @Parameter(label = "TYPE", help = "oip: type of numbers (default FP32)")
        String datatype,

        @Parameter(label = "NAME", help = "oip: the output tensor with the prediction")
        String outputName,

        @Parameter(label = "JSON", help = "Added to each request at its top, for example '{\"temperature\": 0}'")
        String fields,

        @Parameter(label = "JSON", help = "json: the request; \"{{/input/text}}\" stands for what a row holds there")
        String body,

        @Parameter(label = "POINTER", help = "Where the output is in an answer")
        String response,

        @Parameter(label = "POINTER", help = "Where the prediction is in the output")
        String prediction,

        @Parameter(help = "The prediction is the position of the highest score")
        boolean argmax,

        @Parameter(
                label = "NUMBER",
                help = "The output is one score; from this number on the prediction is the positive class")
        Double threshold,

        @Parameter(
                label = "NAME",
                help = "--threshold: which of the two --classes the score is of (default: the second)")
        String positive,

        @Parameter(
                label = "NAME",
                split = true,
                help = "--argmax: names of the positions; --threshold: of the two classes, the positive one last")
        List<String> classes,

        @Parameter(label = "FILE", help = "All of this from a JSON file; options add to it")
        String template)
        implements Serializable {
    /** @param directory where a relative name of the file starts */
    public Template in(Path directory) throws BadInputException {
        ObjectNode config = template == null ? Json.object() : file(Parameters.file(directory, template));
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
        if (threshold != null) {
            config.put("threshold", threshold);
        }
        text(config, "positive", positive);
        if (argmax || threshold == null && classes != null) {
            config.put("argmax", true);
        }
        if (classes != null) {
            classes.forEach(config.putArray("classes")::add);
        }
        return Template.of(config);
    }

    private static ObjectNode file(Path file) throws BadInputException {
        if (Json.read(file) instanceof ObjectNode config) {
            return config;
        }
        throw new BadInputException(file + " is no request template: a JSON object was expected");
    }

    private static void text(ObjectNode config, String key, String value) {
        if (value != null) {
            config.put(key, value);
        }
    }
}
