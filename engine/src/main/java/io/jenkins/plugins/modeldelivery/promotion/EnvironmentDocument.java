package io.jenkins.plugins.modeldelivery.promotion;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.modeldelivery.cluster.WorkloadRef;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Documents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code model-delivery/environment/v1}, as YAML or JSON. Unknown keys are errors. */
public final class EnvironmentDocument {
    private static final String SCHEMA = "model-delivery/environment/v1";
    private static final Set<String> KEYS =
            Set.of("schema", "name", "namespace", "workload", "container", "image", "requires", "timing");
    private static final Set<String> TIMES = Set.of("rollout", "settle", "poll", "patience", "evidenceAge", "liveAge");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h|d)");

    private EnvironmentDocument() {}

    /** @throws BadInputException naming file and key */
    public static Environment read(Path file) throws BadInputException {
        return parse(Documents.read(file), file.toString());
    }

    /**
     * Parses the document.
     *
     * @param source how to call it in a message
     */
    public static Environment parse(JsonNode json, String source) throws BadInputException {
        if (!json.isObject() || !SCHEMA.equals(json.path("schema").asText())) {
            throw new BadInputException(source + " does not start with schema: " + SCHEMA);
        }
        known(json, KEYS, source);
        JsonNode timing = json.path("timing");
        known(timing, TIMES, source + ": timing");
        Set<EvidenceKind> requires = EnumSet.noneOf(EvidenceKind.class);
        if (json.has("requires") && !json.path("requires").isArray()) {
            throw new BadInputException(source + ": requires is not a list");
        }
        for (JsonNode kind : json.path("requires")) {
            requires.add(EvidenceKind.parse(kind.asText()));
        }
        Environment.Timing def = Environment.Timing.DEFAULT;
        return Environment.of(
                text(json, "name", "", source),
                WorkloadRef.parse(text(json, "namespace", "default", source), text(json, "workload", "", source)),
                text(json, "container", "", source),
                text(json, "image", "", source),
                requires,
                new Environment.Timing(
                        time(timing, "rollout", def.rollout(), source),
                        time(timing, "settle", def.settle(), source),
                        time(timing, "poll", def.poll(), source),
                        time(timing, "patience", def.patience(), source),
                        time(timing, "evidenceAge", def.evidenceAge(), source),
                        time(timing, "liveAge", def.liveAge(), source)));
    }

    /** Parses {@code 300s}, {@code 5m}, {@code 31d}, ... */
    public static Duration duration(String text, String what) throws BadInputException {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new BadInputException(what + ": '" + text + "' is not a time such as 300s, 10m or 31d");
        }
        long n = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    private static Duration time(JsonNode timing, String key, Duration otherwise, String source)
            throws BadInputException {
        return timing.has(key) ? duration(timing.path(key).asText(), source + ": timing." + key) : otherwise;
    }

    private static void known(JsonNode json, Set<String> keys, String source) throws BadInputException {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!keys.contains(entry.getKey())) {
                throw new BadInputException(source + ": unknown key '" + entry.getKey() + "'");
            }
        }
    }

    private static String text(JsonNode json, String key, String otherwise, String source) throws BadInputException {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw new BadInputException(source + ": " + key + " is not a text");
        }
        return value.asText();
    }
}
