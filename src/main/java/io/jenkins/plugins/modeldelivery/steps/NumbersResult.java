package io.jenkins.plugins.modeldelivery.steps;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What a step that judges nothing gives back to the Pipeline: a line, and the numbers at the top of its document. */
public final class NumbersResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final String summary;
    private final LinkedHashMap<String, Double> metrics;

    private NumbersResult(String summary, LinkedHashMap<String, Double> metrics) {
        this.summary = summary;
        this.metrics = metrics;
    }

    static NumbersResult of(String summary, JsonNode document) {
        LinkedHashMap<String, Double> metrics = new LinkedHashMap<>();
        document.properties().forEach(field -> {
            if (field.getValue().isNumber()) {
                metrics.put(field.getKey(), field.getValue().doubleValue());
            }
        });
        return new NumbersResult(summary, metrics);
    }

    /** What matters most, in one line. */
    @Whitelisted
    @NonNull
    public String getSummary() {
        return summary;
    }

    /** Numbers by name. */
    @Whitelisted
    @NonNull
    public Map<String, Double> getMetrics() {
        return Collections.unmodifiableMap(metrics);
    }

    @Whitelisted
    @Override
    public String toString() {
        return summary;
    }
}
