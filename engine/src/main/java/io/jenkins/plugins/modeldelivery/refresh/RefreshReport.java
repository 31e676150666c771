package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import java.nio.file.Path;

/** What a refresh did: the eval set's metadata, see {@code docs/schemas/eval-set-meta-v1.json}, and where things are. */
public final class RefreshReport {
    private final ObjectNode json;
    private final Path output;
    private final Path queue;
    private final boolean isShort;

    RefreshReport(ObjectNode json, Path output, Path queue, boolean isShort) {
        this.json = json;
        this.output = output;
        this.queue = queue;
        this.isShort = isShort;
    }

    /** Whether there is an eval set, or only a queue to label. */
    public boolean hasEvalSet() {
        return json.path("rows").asLong() > 0;
    }

    /** The metadata of the eval set. */
    public ObjectNode toJson() {
        return json.deepCopy();
    }

    /** One line with what matters most. */
    public String headline() {
        return hasEvalSet()
                ? "%d labelled rows in %s as of %s; %d rows to label in %s"
                        .formatted(
                                json.get("rows").asLong(),
                                output,
                                json.get("asOf").asText(),
                                json.get("unlabelled").asLong(),
                                queue)
                : "no row has a label yet, so there is no eval set; label the %d rows in %s and refresh again with them among the labels"
                        .formatted(json.get("unlabelled").asLong(), queue);
    }

    /** Several lines for a terminal or a build log. */
    public String toText() {
        Table table = new Table("what", "number");
        for (String key : new String[] {
            "lines", "malformed", "withoutInput", "undated", "outsideWindow", "inWindow", "distinct", "filesSkipped"
        }) {
            table.row(key, json.at("/logs/" + key).asText());
        }
        for (String key : new String[] {"rows", "nearDuplicates", "idsTakenTwice"}) {
            table.row("sample: " + key, json.at("/sample/" + key).asText());
        }
        table.row("label conflicts", json.get("labelConflicts").asText());
        StringBuilder text = new StringBuilder(headline()).append("\n\n").append(table.toText());
        if (json.at("/logs/distinctIsEstimated").asBoolean()) {
            text.append("distinct is an estimate\n");
        }
        JsonNode malformed = json.at("/logs/firstMalformed");
        if (malformed.isTextual()) {
            text.append("first malformed line: ")
                    .append(PlainText.shown(malformed.asText()))
                    .append('\n');
        }
        if (isShort) {
            text.append(
                    "fewer rows than asked: the window has no more distinct requests, or --oversample must be larger\n");
        }
        return text.toString();
    }
}
