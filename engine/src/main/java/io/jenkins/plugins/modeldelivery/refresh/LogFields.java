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
 * @param status what tells failed attempts from answered requests
 * @param group of whose values a draw may take a few requests each
 * @param label a label that the log itself holds, for example people's feedback; never a model's own prediction
 * @param text within an input that is an object: the text by which near duplicates are found
 * @param keep top-level scalar fields that are copied into the eval set, for slices
 */
public record LogFields(
        JsonPointer id,
        JsonPointer input,
        JsonPointer time,
        Optional<JsonPointer> stratum,
        Optional<Status> status,
        Optional<String> group,
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
            "drawn",
            "labelledAs",
            "standsFor",
            "trial",
            "prediction",
            "latency_ms",
            "output",
            "error");

    /** Requests that count: those whose field has this value, as text. */
    public record Status(JsonPointer field, String value) {
        @Override
        public String toString() {
            return field + "=" + value;
        }
    }

    /** The field in a row of the set that holds its stratum. */
    Optional<String> stratumOfRows() {
        return stratum.map(pointer -> pointer.tail().matches() ? pointer.getMatchingProperty() : "stratum");
    }

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
    void requireKeepable(RefreshPlan plan) throws BadInputException {
        for (String name : keep) {
            boolean isOurs = name.equals("weight") && plan.mostOfGroup().isPresent()
                    || name.equals("stratum")
                            && stratumOfRows().isPresent()
                            && !stratum.equals(Optional.of(pointer("stratum")));
            if (OURS.contains(name) || isOurs) {
                throw new BadInputException("The field '" + name
                        + "' has a meaning of its own in an eval set, so it cannot be kept as a slice");
            }
        }
    }
}
