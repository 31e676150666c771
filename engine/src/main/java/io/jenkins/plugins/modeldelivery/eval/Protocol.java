package io.jenkins.plugins.modeldelivery.eval;

import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The forms of request and answer that are known by name. */
public enum Protocol {
    /** {@code {"instances": [input]}} and {@code predictions[0]}, also of TensorFlow Serving. */
    KSERVE_V1,
    /** Open Inference Protocol (KServe v2): tensors, and {@code outputs[].data}. */
    OIP,
    /** MLflow's {@code /invocations}: {@code dataframe_records} for objects, else {@code instances}; {@code predictions[0]}. */
    MLFLOW,
    /** Chat completions as OpenAI, vLLM, Ollama and others take them: {@code messages}; {@code choices[0].message.content}. */
    OPENAI,
    /** The input, or a template around it, and the whole answer. */
    JSON;

    /** As it is written in options. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The protocol of a name like {@code kserve-v1}. */
    public static Protocol of(String key) throws BadInputException {
        for (Protocol protocol : values()) {
            if (protocol.key().equals(key)) {
                return protocol;
            }
        }
        throw new BadInputException("'" + PlainText.shown(key) + "' is not a known protocol: "
                + Arrays.stream(values()).map(Protocol::key).collect(Collectors.joining(", ")));
    }
}
