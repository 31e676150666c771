package io.jenkins.plugins.modeldelivery.refresh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.PlainText;
import io.jenkins.plugins.modeldelivery.rendering.Table;
import java.nio.file.Path;

/** What a refresh did: the eval set's metadata, see {@code docs/schemas/eval-set-meta-v1.json}, and where things are. */
public final class RefreshReport {
    private final EvalSetMeta meta;
    private final Path output;
    private final Path queue;
    private final boolean isShort;

    RefreshReport(EvalSetMeta meta, Path output, Path queue, boolean isShort) {
        this.meta = meta;
        this.output = output;
        this.queue = queue;
        this.isShort = isShort;
    }

    /** Whether there is an eval set, or only a queue to label. */
    public boolean hasEvalSet() {
        return meta.rows() > 0;
    }

    /** The metadata of the eval set. */
    public ObjectNode toJson() {
        return meta.toJson();
    }

    /** One line with what matters most. */
    public String headline() {
        return hasEvalSet()
                ? "%d labelled rows in %s as of %s; %d rows to label in %s"
                        .formatted(meta.rows(), output, meta.asOf(), meta.unlabelled(), queue)
                : "no row has a label yet, so there is no eval set; label the %d rows in %s and refresh again with them among the labels"
                        .formatted(meta.unlabelled(), queue);
    }

    /** Several lines for a terminal or a build log. */
    public String toText() {
        Table table = new Table("what", "number");
        EvalSetMeta.Logs logs = meta.logs();
        number(table, "lines", logs.lines().lines());
        number(table, "malformed", logs.lines().malformed());
        number(table, "withoutInput", logs.lines().withoutInput());
        number(table, "undated", logs.lines().undated());
        number(table, "outsideWindow", logs.lines().outsideWindow());
        number(table, "inWindow", logs.lines().inWindow());
        number(table, "distinct", logs.distinct());
        number(table, "filesSkipped", logs.filesSkipped());
        number(table, "sample: rows", meta.sample().rows());
        number(table, "sample: nearDuplicates", meta.sample().nearDuplicates());
        number(table, "sample: idsTakenTwice", meta.sample().idsTakenTwice());
        number(table, "label conflicts", meta.labelConflicts());
        StringBuilder text = new StringBuilder(headline()).append("\n\n").append(table.toText());
        if (logs.distinctIsEstimated()) {
            text.append("distinct is an estimate\n");
        }
        logs.firstMalformed()
                .ifPresent(malformed -> text.append("first malformed line: ")
                        .append(PlainText.shown(malformed))
                        .append('\n'));
        if (isShort) {
            text.append(
                    "fewer rows than asked: the window has no more distinct requests, or --oversample must be larger\n");
        }
        return text.toString();
    }

    private static void number(Table table, String what, long number) {
        table.row(what, String.valueOf(number));
    }
}
