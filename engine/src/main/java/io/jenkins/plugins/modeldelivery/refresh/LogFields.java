package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.core.JsonPointer;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a log line holds what; JSON pointers.
 *
 * @param stratum whose values are represented each in its share
 * @param label a label that the log itself holds, for example people's feedback; never a model's own prediction
 * @param text within an input that is an object: the text by which near duplicates are found
 * @param keep top-level scalar fields that are copied into the eval set, for slices
 */
public record LogFields(
        JsonPointer id,
        JsonPointer input,
        JsonPointer time,
        Optional<JsonPointer> stratum,
        Optional<JsonPointer> label,
        Optional<JsonPointer> text,
        List<String> keep) {
    private static final Set<String> OURS = Set.of(
            "id",
            "input",
            "label",
            "labels",
            "embedding",
            "timestamp",
            "occurrences",
            "prediction",
            "latency_ms",
            "output",
            "error");

    /** A pointer to a field: {@code name} for one at the top, or a JSON pointer like {@code /request/text}. */
    public static JsonPointer pointer(String text) throws BadInputException {
        try {
            if (text.startsWith("/") && text.length() > 1) {
                return JsonPointer.compile(text);
            }
            if (!text.isEmpty() && text.indexOf('/') < 0) {
                return JsonPointer.compile("/" + text.replace("~", "~0"));
            }
        } catch (IllegalArgumentException e) {
            throw new BadInputException("'" + PlainText.shown(text) + "' is not a JSON pointer", e);
        }
        throw new BadInputException(
                "'" + PlainText.shown(text) + "' is neither a field's name nor a JSON pointer like /request/text");
    }

    /** Refuses to copy a field under a name that an eval set uses for something else. */
    void requireKeepable() throws BadInputException {
        for (String name : keep) {
            if (OURS.contains(name)) {
                throw new BadInputException("The field '" + name
                        + "' has a meaning of its own in an eval set, so it cannot be kept as a slice");
            }
        }
    }
}
