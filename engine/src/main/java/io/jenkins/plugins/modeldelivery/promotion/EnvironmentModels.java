package io.jenkins.plugins.modeldelivery.promotion;

import com.google.re2j.Pattern;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The models that an environment is for, and what its texts are for one of them: {@code {model}} in the namespace, the workload
 * and the container stands for the model's name, so that one definition serves many.
 *
 * @param patterns names, in which {@code *} stands for any characters; empty for all models
 */
public record EnvironmentModels(List<String> patterns) {
    public static final EnvironmentModels ALL = new EnvironmentModels(List.of());

    private static final String MODEL = "{model}";
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9._*-]{0,127}");

    /** @throws BadInputException when there is none, or one can be no name */
    public static EnvironmentModels of(List<String> patterns) throws BadInputException {
        if (patterns.isEmpty()) {
            throw new BadInputException("models: there are none; leave it out for all models");
        }
        for (String pattern : patterns) {
            if (!PATTERN.matcher(pattern).matches()) {
                throw new BadInputException("models: '" + PlainText.shown(pattern)
                        + "' is no model's name; it has letters, digits and . _ - and * for any characters");
            }
        }
        return new EnvironmentModels(List.copyOf(patterns));
    }

    /** The same from a form: separated by commas; all models where it is empty. */
    public static EnvironmentModels parse(String text) throws BadInputException {
        return text.isBlank()
                ? ALL
                : of(Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }

    /** @throws BadInputException when the environment is not for this model */
    public void require(String environment, String model) throws BadInputException {
        if (!patterns.isEmpty() && patterns.stream().noneMatch(pattern -> matches(pattern, model))) {
            throw new BadInputException("Environment '" + environment + "' is for the models " + patterns
                    + ", not for '" + PlainText.shown(model) + "'");
        }
    }

    private static boolean matches(String pattern, String model) {
        String expression =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(expression, model);
    }

    /** Whether the text is another one for each model. */
    public static boolean isTemplate(String text) {
        return text.contains(MODEL);
    }

    /** Whether two texts are one for a model; where none is given, as they stand. */
    public static boolean same(String one, String other, Optional<String> model) {
        return one.replace(MODEL, model.orElse(MODEL)).equals(other.replace(MODEL, model.orElse(MODEL)));
    }

    /**
     * A namespace, workload or container for a model.
     *
     * @param key how to call the text in a message
     * @throws BadInputException when the text needs a model and none is given
     */
    public static String fill(String key, String text, Optional<String> model) throws BadInputException {
        if (model.isEmpty() && isTemplate(text)) {
            throw new BadInputException(key + ": '" + text + "' is another one for each model; say which model");
        }
        return text.replace(MODEL, model.orElse(""));
    }
}
